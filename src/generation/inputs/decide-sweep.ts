// What becomes of a sent file whose request never came to an end.

/** How long a request can be under way at the very most, with all its files; far longer than clocks of machines that share a disk differ. */
export const UNFINISHED_MILLISECONDS = 24 * 60 * 60 * 1_000;

export interface SentFile {
  /** When its request last began. */
  readonly begunAt: Date;
  /** Whether a generation works from it. */
  readonly isNamed: boolean;
}

export type Sweep = 'LEAVE' | 'IS_NAMED' | 'REMOVE';

const isAbandoned = (begunAt: Date, now: Date): boolean => now.getTime() - begunAt.getTime() > UNFINISHED_MILLISECONDS;

export function decideSweep({ begunAt, isNamed }: SentFile, now: Date): Sweep {
  if (!isAbandoned(begunAt, now)) return 'LEAVE';
  return isNamed ? 'IS_NAMED' : 'REMOVE';
}
