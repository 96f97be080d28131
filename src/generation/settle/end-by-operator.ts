// An operator ends what does not end by itself: everything that was reserved goes back. Its provider is informed, if it can be.

import type { Operator } from '../../accounts/index.ts';
import { requestCancel } from '../cancel/cancel-request.ts';
import type { Generation, GenerationFailure } from '../generation.ts';
import { attemptsOf } from '../run/record-attempt.ts';
import type { ConcludeServices } from '../services.ts';
import { logWaste } from './conclude-attempt.ts';
import { ENDED_BY_OPERATOR } from './decide/held-settlement.ts';
import { ContradictedEnd, type Settled, settleUndelivered } from './settle-generation.ts';

/** A worker may open an attempt, or close one, while it is being ended. */
const MOST_TRIES = 5;

interface Ending {
  /** In words for the customer. */
  readonly reason: string;
  readonly operator?: Operator | undefined;
}

/** Undefined when it has ended by itself in the meantime. */
export async function endByOperator(
  services: ConcludeServices,
  generation: Generation,
  asked: Ending,
): Promise<Settled | undefined> {
  // From here on no worker starts it, or asks another provider.
  const running = await requestCancel(services.database, generation, services.now());
  if (running === undefined) return undefined;
  for (let tries = 1; ; tries += 1) {
    try {
      return await endOnce(services, running, asked);
    } catch (error) {
      if (!(error instanceof ContradictedEnd) || tries === MOST_TRIES) throw error;
    }
  }
}

async function endOnce(
  services: ConcludeServices,
  generation: Generation,
  { reason, operator }: Ending,
): Promise<Settled> {
  const attempt = (await attemptsOf(services.database, generation)).find(({ status }) => status === 'SUBMITTED');
  const failure: GenerationFailure = { code: ENDED_BY_OPERATOR, message: reason, retryable: true };
  const error = attempt === undefined ? failure : { ...failure, mayBeBilled: true as const };
  const end = {
    status: 'FAILED',
    outputs: [],
    error,
    attempt: attempt?.number,
    now: services.now(),
    operator,
  } as const;
  const settled = await settleUndelivered(services, generation, end);
  if (attempt === undefined) return settled;
  logWaste(services, { generation, attempt }, error);
  const provider = services.health.providers.get(attempt.provider);
  const upstreamId = attempt.upstreamId ?? provider?.upstreamIdFor(attempt.id);
  if (provider === undefined || upstreamId === undefined) return settled;
  await provider.cancel(upstreamId).catch((problem: unknown) => {
    services.log('cancel_not_sent', { provider: provider.name, id: generation.id, error: String(problem) });
  });
  return settled;
}
