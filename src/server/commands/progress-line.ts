// How far a long command is, on one line of a terminal that is written over; where nothing can be written over, a line now and then. It goes
// to stderr, so that results can be piped.
import { counted } from '../counted.ts';

export interface ProgressLine {
  /** What is being done now: asked as often as there is a line to write, with the milliseconds since the beginning. */
  update(describe: (milliseconds: number) => string): void;
  /** What is done in the end, whenever it was written last; a log without a line of it has no need of this one. */
  finish(describe: (milliseconds: number) => string): void;
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
  let isBegun = isTerminal;
  const write = (line: string): void => void output.write(isTerminal ? `${CLEAR}${line}` : `${line}\n`);
  return {
    update: (describe) => {
      const now = clock();
      if (now < next) return;
      next = now + (isTerminal ? TERMINAL_MILLISECONDS : LOG_MILLISECONDS);
      isBegun = true;
      write(describe(now - begun));
    },
    finish: (describe) => {
      if (isBegun) write(describe(clock() - begun));
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
    const result = await work(line);
    line.finish(describe);
    return result;
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

/** `Applying migrations`, `3 of 12` -> `Applying migrations: 3 of 12, 4 s`. The measure is asked for each time: it costs the work nothing. */
export const measured =
  (what: string, measure: () => string) =>
  (milliseconds: number): string =>
    elapsed(`${what}: ${measure()}`)(milliseconds);

/** `3 of 12 migrations`; a total that grew meanwhile is what is done. */
export const doneOf = (done: number, total: number, noun: string): string =>
  `${done} of ${counted(Math.max(done, total), noun)}`;

export function perSecond(count: number, milliseconds: number): number {
  return Math.round((count * 1_000) / Math.max(1, milliseconds));
}
