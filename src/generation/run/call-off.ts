// Past its deadline work is called off: its provider is asked to stop and asked once more, and what was finished in time after
// all is delivered and charged. A provider that cannot be asked is asked for a while longer before the work is given up.
import { isCancelRequested } from '../cancel/cancel-request.ts';
import type { Attempt, GenerationFailure } from '../generation.ts';
import type { ProviderVerdict } from '../provider.ts';
import type { RunServices } from '../services.ts';
import { concludeAttempt, logWaste } from '../settle/conclude-attempt.ts';
import { settleUndelivered } from '../settle/settle-generation.ts';
import { attemptsOf } from './record-attempt.ts';
import type { AttemptRun } from './run-attempt.ts';

/** Counted from when this process first asked in vain: all of them may have been away when the deadline passed. */
const GRACE_MILLISECONDS = 10_000;
/** What is remembered longer was ended by another process. */
const FORGET_MILLISECONDS = 3_600_000;

const DEADLINE_PASSED: GenerationFailure = {
  code: 'PROVIDER_TIMEOUT',
  message: 'The provider did not finish within the time allowed for this model.',
  retryable: true,
};

/** Nothing was submitted: a provider that is not asked costs nothing. */
export const NO_TIME_LEFT = DEADLINE_PASSED;

/** `later`: the provider cannot be asked at the moment. */
export async function callOff(services: RunServices, run: AttemptRun): Promise<'ended' | 'later'> {
  const attempt = await currentAttempt(services, run);
  if (attempt.status !== 'SUBMITTED') return 'ended';
  const known = { ...run, attempt };
  const verdict = await stop(services, known);
  if (verdict === undefined && isInGrace(services, run)) return 'later';
  services.overdueSince.delete(attempt.id);
  if (verdict?.state === 'succeeded') await concludeAttempt(services, known, verdict);
  else await giveUp(services, known, verdict);
  return 'ended';
}

/** A webhook may have brought the provider's id since this worker looked. */
async function currentAttempt({ database }: RunServices, { generation, attempt }: AttemptRun): Promise<Attempt> {
  const attempts = await attemptsOf(database, generation);
  return attempts.find(({ number }) => number === attempt.number) ?? attempt;
}

/** Undefined when the provider cannot be asked; one that knows the work by no id yet has nothing to say. */
async function stop(
  services: RunServices,
  { generation, attempt, provider, work }: AttemptRun,
): Promise<ProviderVerdict | undefined> {
  const upstreamId = attempt.upstreamId ?? provider.upstreamIdFor(attempt.id);
  if (upstreamId === undefined) return { state: 'pending', upstreamId: '' };
  await provider.cancel(upstreamId).catch(() => undefined);
  return provider.fetch(upstreamId, { kind: work.kind, count: generation.count }).catch((error: unknown) => {
    services.log('provider_unreachable', { provider: provider.name, attemptId: attempt.id, error: String(error) });
    return undefined;
  });
}

function isInGrace({ overdueSince, now }: RunServices, { attempt }: AttemptRun): boolean {
  const time = now().getTime();
  for (const [id, since] of overdueSince) {
    if (time - since < FORGET_MILLISECONDS) break;
    overdueSince.delete(id);
  }
  const since = overdueSince.get(attempt.id) ?? time;
  overdueSince.set(attempt.id, since);
  return time < since + GRACE_MILLISECONDS;
}

/** What its customer had canceled is not wanted any more, should it come late. */
async function giveUp(services: RunServices, run: AttemptRun, verdict: ProviderVerdict | undefined): Promise<void> {
  const { generation, attempt } = run;
  const error = failureOf(verdict);
  const isUnwanted = await isCancelRequested(services.database, generation);
  const reached = isUnwanted
    ? ({ status: 'CANCELED', error: undefined } as const)
    : ({ status: 'FAILED', error } as const);
  const end = { ...reached, outputs: [], attempt: attempt.number, now: services.now() };
  logWaste(services, run, error);
  await settleUndelivered(services, generation, end);
}

/** A provider that has failed says why; the answer of a call that was broken off at the deadline was not lost, but late. */
function failureOf(verdict: ProviderVerdict | undefined): GenerationFailure {
  if (verdict?.state === 'canceled') return DEADLINE_PASSED;
  if (verdict?.state !== 'failed' || verdict.failure.code === 'PROVIDER_ANSWER_LOST') {
    return { ...DEADLINE_PASSED, mayBeBilled: true };
  }
  return verdict.failure;
}
