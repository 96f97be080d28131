// Cancel: what is queued ends at once; what runs ends by its provider's word, because only the provider knows whether it
// was in time. Safe to repeat.
import { type MicroCredits, subtract, ZERO } from '../../money/index.ts';
import type { Attempt, Generation, GenerationAddress } from '../generation.ts';
import type { Provider } from '../provider.ts';
import { readGeneration } from '../read/generations.ts';
import { expectedOutputs } from '../run/plan-work.ts';
import { attemptsOf } from '../run/record-attempt.ts';
import type { ConcludeServices } from '../services.ts';
import { concludeAttempt } from '../settle/conclude-attempt.ts';
import { settleUndelivered } from '../settle/settle-generation.ts';
import { requestCancel } from './cancel-request.ts';

export type CancelOutcome =
  | {
      readonly status: 'accepted';
      /** As it is afterwards: CANCELED, ended otherwise because the provider was faster, or still running. */
      readonly generation: Generation;
      /** Whether a provider was asked to stop. */
      readonly cancelSent: boolean;
    }
  | {
      readonly status: 'refused';
      readonly refusal:
        | { readonly code: 'GENERATION_NOT_FOUND' }
        | { readonly code: 'NOT_CANCELABLE'; readonly generation: Generation };
    };

/** What is back of its reservation; nothing as long as it is not settled. */
export function refundedBy({ maxCost, cost }: Generation): MicroCredits {
  return cost === undefined ? ZERO : subtract(maxCost, cost);
}

export async function cancelGeneration(services: ConcludeServices, address: GenerationAddress): Promise<CancelOutcome> {
  const { database } = services;
  const before = await requestCancel(database, address, services.now());
  if (before === undefined) return refuse(await readGeneration(database, address.accountId, address.id));
  const attempt = (await attemptsOf(database, before)).find(({ status }) => status === 'SUBMITTED');
  if (before.status === 'QUEUED') {
    await settleUndelivered(services, before, endOf(services));
  }
  const cancelSent = attempt !== undefined && (await askProvider(services, before, attempt));
  const generation = await readGeneration(database, address.accountId, address.id);
  if (generation === undefined) throw new Error('a generation is gone');
  return { status: 'accepted', generation, cancelSent };
}

/** Whoever repeats a cancel that has worked gets the same answer again. */
function refuse(generation: Generation | undefined): CancelOutcome {
  if (generation === undefined) return { status: 'refused', refusal: { code: 'GENERATION_NOT_FOUND' } };
  if (generation.status === 'CANCELED') return { status: 'accepted', generation, cancelSent: false };
  return { status: 'refused', refusal: { code: 'NOT_CANCELABLE', generation } };
}

const endOf = ({ now }: ConcludeServices, attempt?: number) =>
  ({ status: 'CANCELED', outputs: [], error: undefined, attempt, now: now() }) as const;

/**
 * Asks it to stop, and how the work stands then. A verdict that is not there yet comes to the generation's worker. One that
 * was not asked to stop is not asked about either: of a call that is under way only its caller knows how it ends.
 */
async function askProvider(services: ConcludeServices, generation: Generation, attempt: Attempt): Promise<boolean> {
  const provider = services.health.providers.get(attempt.provider);
  const upstreamId = attempt.upstreamId ?? provider?.upstreamIdFor(attempt.id);
  if (provider === undefined || upstreamId === undefined) return false;
  if (!(await sendCancel(services, provider, upstreamId))) return false;
  const expected = await expectedOutputs(services.catalog, generation);
  const verdict = await provider.fetch(upstreamId, expected).catch(() => undefined);
  if (verdict === undefined || verdict.state === 'pending' || verdict.state === 'unknown') return true;
  const failure = await concludeAttempt(services, { generation, attempt }, verdict);
  // The provider failed: another one would have its turn, if the customer still wanted it.
  if (failure !== undefined) await settleUndelivered(services, generation, endOf(services));
  return true;
}

/** What cannot be sent now is sent by the generation's worker. */
async function sendCancel({ log }: ConcludeServices, provider: Provider, upstreamId: string): Promise<boolean> {
  try {
    await provider.cancel(upstreamId);
    return true;
  } catch (error) {
    log('cancel_not_sent', { provider: provider.name, upstreamId, error: String(error) });
    return false;
  }
}
