// The provider that needs no account anywhere: it makes real media files on this machine.
import path from 'node:path';
import { newOutputSecret, type OutputStore } from '../../outputs/index.ts';
import type { Provider, ProviderRequest, ProviderVerdict } from '../../provider.ts';
import { createJobClaims } from './job-claims.ts';
import { createJobRecords, type JobRecords, type SandboxJob, type SandboxVerdict, UPSTREAM_ID } from './job-records.ts';
import { parseMisbehaviour } from './misbehaviour.ts';
import type { PlanMedia } from './plan-media.ts';
import { type SandboxClock, systemClock } from './sandbox-clock.ts';
import { createWorkSlots } from './work-slots.ts';
import { Workshop } from './workshop.ts';

export interface SandboxProviderOptions {
  /** Jobs are kept in `<dataDir>/sandbox`; several gateway processes may share it. */
  readonly dataDir: string;
  readonly outputStore: OutputStore;
  readonly planMedia: PlanMedia;
  /** How long `submit` waits for the verdict before it answers `pending`; 3000 by default. */
  readonly quickAnswerMilliseconds?: number;
  /** Jobs worked on at once in this process; 2 by default. */
  readonly concurrency?: number;
  readonly clock?: SandboxClock;
  /** Called about trouble (disk full, a bug) that customers only see as PROVIDER_ERROR. */
  readonly onError?: (error: unknown) => void;
}

export interface SandboxProvider extends Provider {
  /** Like `fetch`, but waits up to `milliseconds` for something better than `pending`. */
  wait(upstreamId: string, milliseconds: number): Promise<ProviderVerdict>;
  /**
   * Forgets jobs created before `olderThan`, with the files that they made: so many at most, and answers how many. They become
   * `unknown`, and work that is asked about after that is done again.
   */
  prune(olderThan: Date, limit: number): Promise<number>;
  /** Stops working; unfinished jobs are taken up again by the next process that is asked about them. */
  close(): Promise<void>;
}

const QUICK_ANSWER_MILLISECONDS = 3000;
const CONCURRENCY = 2;
/** How often a waiting caller looks at the disk, where another process may have put the verdict. */
const LOOK_AGAIN_MILLISECONDS = 250;

export function createSandboxProvider(options: SandboxProviderOptions): SandboxProvider {
  const { dataDir, outputStore, planMedia, clock = systemClock, onError = () => undefined } = options;
  const folder = path.resolve(dataDir, 'sandbox');
  const records = createJobRecords(folder);
  const slots = createWorkSlots(options.concurrency ?? CONCURRENCY);
  const workshop = new Workshop({
    records,
    claims: createJobClaims(folder),
    slots,
    outputStore,
    planMedia,
    clock,
    onError,
  });
  const desk: Desk = { records, workshop, outputStore, clock };
  const quick = options.quickAnswerMilliseconds ?? QUICK_ANSWER_MILLISECONDS;
  return {
    name: 'sandbox',
    displayName: 'Tollgate sandbox',
    upstreamIdFor,
    submit: (request) => submit(desk, request, quick),
    fetch: (upstreamId) => wait(desk, upstreamId, 0),
    cancel: (upstreamId) => cancel(desk, upstreamId),
    wait: (upstreamId, milliseconds) => wait(desk, upstreamId, milliseconds),
    prune: (olderThan, limit) => records.prune({ olderThan, limit, drop: (job) => dropOutputs(outputStore, job) }),
    close: () => workshop.close(),
  };
}

async function dropOutputs(store: OutputStore, { secret, request: { count } }: SandboxJob): Promise<void> {
  for (let index = 0; index < count; index += 1) await store.drop({ secret, index });
}

interface Desk {
  readonly records: JobRecords;
  readonly workshop: Workshop;
  readonly outputStore: OutputStore;
  readonly clock: SandboxClock;
}

function upstreamIdFor(attemptId: string): string {
  return `sbx_${attemptId}`;
}

/** The record is on the disk before any work: whatever happens after that, `fetch` can tell. */
async function submit(desk: Desk, request: ProviderRequest, quick: number): Promise<ProviderVerdict> {
  const upstreamId = upstreamIdFor(request.attemptId);
  const { attemptId, model, kind, prompt, parameters, count } = request;
  const { createdAt } = await desk.records.create({
    upstreamId,
    request: { attemptId, model, kind, prompt, parameters, count },
    secret: newOutputSecret(),
    createdAt: desk.clock.now(),
  });
  const misbehaviour = parseMisbehaviour(parameters);
  const readyAt = createdAt + (misbehaviour?.delayMilliseconds ?? 0);
  const slow = misbehaviour?.outcome === 'timeout' || readyAt > desk.clock.now() + quick;
  return wait(desk, upstreamId, slow ? 0 : quick);
}

async function wait(desk: Desk, upstreamId: string, milliseconds: number): Promise<ProviderVerdict> {
  if (!UPSTREAM_ID.test(upstreamId)) return { state: 'unknown', upstreamId };
  const { records, clock } = desk;
  const until = clock.now() + milliseconds;
  for (;;) {
    const verdict = await records.verdict(upstreamId);
    if (verdict !== undefined) return answer(desk, upstreamId, verdict);
    const job = await records.job(upstreamId);
    if (job === undefined) return { state: 'unknown', upstreamId };
    const neverEnds = parseMisbehaviour(job.request.parameters)?.outcome === 'timeout';
    const working = neverEnds ? undefined : desk.workshop.workOn(job);
    const left = until - clock.now();
    if (left <= 0 || desk.workshop.closed) return { state: 'pending', upstreamId };
    await verdictOrTime(desk, working, Math.min(left, LOOK_AGAIN_MILLISECONDS));
  }
}

/** Work that ends without a verdict (another process has the job) must not make the caller look again at once. */
async function verdictOrTime(
  { clock }: Desk,
  working: Promise<boolean> | undefined,
  milliseconds: number,
): Promise<void> {
  const stopper = new AbortController();
  const slept = clock.sleep(milliseconds, stopper.signal);
  const verdict = working?.then((settled) => (settled ? undefined : slept));
  await Promise.race([slept, verdict ?? slept]);
  stopper.abort();
}

/** Final at once, unless a verdict came first; work under way stops before its next output. */
async function cancel({ records, workshop }: Desk, upstreamId: string): Promise<void> {
  if (!UPSTREAM_ID.test(upstreamId) || (await records.job(upstreamId)) === undefined) return;
  await records.decide(upstreamId, { state: 'canceled' });
  workshop.stop(upstreamId);
}

/** Addresses are made when asked for: the gateway may have moved to another port since. */
function answer({ outputStore }: Desk, upstreamId: string, verdict: SandboxVerdict): ProviderVerdict {
  switch (verdict.state) {
    case 'succeeded': {
      const outputs = verdict.outputs.map(({ name, ...measured }) => ({
        url: outputStore.addressOf(name),
        ...measured,
      }));
      return { state: 'succeeded', upstreamId, outputs };
    }
    case 'failed':
      return { state: 'failed', upstreamId, failure: verdict.failure };
    case 'canceled':
      return { state: 'canceled', upstreamId };
    default:
      throw new Error(`No such verdict: ${String(verdict satisfies never)}`);
  }
}
