// A delivery whose cost nobody would believe: the customer has the outputs, the reservation stays, and an operator decides.
import { shardOf } from '../../database/index.ts';
import type { MicroCredits } from '../../money/index.ts';
import { lockedAndRecounted } from '../count/count-generations.ts';
import { notifyChanged } from '../follow/publish-changes.ts';
import type { Generation } from '../generation.ts';
import { sendAttemptEnds } from '../run/record-attempt.ts';
import type { RunServices } from '../services.ts';
import { recordRequests } from './record-request.ts';
import type { GenerationEnd } from './settle-generation.ts';

const HOLD = `update generation set status = 'SUCCEEDED', outputs = $3, effective_cost = $4, held_at = $5, ended_at = $5,
    due_at = null, sequence = sequence + 1
  where account_id = $1 and id = $2 and ended_at is null
    and exists (select from attempt where account_id = $1 and generation_id = $2 and number = $6 and status = 'SUCCEEDED')
  returning id`;

/** Nothing happens when it has ended meanwhile, or its attempt has another verdict. `effective` is undefined when the outputs have no price. */
export async function holdGeneration(
  { database, recordEnded }: Pick<RunServices, 'database' | 'recordEnded'>,
  generation: Generation,
  { effective, end }: { readonly effective: MicroCredits | undefined; readonly end: GenerationEnd },
): Promise<void> {
  const { accountId, id } = generation;
  const { outputs, attempt, now } = end;
  await shardOf(database, accountId).transaction(async (tx) => {
    if (attempt !== undefined) {
      sendAttemptEnds(tx, [{ accountId, id, number: attempt, status: 'SUCCEEDED', error: undefined, endedAt: now }]);
    }
    const values = [accountId, id, JSON.stringify(outputs), effective, now, attempt];
    const held = await lockedAndRecounted(tx, generation, () => tx.rows(HOLD, values));
    if (held.length === 0) return;
    recordRequests(recordEnded, tx, [{ ...generation, status: 'SUCCEEDED', outputs, error: undefined, endedAt: now }]);
    notifyChanged(tx, [generation]);
  });
}
