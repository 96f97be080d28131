// One gateway reconciles at a time. A row and not an advisory lock: a round talks to the network for minutes, and would
// hold a connection all the while, which a pool in front of PostgreSQL may not even keep for it.
import type { Sql } from '../../database/index.ts';

const NAME = 'stripe';
const LEASE_MILLISECONDS = 30 * 60_000;

const TAKE = `insert into reconciliation (name, leased_until) values ($1, $3)
  on conflict (name) do update set leased_until = excluded.leased_until
    where reconciliation.leased_until is null or reconciliation.leased_until <= $2
  returning reached_at`;

export interface Lease {
  /** When the last round that ended well began; undefined before the first. */
  readonly reachedAt: Date | undefined;
}

/** Undefined while another process has it. */
export async function takeLease(sql: Sql, now: Date): Promise<Lease | undefined> {
  const until = new Date(now.getTime() + LEASE_MILLISECONDS);
  const [row] = await sql.rows<{ reached_at: Date | null }>(TAKE, [NAME, now, until]);
  return row === undefined ? undefined : { reachedAt: row.reached_at ?? undefined };
}

/** `reachedAt`: where the next round goes on; absent when this one failed. */
export async function endLease(sql: Sql, reachedAt?: Date): Promise<void> {
  await sql.rows(
    'update reconciliation set leased_until = null, reached_at = coalesce($2, reached_at) where name = $1',
    [NAME, reachedAt ?? null],
  );
}
