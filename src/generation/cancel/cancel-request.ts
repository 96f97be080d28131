// The customer's wish that a generation ends, written down before anybody acts on it.
import type { Database } from '../../database/index.ts';
import type { Generation, GenerationAddress } from '../generation.ts';
import { GENERATION_COLUMNS, type StoredGeneration, toGeneration } from '../generation-row.ts';
import { leaseEnd } from '../run/claim-generation.ts';

/**
 * A queued one is taken from the queue in the same step, under a lease, so that no worker starts it any more; if nobody
 * ends it within the lease, recovery does. The answer is what it was before.
 */
const REQUEST = `with before as materialized (select ${GENERATION_COLUMNS} from generation
    where account_id = $1 and id = $2 and ended_at is null for update),
  marked as (update generation set cancel_requested_at = coalesce(generation.cancel_requested_at, $3), status = 'RUNNING',
      due_at = case when generation.status = 'QUEUED' then $4 else generation.due_at end
    from before where generation.account_id = before."accountId" and generation.id = before.id)
  select * from before`;

/** Undefined when there is no such generation, or it has ended. */
export async function requestCancel(
  database: Database,
  { accountId, id }: GenerationAddress,
  now: Date,
): Promise<Generation | undefined> {
  const [row] = await database.rows<StoredGeneration>(REQUEST, [accountId, id, now, leaseEnd(now)]);
  return row === undefined ? undefined : toGeneration(row);
}

export async function isCancelRequested(database: Database, { accountId, id }: GenerationAddress): Promise<boolean> {
  const rows = await database.rows(
    `select from generation where account_id = $1 and id = $2 and cancel_requested_at is not null`,
    [accountId, id],
  );
  return rows.length > 0;
}
