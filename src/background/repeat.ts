// A background job: work that is done again and again, one round at a time. A round that fails is reported, and the next one
// comes at its usual time.
import { setTimeout as delay } from 'node:timers/promises';

export interface BackgroundJob {
  /** For the log: `the expiry of credits in idle wallets`. */
  readonly what: string;
  /** Mean time between two rounds. */
  readonly everyMilliseconds: number;
  /** How far from the mean a pause may be, as a share of it, so that processes do not work in step; half when absent. */
  readonly jitter?: number;
  /** The first round begins at once instead of after a pause. */
  readonly startsAtOnce?: boolean;
  /** One round. True: there may be more to do, and the next one follows without a pause. */
  readonly work: (isStopping: () => boolean) => Promise<boolean | undefined>;
}

export interface Stoppable {
  /** Waits for the round in flight; none begins afterwards. */
  stop(): Promise<void>;
}

/** Called with what failed, in words of the job. */
export type ReportFailure = (error: unknown, what: string) => void;

const USUAL_JITTER = 0.5;

export function repeat(job: BackgroundJob, report: ReportFailure): Stoppable {
  const stopping = new AbortController();
  const running = run(job, report, stopping.signal);
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

async function run(job: BackgroundJob, report: ReportFailure, signal: AbortSignal): Promise<void> {
  const { what, everyMilliseconds, jitter = USUAL_JITTER, startsAtOnce = false, work } = job;
  const isStopping = (): boolean => signal.aborted;
  let isDueNow = startsAtOnce;
  while (!isStopping()) {
    const pause = isDueNow ? 0 : everyMilliseconds * (1 - jitter + Math.random() * 2 * jitter);
    await delay(pause, undefined, { signal, ref: false }).catch(() => undefined);
    if (isStopping()) return;
    try {
      isDueNow = (await work(isStopping)) === true;
    } catch (error) {
      isDueNow = false;
      report(error, what);
    }
  }
}
