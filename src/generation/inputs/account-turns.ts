// How much an account may have under way at once in this process; what is beyond waits for its turn, in the order in which it came.

export type Turns = <T>(accountId: string, work: () => Promise<T>) => Promise<T>;

interface Line {
  running: number;
  readonly waiting: (() => void)[];
}

export function createTurns(most: number): Turns {
  const lines = new Map<string, Line>();
  return async (accountId, work) => {
    const line = lines.get(accountId) ?? { running: 0, waiting: [] };
    lines.set(accountId, line);
    if (line.running < most) line.running += 1;
    // Whoever ends hands its place on.
    else await new Promise<void>((resolve) => line.waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = line.waiting.shift();
      if (next !== undefined) next();
      else line.running -= 1;
      if (line.running === 0) lines.delete(accountId);
    }
  };
}
