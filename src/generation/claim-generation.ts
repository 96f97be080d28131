// Exactly one worker at a time looks after a generation. A claim lasts for a lease; a worker that died lets it run out.
import type { Database } from '../database/index.ts';
import type { Generation } from './generation.ts';
import { GENERATION_COLUMNS, type GenerationRow, toGeneration } from './generation-row.ts';
import { type GenerationAddress, notifyChanged } from './status-events.ts';

export const LEASE_MILLISECONDS = 30_000;

const leaseEnd = (now: Date): Date => new Date(now.getTime() + LEASE_MILLISECONDS);

/** A queued generation starts; a running one is taken over once its worker's lease has run out. */
const CLAIM = `update generation set status = 'RUNNING', due_at = $4, started_at = coalesce(started_at, $3),
    sequence = sequence + case when status = 'QUEUED' then 1 else 0 end
  where account_id = $1 and id = $2 and (status = 'QUEUED' or (status = 'RUNNING' and due_at <= $3))
  returning ${GENERATION_COLUMNS}`;

/** The generation, now running under this worker's lease; undefined when it has ended or another worker has it. */
export async function claimGeneration(
  database: Database,
  address: GenerationAddress,
  now: Date,
): Promise<Generation | undefined> {
  return database.transaction(async (tx) => {
    const [row] = await tx.rows<GenerationRow>(CLAIM, [address.accountId, address.id, now, leaseEnd(now)]);
    if (row === undefined) return undefined;
    await notifyChanged(tx, [address]);
    return toGeneration(row);
  });
}

/** False when the generation is no longer this worker's: it has ended. */
export async function renewLease(database: Database, address: GenerationAddress, now: Date): Promise<boolean> {
  const rows = await database.rows(
    `update generation set due_at = $3 where account_id = $1 and id = $2 and status = 'RUNNING' returning id`,
    [address.accountId, address.id, leaseEnd(now)],
  );
  return rows.length > 0;
}

/** Lets another worker, or this one later, take over from `dueAt` on. */
export async function releaseLease(database: Database, address: GenerationAddress, dueAt: Date): Promise<void> {
  await database.rows(`update generation set due_at = $3 where account_id = $1 and id = $2 and status = 'RUNNING'`, [
    address.accountId,
    address.id,
    dueAt,
  ]);
}
