// The jobs that this process works on now. Knows nothing that a crash could lose: the records know it all.
import type { OutputStore } from '../../outputs/index.ts';
import { fulfilJob, providerError, type StoppedWork } from './fulfil-job.ts';
import type { JobClaims } from './job-claims.ts';
import type { JobRecords, SandboxJob, SandboxVerdict } from './job-records.ts';
import { parseMisbehaviour } from './misbehaviour.ts';
import type { PlanMedia } from './plan-media.ts';
import type { SandboxClock } from './sandbox-clock.ts';
import type { WorkSlots } from './work-slots.ts';

export interface WorkshopParts {
  readonly records: JobRecords;
  readonly claims: JobClaims;
  readonly slots: WorkSlots;
  readonly outputStore: OutputStore;
  readonly planMedia: PlanMedia;
  readonly clock: SandboxClock;
  readonly onError: (error: unknown) => void;
}

interface Work {
  readonly stopper: AbortController;
  /** Whether this process recorded a verdict or found one. */
  readonly done: Promise<boolean>;
}

export class Workshop {
  readonly #parts: WorkshopParts;
  readonly #works = new Map<string, Work>();
  #closed = false;

  constructor(parts: WorkshopParts) {
    this.#parts = parts;
  }

  /** Works on the job unless that is already so. Resolves when this process is done with it: true if it has a verdict. */
  async workOn(job: SandboxJob): Promise<boolean> {
    const known = this.#works.get(job.upstreamId);
    if (known !== undefined) return known.done;
    if (this.#closed) return false;
    const stopper = new AbortController();
    const done = this.#work(job, stopper.signal)
      .catch((error: unknown) => {
        this.#parts.onError(error);
        return false;
      })
      .finally(() => this.#works.delete(job.upstreamId));
    this.#works.set(job.upstreamId, { stopper, done });
    return done;
  }

  /** Whether nobody should wait for this process any more. */
  get closed(): boolean {
    return this.#closed;
  }

  stop(upstreamId: string): void {
    this.#works.get(upstreamId)?.stopper.abort();
  }

  /** Stops all work between two outputs; what is not finished is taken up again when somebody asks for it. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const { stopper } of this.#works.values()) stopper.abort();
    await Promise.all(Array.from(this.#works.values(), ({ done }) => done));
  }

  async #work(job: SandboxJob, signal: AbortSignal): Promise<boolean> {
    const { clock, slots } = this.#parts;
    const delay = parseMisbehaviour(job.request.parameters)?.delayMilliseconds ?? 0;
    await clock.sleep(job.createdAt + delay - clock.now(), signal); // outside the slots: waiting is not work
    return signal.aborted ? false : slots.run(() => this.#inSlot(job, signal));
  }

  async #inSlot(job: SandboxJob, signal: AbortSignal): Promise<boolean> {
    const { records, claims } = this.#parts;
    if (signal.aborted) return false;
    if ((await records.verdict(job.upstreamId)) !== undefined) return true;
    if (!(await claims.take(job.upstreamId))) return false;
    try {
      return await this.#settle(job, await this.#fulfil(job, signal));
    } finally {
      await claims.release(job.upstreamId);
    }
  }

  async #fulfil(job: SandboxJob, signal: AbortSignal): Promise<SandboxVerdict | StoppedWork> {
    const { claims, outputStore, planMedia, onError } = this.#parts;
    const afterEachOutput = (): Promise<void> => claims.renew(job.upstreamId);
    try {
      return await fulfilJob(job, { outputStore, planMedia, signal, afterEachOutput });
    } catch (error) {
      onError(error); // its message may name folders: it goes to the log, not to the customer
      return { state: 'failed', failure: providerError('The sandbox could not make the output.') };
    }
  }

  /** A cancel that came first stands, and then nothing is delivered. */
  async #settle({ upstreamId }: SandboxJob, work: SandboxVerdict | StoppedWork): Promise<boolean> {
    const { records, outputStore } = this.#parts;
    const final = work.state === 'stopped' ? await records.verdict(upstreamId) : await records.decide(upstreamId, work);
    const dropped = final?.state === 'canceled' && 'outputs' in work ? work.outputs : [];
    await Promise.all(dropped.map(({ name }) => outputStore.remove(name)));
    return final !== undefined;
  }
}
