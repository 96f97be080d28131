// Sees one generation through: claim it, try its providers in order, settle it. Safe to run again at any point.
import { newId } from '../database/index.ts';
import { isCancelRequested } from './cancel-request.ts';
import { chooseProviders } from './choose-providers.ts';
import { claimGeneration, keepLease, LEASE_MILLISECONDS, releaseLease } from './claim-generation.ts';
import { concludeAttempt, NO_PROVIDER } from './conclude-attempt.ts';
import type { Attempt, Generation, GenerationFailure } from './generation.ts';
import type { Provider } from './provider.ts';
import { deadlineOf, type Pursuit, pursueAttempt, type Work } from './pursue-attempt.ts';
import { attemptsOf, openAttempt } from './record-attempt.ts';
import type { RunServices } from './run-services.ts';
import { settleUndelivered } from './settle-generation.ts';
import type { GenerationAddress } from './status-events.ts';

/** How soon a pending attempt is asked about again. */
const COME_BACK_MILLISECONDS = 2_000;

/** A provider that cannot be asked at the deadline is asked again for so long before the work is given up. */
const GRACE_MILLISECONDS = 10_000;

const DEADLINE_PASSED: GenerationFailure = {
  code: 'PROVIDER_TIMEOUT',
  message: 'The provider did not finish within the time allowed for this model.',
  retryable: true,
};

/** Takes over one whose worker left it; nothing happens when it has ended or another worker has it. */
export async function recoverGeneration(services: RunServices, address: GenerationAddress): Promise<void> {
  const generation = await claimGeneration(services.database, address, services.now());
  if (generation !== undefined) await runGeneration(services, generation);
}

/** The generation is under this worker's lease. */
export async function runGeneration(services: RunServices, generation: Generation): Promise<void> {
  const letGo = keepLease(services, generation);
  try {
    await tryProviders(services, generation);
  } catch (error) {
    services.log('generation_interrupted', { id: generation.id, error: String(error) });
    await releaseLease(services.database, generation, new Date(services.now().getTime() + LEASE_MILLISECONDS));
    throw error;
  } finally {
    letGo();
  }
}

/**
 * What the generation's own price book says of its model, as far as the work goes: a book that this database does not know
 * is stood in for by the one in force. A model that neither has is run by nobody.
 */
async function planWork({ catalog, health }: RunServices, generation: Generation): Promise<Work> {
  const book = (await catalog.priceBook(generation.priceVersion)) ?? catalog.current();
  const model = book.model(generation.model);
  if (model === undefined) return { kind: 'IMAGE', upstream: [], order: [], deadlineSeconds: 0 };
  const { kind, upstream, providers: offered, deadlineSeconds } = model;
  const { providerOrder: wanted, id: draw } = generation;
  const order = chooseProviders({ offered, upstream, wanted, standings: health.standings(), draw });
  return { kind, upstream, order, deadlineSeconds };
}

async function tryProviders(services: RunServices, generation: Generation): Promise<void> {
  const work = await planWork(services, generation);
  let lastFailure = NO_PROVIDER;
  for (;;) {
    if (await isToBeCanceled(services, generation)) {
      await cancel(services, generation);
      return;
    }
    const pursuit = await nextPursuit(services, generation, work);
    if (pursuit === undefined) {
      await fail(services, generation, lastFailure);
      return;
    }
    const verdict = await pursueAttempt(services, pursuit);
    if (verdict.state === 'pending') return comeBackLater(services, pursuit);
    const failure = await concludeAttempt(services, pursuit, verdict);
    if (failure === undefined) return;
    lastFailure = failure;
  }
}

/** The open attempt, if a worker left one behind; else a new one with the next provider; undefined when none is left. */
async function nextPursuit(services: RunServices, generation: Generation, work: Work): Promise<Pursuit | undefined> {
  const { providers } = services.health;
  const attempts = await attemptsOf(services.database, generation);
  const open = attempts.find((attempt) => attempt.status === 'SUBMITTED');
  if (open !== undefined) {
    const provider = providers.get(open.provider);
    if (provider === undefined) throw new Error(`provider ${open.provider} of an open attempt is switched off`);
    return { generation, attempt: open, provider, work, isNew: false };
  }
  const untried = work.order.find((name) => attempts.every((attempt) => attempt.provider !== name));
  const provider = untried === undefined ? undefined : providers.get(untried);
  if (provider === undefined) return undefined;
  const attempt = await openFor(services, { generation, provider, number: attempts.length + 1 });
  // Another worker opened it first: it is looked after together with that one.
  if (attempt === undefined) return nextPursuit(services, generation, work);
  return { generation, attempt, provider, work, isNew: true };
}

async function openFor(
  services: RunServices,
  { generation, provider, number }: { generation: Generation; provider: Provider; number: number },
): Promise<Attempt | undefined> {
  const attemptId = newId();
  const { accountId, id } = generation;
  const upstreamId = provider.upstreamIdFor(attemptId);
  const now = services.now();
  return openAttempt(services.database, { accountId, id, attemptId, number, provider: provider.name, upstreamId, now });
}

/** Nobody works on it, and its customer does not want it any more: no further provider is asked. */
async function isToBeCanceled({ database }: RunServices, generation: Generation): Promise<boolean> {
  if (!(await isCancelRequested(database, generation))) return false;
  const attempts = await attemptsOf(database, generation);
  return attempts.every((attempt) => attempt.status !== 'SUBMITTED');
}

async function cancel(services: RunServices, generation: Generation): Promise<void> {
  const end = { status: 'CANCELED', outputs: [], error: undefined, attempt: undefined, now: services.now() } as const;
  await settleUndelivered(services.ledger, generation, end);
}

async function fail(services: RunServices, generation: Generation, error: GenerationFailure): Promise<void> {
  const end = { status: 'FAILED', outputs: [], error, attempt: undefined, now: services.now() } as const;
  await settleUndelivered(services.ledger, generation, end);
}

/** Before the model's deadline the scan looks again soon; past it the work is called off. */
async function comeBackLater(services: RunServices, pursuit: Pursuit): Promise<void> {
  const { generation } = pursuit;
  const now = services.now();
  if (now < deadlineOf(pursuit)) {
    await comeBackSoon(services, generation);
    return;
  }
  await callOff(services, pursuit);
}

async function comeBackSoon({ database, now }: RunServices, generation: Generation): Promise<void> {
  await releaseLease(database, generation, new Date(now().getTime() + COME_BACK_MILLISECONDS));
}

/** Cancels at the provider and asks once more: work that was finished in time after all is delivered and charged. */
async function callOff(services: RunServices, pursuit: Pursuit): Promise<void> {
  const { generation, attempt, provider, work } = pursuit;
  const upstreamId = attempt.upstreamId ?? provider.upstreamIdFor(attempt.id);
  if (upstreamId !== undefined) {
    await provider.cancel(upstreamId).catch(() => undefined);
    const expected = { kind: work.kind, count: generation.count };
    const verdict = await provider.fetch(upstreamId, expected).catch(() => undefined);
    if (verdict?.state === 'succeeded') {
      await concludeAttempt(services, pursuit, verdict);
      return;
    }
    const giveUpAt = deadlineOf(pursuit).getTime() + GRACE_MILLISECONDS;
    if (verdict === undefined && services.now().getTime() < giveUpAt) return comeBackSoon(services, generation);
  }
  // What its customer had canceled is not wanted any more, should it come late.
  const isUnwanted = await isCancelRequested(services.database, generation);
  const reached = isUnwanted
    ? ({ status: 'CANCELED', error: undefined } as const)
    : ({ status: 'FAILED', error: DEADLINE_PASSED } as const);
  const end = { ...reached, outputs: [], attempt: attempt.number, now: services.now() };
  await settleUndelivered(services.ledger, generation, end);
}
