// What a provider's verdict means for the generation: charged, refunded, or the next provider's turn. Safe to repeat.
import { shardOf } from '../../database/index.ts';
import type { Attempt, Generation, GenerationFailure } from '../generation.ts';
import { endAttempts } from '../run/record-attempt.ts';
import type { AttemptRun, Verdict } from '../run/run-attempt.ts';
import type { ConcludeServices } from '../services.ts';
import { deliverGeneration } from './deliver-generation.ts';
import { type GenerationEnd, settleUndelivered } from './settle-generation.ts';

export const NO_PROVIDER: GenerationFailure = {
  code: 'PROVIDER_UNAVAILABLE',
  message: 'No provider of this model could do the work.',
  retryable: true,
};

/** A provider that has ended the work, one way or another. */
export type FinalVerdict = Exclude<Verdict, { state: 'pending' }>;

/** Settles, or answers the failure after which the next provider may try. */
export async function concludeAttempt(
  services: ConcludeServices,
  { generation, attempt }: Pick<AttemptRun, 'generation' | 'attempt'>,
  verdict: FinalVerdict,
): Promise<GenerationFailure | undefined> {
  const now = services.now();
  const end = { outputs: [], error: undefined, attempt: attempt.number, now } as const;
  switch (verdict.state) {
    case 'succeeded':
      services.health.delivered(attempt.provider, now.getTime() - attempt.startedAt.getTime());
      await deliver(services, generation, { ...end, status: 'SUCCEEDED', outputs: verdict.outputs });
      return undefined;
    case 'canceled':
      await settleUndelivered(services, generation, { ...end, status: 'CANCELED' });
      return undefined;
    case 'failed': {
      const { failure } = verdict;
      services.health.failed(attempt.provider, failure);
      logWaste(services, { generation, attempt }, failure);
      if (failure.retryable) return closeFailed(services, { generation, attempt, failure });
      await settleUndelivered(services, generation, { ...end, status: 'FAILED', error: failure });
      return undefined;
    }
    default:
      return verdict satisfies never;
  }
}

/** The provider may bill us for work that nobody pays for. */
export function logWaste(
  { log }: Pick<ConcludeServices, 'log'>,
  { generation, attempt }: Pick<AttemptRun, 'generation' | 'attempt'>,
  { code, mayBeBilled }: GenerationFailure,
): void {
  if (mayBeBilled !== true) return;
  const { accountId, id } = generation;
  const { provider, id: attemptId, upstreamId } = attempt;
  log('provider_cost_wasted', { accountId, id, provider, attemptId, upstreamId, code });
}

async function closeFailed(
  services: ConcludeServices,
  { generation, attempt, failure }: { generation: Generation; attempt: Attempt; failure: GenerationFailure },
): Promise<GenerationFailure> {
  const { accountId, id } = generation;
  const endedAt = services.now();
  await endAttempts(shardOf(services.database, accountId), [
    { accountId, id, number: attempt.number, status: 'FAILED', error: failure, endedAt },
  ]);
  return failure;
}

/** A success without outputs is none. */
async function deliver(services: ConcludeServices, generation: Generation, end: GenerationEnd): Promise<void> {
  if (end.outputs.length > 0) await deliverGeneration(services, generation, end);
  else await settleUndelivered(services, generation, { ...end, status: 'FAILED', error: NO_PROVIDER });
}
