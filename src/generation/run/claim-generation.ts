// Exactly one worker at a time looks after a generation. A claim lasts for a lease; a worker that died lets it run out.
import { repeat, type Stoppable } from '../../background/index.ts';
import { askEachShard, type Database, prepared, type Sql } from '../../database/index.ts';
import type { Generation, GenerationAddress } from '../generation.ts';
import { GENERATION_COLUMNS, type StoredGeneration, toGeneration } from '../generation-row.ts';
import type { RunServices } from '../services.ts';

export const LEASE_MILLISECONDS = 12_000;

type LeaseServices = Pick<RunServices, 'database' | 'now' | 'log'>;

export const leaseEnd = (now: Date): Date => new Date(now.getTime() + LEASE_MILLISECONDS);

/** A running one is taken over once its worker's lease has run out. */
const CLAIM = `update generation set due_at = $4
  where account_id = $1 and id = $2 and status = 'RUNNING' and due_at <= $3 returning ${GENERATION_COLUMNS}`;

/** The generation, now under this worker's lease; undefined when it has ended or another worker has it. */
export async function claimGeneration(
  database: Database,
  address: GenerationAddress,
  now: Date,
): Promise<Generation | undefined> {
  const [row] = await database.rows<StoredGeneration>(CLAIM, [address.accountId, address.id, now, leaseEnd(now)]);
  return row === undefined ? undefined : toGeneration(row);
}

const RENEW = `update generation set due_at = $3 where account_id = $1 and id = $2 and status = 'RUNNING'`;

/** Renews the lease again and again until it is stopped: a slow provider must not look like a dead worker. */
export function keepLease(services: LeaseServices, { accountId, id }: GenerationAddress): Stoppable {
  const work = async (): Promise<undefined> => {
    await services.database.rows(RENEW, [accountId, id, leaseEnd(services.now())]);
  };
  return repeat(
    { what: 'the lease of a generation', everyMilliseconds: LEASE_MILLISECONDS / 4, jitter: 0, work },
    (error) => services.log('lease_not_renewed', { id, error: String(error) }),
  );
}

/** Lets another worker, or this one later, take over from `dueAt` on. */
export async function releaseLease(database: Database, address: GenerationAddress, dueAt: Date): Promise<void> {
  await database.rows(RENEW, [address.accountId, address.id, dueAt]);
}

export const FIND_DUE = prepared(
  'generation_find_due',
  `select account_id as "accountId", id, due_at as "dueAt" from generation where due_at <= $1 order by due_at limit $2`,
);

interface DueGeneration extends GenerationAddress {
  readonly dueAt: Date;
}

/** Those that have waited longest come first. What is on a node that is away waits for it, and nothing else does. */
export async function findDue(sql: Sql, now: Date, limit: number): Promise<GenerationAddress[]> {
  const due = await askEachShard(sql, (shard) => shard.rows<DueGeneration>(FIND_DUE, [now, limit]));
  return due
    .flat()
    .toSorted((a, b) => a.dueAt.getTime() - b.dueAt.getTime())
    .slice(0, limit);
}
