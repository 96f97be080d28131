// What was started is stopped in the reverse order, each step with a limit, and one that fails does not stop the rest.
import type { Logger } from './create-logger.ts';

export interface Shutdown {
  /** Whether it runs, or has run: what breaks now is meant to end. */
  readonly isRunning: boolean;
  /** Remembers how to undo what was just started. */
  add(what: string, stop: () => Promise<unknown>, limitMilliseconds?: number): void;
  /** Runs all of it; the second call waits for the first. */
  run(): Promise<void>;
}

const STEP_LIMIT_MILLISECONDS = 40_000;

export function createShutdown(logger: Logger): Shutdown {
  const steps: Step[] = [];
  let running: Promise<void> | undefined;

  const runAll = async (): Promise<void> => {
    for (const step of steps.reverse()) {
      const { what } = step;
      try {
        await withLimit(step);
      } catch (error) {
        logger.error({ err: error }, `stopping ${what} failed`);
      }
    }
  };

  return {
    get isRunning() {
      return running !== undefined;
    },
    add: (what, stop, limitMilliseconds = STEP_LIMIT_MILLISECONDS) => {
      steps.push({ what, stop, limitMilliseconds });
    },
    run: () => {
      running ??= runAll();
      return running;
    },
  };
}

interface Step {
  readonly what: string;
  readonly stop: () => Promise<unknown>;
  readonly limitMilliseconds: number;
}

async function withLimit({ what, stop, limitMilliseconds }: Step): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} did not stop in time`)), limitMilliseconds);
  });
  await Promise.race([stop(), limit]).finally(() => clearTimeout(timer));
}
