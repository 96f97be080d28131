// Sees one generation through: claim it, try its providers in order, settle it. Safe to run again at any point.
import { newId } from '../database/index.ts';
import { effectiveCost } from '../pricing/index.ts';
import { chooseProviders } from './choose-providers.ts';
import { claimGeneration, keepLease, LEASE_MILLISECONDS, releaseLease } from './claim-generation.ts';
import type { Attempt, Generation, GenerationFailure } from './generation.ts';
import type { MediaKind, Provider } from './provider.ts';
import { type Pursuit, pursueAttempt, type Verdict } from './pursue-attempt.ts';
import { attemptsOf, endAttempts, openAttempt } from './record-attempt.ts';
import type { RunServices } from './run-services.ts';
import { type GenerationEnd, settleDelivered, settleUndelivered } from './settle-generation.ts';
import type { GenerationAddress } from './status-events.ts';

/** How soon a pending attempt is asked about again. */
const COME_BACK_MILLISECONDS = 2_000;

const DEADLINE_PASSED: GenerationFailure = {
  code: 'PROVIDER_TIMEOUT',
  message: 'The provider did not finish within the time allowed for this model.',
  retryable: true,
};

const NO_PROVIDER: GenerationFailure = {
  code: 'PROVIDER_UNAVAILABLE',
  message: 'No provider of this model could do the work.',
  retryable: true,
};

export async function runGeneration(services: RunServices, address: GenerationAddress): Promise<void> {
  const generation = await claimGeneration(services.database, address, services.now());
  if (generation === undefined) return;
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

/** What the storefront says of the generation's model; a model it no longer has is run by nobody. */
function planWork({ catalog, providers }: RunServices, generation: Generation) {
  const model = catalog.model(generation.model);
  if (model === undefined) return { kind: 'IMAGE', order: [], deadlineSeconds: 0 } as const;
  const order = chooseProviders({ offered: model.providers, wanted: generation.providerOrder, providers });
  return { kind: model.kind, order, deadlineSeconds: model.deadlineSeconds };
}

async function tryProviders(services: RunServices, generation: Generation): Promise<void> {
  const work = planWork(services, generation);
  let lastFailure = NO_PROVIDER;
  for (;;) {
    const pursuit = await nextPursuit(services, generation, work);
    if (pursuit === undefined) {
      await fail(services, generation, lastFailure);
      return;
    }
    const verdict = await pursueAttempt(services, pursuit);
    if (verdict.state === 'pending') return comeBackLater(services, pursuit, work.deadlineSeconds);
    const failure = await conclude(services, pursuit, verdict);
    if (failure === undefined) return;
    lastFailure = failure;
  }
}

/** The open attempt, if a worker left one behind; else a new one with the next provider; undefined when none is left. */
async function nextPursuit(
  services: RunServices,
  generation: Generation,
  { order, kind }: { order: readonly Provider[]; kind: MediaKind },
): Promise<Pursuit | undefined> {
  const attempts = await attemptsOf(services.database, generation);
  const open = attempts.find((attempt) => attempt.status === 'SUBMITTED');
  if (open !== undefined) {
    const provider = services.providers.get(open.provider);
    if (provider === undefined) throw new Error(`provider ${open.provider} of an open attempt is switched off`);
    return { generation, attempt: open, provider, kind, isNew: false };
  }
  const provider = order.find((candidate) => attempts.every((attempt) => attempt.provider !== candidate.name));
  if (provider === undefined) return undefined;
  const attempt = await openFor(services, { generation, provider, number: attempts.length + 1 });
  return attempt === undefined ? undefined : { generation, attempt, provider, kind, isNew: true };
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

/** Settles, or answers the failure after which the next provider may try. */
async function conclude(
  services: RunServices,
  { generation, attempt }: Pursuit,
  verdict: Exclude<Verdict, { state: 'pending' }>,
): Promise<GenerationFailure | undefined> {
  const now = services.now();
  const end = { outputs: [], error: undefined, attempt: attempt.number, now } as const;
  switch (verdict.state) {
    case 'succeeded':
      await deliver(services, generation, { ...end, status: 'SUCCEEDED', outputs: verdict.outputs });
      return undefined;
    case 'canceled':
      await settleUndelivered(services.ledger, generation, { ...end, status: 'CANCELED' });
      return undefined;
    case 'failed': {
      const { failure } = verdict;
      if (failure.retryable) return closeFailed(services, { generation, attempt, failure });
      await settleUndelivered(services.ledger, generation, { ...end, status: 'FAILED', error: failure });
      return undefined;
    }
    default:
      return verdict satisfies never;
  }
}

async function closeFailed(
  services: RunServices,
  { generation, attempt, failure }: { generation: Generation; attempt: Attempt; failure: GenerationFailure },
): Promise<GenerationFailure> {
  const { accountId, id } = generation;
  const endedAt = services.now();
  await endAttempts(services.database, [
    { accountId, id, number: attempt.number, status: 'FAILED', error: failure, endedAt },
  ]);
  return failure;
}

/** The cost comes from the files that were made, by the same function as the estimate. */
async function deliver(services: RunServices, generation: Generation, end: GenerationEnd): Promise<void> {
  const model = services.catalog.model(generation.model);
  if (end.outputs.length === 0 || model === undefined) {
    await settleUndelivered(services.ledger, generation, { ...end, status: 'FAILED', outputs: [], error: NO_PROVIDER });
    return;
  }
  const { parameters, prompt } = generation;
  const result = effectiveCost({ model: model.price, parameters, prompt, outputs: end.outputs });
  if (!result.ok) throw new Error(`delivered outputs of ${generation.model} have no price: ${result.refusal.message}`);
  const cost = result.priced.total;
  if (cost > generation.maxCost) {
    services.log('cost_above_reservation', {
      id: generation.id,
      cost: String(cost),
      reserved: String(generation.maxCost),
    });
  }
  await settleDelivered(services.ledger, generation, { cost, end });
}

async function fail(services: RunServices, generation: Generation, error: GenerationFailure): Promise<void> {
  const end = { status: 'FAILED', outputs: [], error, attempt: undefined, now: services.now() } as const;
  await settleUndelivered(services.ledger, generation, end);
}

/** Before the model's deadline the scan looks again soon; past it the work is called off. */
async function comeBackLater(services: RunServices, pursuit: Pursuit, deadlineSeconds: number): Promise<void> {
  const { generation } = pursuit;
  const now = services.now();
  const started = generation.startedAt ?? generation.createdAt;
  if (now.getTime() < started.getTime() + deadlineSeconds * 1_000) {
    await releaseLease(services.database, generation, new Date(now.getTime() + COME_BACK_MILLISECONDS));
    return;
  }
  await callOff(services, pursuit);
}

/** Cancels at the provider and asks once more: work that was finished in time after all is delivered and charged. */
async function callOff(services: RunServices, pursuit: Pursuit): Promise<void> {
  const { generation, attempt, provider } = pursuit;
  const upstreamId = attempt.upstreamId ?? provider.upstreamIdFor(attempt.id);
  if (upstreamId !== undefined) {
    await provider.cancel(upstreamId).catch(() => undefined);
    const verdict = await provider.fetch(upstreamId).catch(() => undefined);
    if (verdict?.state === 'succeeded') {
      await conclude(services, pursuit, verdict);
      return;
    }
  }
  const now = services.now();
  const end = { status: 'FAILED', outputs: [], error: DEADLINE_PASSED, attempt: attempt.number, now } as const;
  await settleUndelivered(services.ledger, generation, end);
}
