// What was started is stopped in the reverse order, each step with a limit, and one that fails does not stop the rest.
import type { Logger } from './create-logger.ts';

export interface Shutdown {
  /** Whether it runs, or has run: what breaks now is meant to end. */
  readonly isRunning: boolean;
  /** Remembers how to undo what was just started. */
  add(what: string, stop: () => Promise<unknown>): void;
  /** Runs all of it; the second call waits for the first. */
  run(): Promise<void>;
}

const STEP_LIMIT_MILLISECONDS = 40_000;

export function createShutdown(logger: Logger): Shutdown {
  const steps: { readonly what: string; readonly stop: () => Promise<unknown> }[] = [];
  let running: Promise<void> | undefined;

  const runAll = async (): Promise<void> => {
    for (const { what, stop } of steps.reverse()) {
      try {
        await withLimit(stop(), what);
      } catch (error) {
        logger.error({ err: error }, `stopping ${what} failed`);
      }
    }
  };

  return {
    get isRunning() {
      return running !== undefined;
    },
    add: (what, stop) => {
      steps.push({ what, stop });
    },
    run: () => {
      running ??= runAll();
      return running;
    },
  };
}

async function withLimit(work: Promise<unknown>, what: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} did not stop in time`)), STEP_LIMIT_MILLISECONDS);
  });
  await Promise.race([work, limit]).finally(() => clearTimeout(timer));
}
