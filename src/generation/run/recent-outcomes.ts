// How often each provider delivered and failed in the last minutes, in this process.

/** How far back is looked, in seconds. */
export const RECENT_SECONDS = 300;
const MINUTE_MILLISECONDS = 60_000;
const MINUTES = RECENT_SECONDS / 60;

export interface Outcomes {
  readonly successes: number;
  readonly failures: number;
}

export interface RecentOutcomes {
  note(provider: string, outcome: keyof Outcomes): void;
  /** Of the last `RECENT_SECONDS`, to the minute. */
  of(provider: string): Outcomes;
}

export function createRecentOutcomes(now: () => Date): RecentOutcomes {
  /** By provider and minute. */
  const counts = new Map<string, Map<number, Outcomes>>();
  const minute = (): number => Math.trunc(now().getTime() / MINUTE_MILLISECONDS);
  const recent = (provider: string): Map<number, Outcomes> => {
    const known = counts.get(provider) ?? new Map<number, Outcomes>();
    const oldest = minute() - MINUTES;
    for (const one of [...known.keys()].filter((at) => at <= oldest)) known.delete(one);
    counts.set(provider, known);
    return known;
  };
  return {
    note: (provider, outcome) => {
      const minutes = recent(provider);
      const before = minutes.get(minute()) ?? { successes: 0, failures: 0 };
      minutes.set(minute(), { ...before, [outcome]: before[outcome] + 1 });
    },
    of: (provider) => {
      const all = [...recent(provider).values()];
      return {
        successes: all.reduce((sum, { successes }) => sum + successes, 0),
        failures: all.reduce((sum, { failures }) => sum + failures, 0),
      };
    },
  };
}
