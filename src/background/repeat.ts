// A background job: work that is done again and again, one round at a time. A round that fails is reported, and the next one
// comes at its usual time.
import { spread } from './back-off.ts';

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

export interface RunningJob extends Stoppable {
  /** There is something to do: the next round begins now, or right after the one in flight. */
  wake(): void;
}

/** Called with what failed, in words of the job. */
export type ReportFailure = (error: unknown, what: string) => void;

const USUAL_JITTER = 0.5;

export function repeat(job: BackgroundJob, report: ReportFailure): RunningJob {
  const { what, everyMilliseconds, jitter = USUAL_JITTER, startsAtOnce = false, work } = job;
  let hasStopped = false;
  const isStopping = (): boolean => hasStopped;
  /** Remembered, so that what happens between looking and sleeping is not missed. */
  let isDueNow = startsAtOnce;
  let endPause: () => void = () => undefined;

  const pause = (): Promise<void> =>
    new Promise((resolve) => {
      const milliseconds = isDueNow ? 0 : spread(everyMilliseconds, jitter, Math.random());
      const timer = setTimeout(resolve, milliseconds).unref();
      endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const round = async (): Promise<void> => {
    isDueNow = false;
    try {
      if ((await work(isStopping)) === true) isDueNow = true;
    } catch (error) {
      report(error, what);
    }
  };
  const run = async (): Promise<void> => {
    while (!isStopping()) {
      await pause();
      if (!isStopping()) await round();
    }
  };
  const running = run();

  return {
    wake: () => {
      isDueNow = true;
      endPause();
    },
    stop: async () => {
      hasStopped = true;
      endPause();
      await running;
    },
  };
}

export interface WantedJob {
  /** Begins or ends the job; the same again changes nothing. */
  want(isWanted: boolean): void;
}

/** A job that is only done while somebody wants it. */
export function repeatWhileWanted(job: BackgroundJob, report: ReportFailure): WantedJob {
  let running: RunningJob | undefined;
  return {
    want: (isWanted) => {
      if (isWanted) {
        running ??= repeat(job, report);
        return;
      }
      void running?.stop();
      running = undefined;
    },
  };
}
