// Sees one generation through: claim it, try its providers in order, settle it. Safe to run again at any point.
import { newId, shardOf } from '../../database/index.ts';
import { isCancelRequested } from '../cancel/cancel-request.ts';
import type { Attempt, Generation, GenerationAddress, GenerationFailure } from '../generation.ts';
import type { Provider } from '../provider.ts';
import { switchedOffProvider } from '../providers/switched-off-provider.ts';
import type { RunServices } from '../services.ts';
import { concludeAttempt, NO_PROVIDER } from '../settle/conclude-attempt.ts';
import { settleUndelivered } from '../settle/settle-generation.ts';
import { callOff, NO_TIME_LEFT } from './call-off.ts';
import { claimGeneration, keepLease, LEASE_MILLISECONDS, releaseLease } from './claim-generation.ts';
import { endStuck } from './end-stuck.ts';
import { planWork } from './plan-work.ts';
import { attemptsOf, openAttempt } from './record-attempt.ts';
import { type AttemptRun, isOverdue, runAttempt, type Work } from './run-attempt.ts';

/** How soon a pending attempt is asked about again. */
const COME_BACK_MILLISECONDS = 2_000;
const COME_BACK_TO_OFF_MILLISECONDS = 10_000;

const STILL_PENDING = { state: 'pending', upstreamId: '' } as const;

/** Takes over one whose worker left it; nothing happens when it has ended or another worker has it. */
export async function recoverGeneration(services: RunServices, address: GenerationAddress): Promise<void> {
  const generation = await claimGeneration(services.database, address, services.now());
  if (generation !== undefined) await runGeneration(services, generation);
}

/** The generation is under this worker's lease; `first`, if given, has been written down just now. */
export function runGeneration(services: RunServices, generation: Generation, first?: AttemptRun): Promise<void> {
  const run = (): Promise<void> => runUnderLease(services, generation, first);
  return services.watchRun === undefined ? run() : services.watchRun(generation, run);
}

async function runUnderLease(services: RunServices, generation: Generation, first?: AttemptRun): Promise<void> {
  const lease = keepLease(services, generation);
  try {
    await (first === undefined ? tryProviders(services, generation) : tryFirst(services, generation, first));
  } catch (error) {
    services.log('generation_interrupted', { id: generation.id, error: String(error) });
    if (await endStuck(services, generation)) return;
    await releaseLease(services.database, generation, new Date(services.now().getTime() + LEASE_MILLISECONDS));
    throw error;
  } finally {
    await lease.stop();
  }
}

async function tryFirst(services: RunServices, generation: Generation, first: AttemptRun): Promise<void> {
  const failure = await runToEnd(services, first);
  if (failure !== undefined) await tryProviders(services, generation, failure);
}

async function tryProviders(services: RunServices, generation: Generation, failure = NO_PROVIDER): Promise<void> {
  const work = await planWork(services, generation);
  let lastFailure = failure;
  for (;;) {
    if (await isToBeCanceled(services, generation)) {
      await cancel(services, generation);
      return;
    }
    const run = await nextRun(services, generation, work);
    if (run === 'ended') return;
    if (run === 'late' || run === undefined) {
      await fail(services, generation, run === 'late' && lastFailure === NO_PROVIDER ? NO_TIME_LEFT : lastFailure);
      return;
    }
    const next = await runToEnd(services, run);
    if (next === undefined) return;
    lastFailure = next;
  }
}

/** The failure after which another provider may try; undefined when there is nothing more to do now. */
async function runToEnd(services: RunServices, run: AttemptRun): Promise<GenerationFailure | undefined> {
  const verdict = isSwitchedOff(services, run) ? STILL_PENDING : await runAttempt(services, run);
  if (verdict.state !== 'pending') return concludeAttempt(services, run, verdict);
  await comeBackLater(services, run);
  return undefined;
}

/**
 * The open attempt, if a worker left one behind; else a new one with the next provider; undefined when none is left. `ended`:
 * somebody else has brought it to its end, as a webhook does. `late`: nothing is begun past the deadline.
 */
async function nextRun(
  services: RunServices,
  generation: Generation,
  work: Work,
): Promise<AttemptRun | 'ended' | 'late' | undefined> {
  const { providers } = services.health;
  const attempts = await attemptsOf(services.database, generation);
  const open = attempts.find((attempt) => attempt.status === 'SUBMITTED');
  if (open !== undefined) {
    const provider = providers.get(open.provider);
    return { generation, attempt: open, provider: provider ?? switchedOffProvider(open.provider), work, isNew: false };
  }
  const untried = work.order.find((name) => attempts.every((attempt) => attempt.provider !== name));
  const provider = untried === undefined ? undefined : providers.get(untried);
  if (provider === undefined) return undefined;
  if (isOverdue(services, { generation, work })) return 'late';
  const attempt = await openFor(services, { generation, provider, number: attempts.length + 1 });
  if (attempt !== undefined) return { generation, attempt, provider, work, isNew: true };
  // Another worker opened it first: it is looked after together with that one.
  const isOpened = (await attemptsOf(services.database, generation)).length > attempts.length;
  return isOpened ? nextRun(services, generation, work) : 'ended';
}

async function openFor(
  services: RunServices,
  { generation, provider, number }: { generation: Generation; provider: Provider; number: number },
): Promise<Attempt | undefined> {
  const attemptId = newId();
  const { accountId, id } = generation;
  const upstreamId = provider.upstreamIdFor(attemptId);
  const now = services.now();
  return openAttempt(shardOf(services.database, accountId), {
    accountId,
    id,
    attemptId,
    number,
    provider: provider.name,
    upstreamId,
    now,
  });
}

/** Nobody works on it, and its customer does not want it any more: no further provider is asked. */
async function isToBeCanceled({ database }: RunServices, generation: Generation): Promise<boolean> {
  if (!(await isCancelRequested(database, generation))) return false;
  const attempts = await attemptsOf(database, generation);
  return attempts.every((attempt) => attempt.status !== 'SUBMITTED');
}

async function cancel(services: RunServices, generation: Generation): Promise<void> {
  const end = { status: 'CANCELED', outputs: [], error: undefined, attempt: undefined, now: services.now() } as const;
  await settleUndelivered(services, generation, end);
}

async function fail(services: RunServices, generation: Generation, error: GenerationFailure): Promise<void> {
  const end = { status: 'FAILED', outputs: [], error, attempt: undefined, now: services.now() } as const;
  await settleUndelivered(services, generation, end);
}

/**
 * Before the model's deadline the scan looks again soon; past it the work is called off. So is what was canceled at a provider
 * that is switched off here: nobody can learn how that ends.
 */
async function comeBackLater(services: RunServices, run: AttemptRun): Promise<void> {
  const { database, now } = services;
  const isOff = isSwitchedOff(services, run);
  const isDue = isOverdue(services, run) || (isOff && (await isCancelRequested(database, run.generation)));
  if (isDue && (await callOff(services, run)) === 'ended') return;
  const pause = isOff && !isDue ? COME_BACK_TO_OFF_MILLISECONDS : COME_BACK_MILLISECONDS;
  await releaseLease(database, run.generation, new Date(now().getTime() + pause));
}

/** Another gateway may run it, and may have the next look. */
const isSwitchedOff = ({ health }: RunServices, { attempt }: AttemptRun): boolean =>
  !health.providers.has(attempt.provider);
