// What the doctor says of one thing, and what to do about it.

export type FindingState = 'ok' | 'warning' | 'problem';

/** Holds no secret: it is printed. */
export interface Finding {
  /** What was looked at: `database`. */
  readonly area: string;
  readonly state: FindingState;
  /** One sentence without a full stop at its end. */
  readonly message: string;
  /** What to do about it, in sentences. */
  readonly advice?: string;
}

type Say = (message: string, advice?: string) => Finding;

export interface Findings {
  readonly ok: Say;
  readonly warning: Say;
  readonly problem: Say;
}

/** Findings of one area. */
export function findingsOf(area: string): Findings {
  const say =
    (state: FindingState): Say =>
    (message, advice) => ({ area, state, message, ...(advice === undefined ? {} : { advice }) });
  return { ok: say('ok'), warning: say('warning'), problem: say('problem') };
}
