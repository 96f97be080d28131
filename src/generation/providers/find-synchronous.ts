// Providers that answer a submission with the work itself: what is left of it when that answer, or this process, was lost.
import { findCollected, type OutputStore } from '../outputs/index.ts';
import type { ExpectedOutputs, ProviderRequest, ProviderVerdict } from '../provider.ts';
import { answerLost } from './http/judge-refusal.ts';

/**
 * Such work cannot be asked about. What was kept before the process stopped is delivered (fewer outputs than were asked for,
 * perhaps, and then charged as fewer). If nothing was, the provider may or may not have done the work: the attempt fails with
 * PROVIDER_ANSWER_LOST, the customer pays nothing, and as there is no idempotency key that would make a repeat safe it is not
 * retryable. Nothing is remembered outside the output store, so this holds across restarts and processes.
 */
export async function findSynchronous(
  store: OutputStore,
  { upstreamId, secret, expected }: { upstreamId: string; secret: string; expected: ExpectedOutputs | undefined },
): Promise<ProviderVerdict> {
  const outputs = await findCollected(store, { secret, expected });
  if (outputs.length > 0) return { state: 'succeeded', upstreamId, outputs };
  return { state: 'failed', upstreamId, failure: answerLost() };
}

/**
 * How long a call for the work itself may take: as long as usual, and not past the model's deadline. Undefined when there is
 * no time left: then it is not made, because nobody would wait for what it costs.
 */
export function timeFor({ millisecondsLeft }: ProviderRequest, usualMilliseconds: number): number | undefined {
  const left = Math.min(usualMilliseconds, millisecondsLeft?.() ?? usualMilliseconds);
  return left > 0 ? left : undefined;
}
