// Takes queued generations in turns: one of this account, one of the next, so that ten thousand of one account do not keep
// another's first waiting. Within an account the oldest comes first.
import { randomUUID } from 'node:crypto';
import { prepared, type Transaction } from '../database/index.ts';
import { leaseEnd } from './claim-generation.ts';
import type { Generation } from './generation.ts';
import { COLUMNS_OF_GENERATION, type GenerationRow, toGeneration } from './generation-row.ts';
import { tellChanged } from './tell-changed.ts';

export interface Turns {
  /** The next `most` queued generations, now running under a lease; fewer when no more are queued. */
  take(tx: Transaction, { now, most }: { readonly now: Date; readonly most: number }): Promise<Generation[]>;
}

/**
 * So many steps along the queue's index, from account to account and on from the beginning, past what other workers are
 * taking at this moment. With fewer accounts than turns, each has several, its oldest first.
 */
const TAKE = prepared(
  'generation_take_turns',
  `with recursive onward as (
    (select account_id, 1 as place from generation
      where status = 'QUEUED' and account_id > $1 order by account_id, id limit 1)
    union all
    select following.account_id, onward.place + 1 from onward cross join lateral (select account_id from generation
      where status = 'QUEUED' and account_id > onward.account_id order by account_id, id limit 1) as following
    where onward.place < $4::int),
  passed as materialized (select count(*)::int as places from onward),
  again as (
    (select account_id, places + 1 as place from passed cross join lateral (select account_id from generation
      where status = 'QUEUED' and account_id <= $1 and places < $4::int order by account_id, id limit 1) as first)
    union all
    select following.account_id, again.place + 1 from again cross join lateral (select account_id from generation
      where status = 'QUEUED' and account_id > again.account_id and account_id <= $1
      order by account_id, id limit 1) as following
    where again.place < $4::int),
  turn as (select account_id, place from onward union all select account_id, place from again),
  next as materialized (select queued.account_id, queued.id, shared.place
    from (select account_id, place, count(*) over () as accounts from turn) as shared
    cross join lateral (select account_id, id from generation
      where status = 'QUEUED' and account_id = shared.account_id
      order by account_id, id limit ceil($4::float8 / shared.accounts) for update skip locked) as queued
    order by shared.place limit $4::int)
  update generation set status = 'RUNNING', due_at = $3, started_at = $2, sequence = sequence + 1
  from next where generation.account_id = next.account_id and generation.id = next.id
  returning ${COLUMNS_OF_GENERATION}, next.place as turn`,
);

interface TakenRow extends GenerationRow {
  readonly turn: number;
}

/** Begins anywhere, so that several processes do not take turns in step. */
export function createTurns(): Turns {
  let last: string = randomUUID();
  return {
    take: async (tx, { now, most }) => {
      const rows = await tx.rows<TakenRow>(TAKE, [last, now, leaseEnd(now), most]);
      const inTurn = rows.toSorted((a, b) => a.turn - b.turn);
      last = inTurn.at(-1)?.account_id ?? last;
      const taken = inTurn.map(toGeneration);
      if (taken.length > 0) tellChanged(tx, taken, now);
      return taken;
    },
  };
}
