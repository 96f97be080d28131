// Takes queued generations in turns: one of this account, one of the next, so that ten thousand of one account do not keep
// another's first waiting. Within an account the oldest comes first.
import { randomUUID } from 'node:crypto';
import { GENERIC_PLANS, prepared, type Transaction } from '../../database/index.ts';
import { publishChanges } from '../follow/publish-changes.ts';
import type { Generation, GenerationAddress } from '../generation.ts';
import { GENERATION_COLUMNS, type StoredGeneration, toGeneration } from '../generation-row.ts';
import { leaseEnd } from './claim-generation.ts';

export interface Turns {
  /** The next `most` queued generations, now running under a lease; fewer when no more are queued. */
  take(tx: Transaction, { now, most }: { readonly now: Date; readonly most: number }): Promise<Generation[]>;
  /** Whose turn it is, without taking them. */
  look(tx: Transaction, most: number): Promise<GenerationAddress[]>;
  /** One of them, if it is still queued. */
  takeOne(tx: Transaction, address: GenerationAddress, now: Date): Promise<Generation | undefined>;
}

/**
 * So many steps along the queue's index, from account to account and on from the beginning, past what other workers are
 * taking at this moment. With fewer accounts than turns, each has several, its oldest first. $1: whose turn was the last; $2:
 * how many turns.
 */
const NEXT = `with recursive onward as (
  (select account_id, 1 as place from generation
    where status = 'QUEUED' and account_id > $1 order by account_id, id limit 1)
  union all
  select following.account_id, onward.place + 1 from onward cross join lateral (select account_id from generation
    where status = 'QUEUED' and account_id > onward.account_id order by account_id, id limit 1) as following
  where onward.place < $2::int),
passed as materialized (select count(*)::int as places from onward),
again as (
  (select account_id, places + 1 as place from passed cross join lateral (select account_id from generation
    where status = 'QUEUED' and account_id <= $1 and places < $2::int order by account_id, id limit 1) as first)
  union all
  select following.account_id, again.place + 1 from again cross join lateral (select account_id from generation
    where status = 'QUEUED' and account_id > again.account_id and account_id <= $1
    order by account_id, id limit 1) as following
  where again.place < $2::int),
turn as (select account_id, place from onward union all select account_id, place from again),
next as materialized (select queued.account_id, queued.id, queued.at, shared.place
  from (select account_id, place, count(*) over () as accounts from turn) as shared
  cross join lateral (select account_id, id, ctid as at from generation
    where status = 'QUEUED' and account_id = shared.account_id
    order by account_id, id limit ceil($2::float8 / shared.accounts) for update skip locked) as queued
  order by shared.place limit $2::int)`;

/**
 * The rows that are locked now are written where they lie: a plan that joined them by their keys would be made by the size that
 * the table had when it was prepared, and making it each time takes longer than all the rest.
 */
const TAKE = prepared(
  'generation_take_turns',
  `${NEXT}
  update generation set status = 'RUNNING', due_at = $4, started_at = $3, sequence = sequence + 1
  where ctid = any (array(select at from next))
  returning ${GENERATION_COLUMNS}, (select place from next where next.id = generation.id) as turn`,
);

const LOOK = `${NEXT} select account_id as "accountId", id from next order by place`;

const TAKE_ONE = `update generation set status = 'RUNNING', due_at = $4, started_at = $3, sequence = sequence + 1
  where account_id = $1 and id = $2 and status = 'QUEUED' returning ${GENERATION_COLUMNS}`;

type TakenRow = StoredGeneration & { readonly turn: number };

/** They come as they lie in the table; of one account, the oldest is first. */
function byTurn(one: TakenRow, other: TakenRow): number {
  if (one.turn !== other.turn) return one.turn - other.turn;
  return one.id < other.id ? -1 : 1;
}

/** Begins anywhere, so that several processes do not take turns in step. */
export function createTurns(): Turns {
  let last: string = randomUUID();
  return {
    take: async (tx, { now, most }) => {
      tx.send(GENERIC_PLANS);
      const rows = await tx.rows<TakenRow>(TAKE, [last, most, now, leaseEnd(now)]);
      const inTurn = rows.toSorted(byTurn);
      last = inTurn.at(-1)?.accountId ?? last;
      const taken = inTurn.map(toGeneration);
      if (taken.length > 0) publishChanges(tx, taken, now);
      return taken;
    },
    look: async (tx, most) => {
      const addresses = await tx.rows<GenerationAddress>(LOOK, [last, most]);
      last = addresses.at(-1)?.accountId ?? last;
      return addresses;
    },
    takeOne: async (tx, { accountId, id }, now) => {
      const [row] = await tx.rows<StoredGeneration>(TAKE_ONE, [accountId, id, now, leaseEnd(now)]);
      if (row === undefined) return undefined;
      const generation = toGeneration(row);
      publishChanges(tx, [generation], now);
      return generation;
    },
  };
}
