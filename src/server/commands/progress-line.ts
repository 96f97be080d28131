// How far a long command is, on one line of a terminal that is written over; where nothing can be written over, a line now and then. It goes
// to stderr, so that results can be piped.

export interface ProgressLine {
  /** What is being done now: asked as often as there is a line to write, with the milliseconds since the beginning. */
  update(describe: (milliseconds: number) => string): void;
  /** Leaves the terminal with an empty line, for a result or for the end. */
  clear(): void;
}

export interface ProgressOutput {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const TERMINAL_MILLISECONDS = 100;
const LOG_MILLISECONDS = 5_000;
const CLEAR = '\r\u001b[K';

export function createProgressLine(output: ProgressOutput, clock: () => number): ProgressLine {
  const isTerminal = output.isTTY === true;
  const begun = clock();
  let next = begun + (isTerminal ? 0 : LOG_MILLISECONDS);
  return {
    update: (describe) => {
      const now = clock();
      if (now < next) return;
      next = now + (isTerminal ? TERMINAL_MILLISECONDS : LOG_MILLISECONDS);
      const line = describe(now - begun);
      output.write(isTerminal ? `${CLEAR}${line}` : `${line}\n`);
    },
    clear: () => {
      if (isTerminal) output.write(CLEAR);
    },
  };
}

/**
 * Says what `describe` says while the work goes on, whether the work has news or not: nobody shall wonder whether it hangs. Without an output,
 * as under --json, nothing is said.
 */
export async function withProgress<T>(
  output: ProgressOutput | undefined,
  describe: (milliseconds: number) => string,
  work: (line: Pick<ProgressLine, 'clear'>) => Promise<T>,
): Promise<T> {
  if (output === undefined) return work({ clear: () => undefined });
  const line = createProgressLine(output, () => performance.now());
  const write = (): void => line.update(describe);
  write();
  const timer = setInterval(write, TERMINAL_MILLISECONDS).unref();
  try {
    return await work(line);
  } finally {
    clearInterval(timer);
    line.clear();
  }
}

/** `Comparing with Stripe` -> `Comparing with Stripe, 12 s`. */
export const elapsed =
  (what: string) =>
  (milliseconds: number): string =>
    `${what}, ${Math.floor(milliseconds / 1_000)} s`;

export function perSecond(count: number, milliseconds: number): number {
  return Math.round((count * 1_000) / Math.max(1, milliseconds));
}
