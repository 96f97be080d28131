// Takes queued generations in turns: one of this account, one of the next, so that ten thousand of one account do not keep
// another's first waiting. Within an account the oldest comes first.
import { randomUUID } from 'node:crypto';
import { type Database, firstIdAt, prepared } from '../database/index.ts';
import { createGroupCommit } from '../ledger/index.ts';
import { leaseEnd } from './claim-generation.ts';
import type { Generation } from './generation.ts';
import { COLUMNS_OF_GENERATION, type GenerationRow, toGeneration } from './generation-row.ts';
import { tellChanged } from './tell-changed.ts';

export interface Turns {
  /**
   * The next queued generation, now running under a lease; undefined when none is queued. `madeBefore` passes over those
   * that are younger.
   */
  takeNext(now: Date, madeBefore?: Date): Promise<Generation | undefined>;
}

const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';
const AFTER_ALL = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/**
 * So many steps along the queue's index, from account to account, past what other workers are taking at this moment. With
 * fewer accounts than turns, each has several, its oldest first.
 */
const TAKE = prepared(
  'generation_take_turns',
  `with recursive turn as (
    (select account_id, 1 as place from generation
      where status = 'QUEUED' and account_id > $1 and id < $4 order by account_id, id limit 1)
    union all
    select following.account_id, turn.place + 1 from turn cross join lateral (select account_id from generation
      where status = 'QUEUED' and account_id > turn.account_id and id < $4 order by account_id, id limit 1) as following
    where turn.place < $5),
  next as materialized (select queued.account_id, queued.id
    from (select account_id, place, count(*) over () as accounts from turn) as shared
    cross join lateral (select account_id, id from generation
      where status = 'QUEUED' and account_id = shared.account_id and id < $4
      order by account_id, id limit ceil($5::float8 / shared.accounts) for update skip locked) as queued
    order by shared.place limit $5)
  update generation set status = 'RUNNING', due_at = $3, started_at = $2, sequence = sequence + 1
  from next where generation.account_id = next.account_id and generation.id = next.id
  returning ${COLUMNS_OF_GENERATION}`,
);

/** Turns that are taken together at most. */
const MOST_TURNS = 100;

/** Begins anywhere, so that several processes do not take turns in step. */
export function createTurns(database: Database): Turns {
  let last: string = randomUUID();

  const take = (after: string, turns: number, { now, madeBefore }: Wish): Promise<Generation[]> =>
    database.transaction(async (tx) => {
      const youngest = madeBefore === undefined ? AFTER_ALL : firstIdAt(madeBefore.getTime());
      const rows = await tx.rows<GenerationRow>(TAKE, [after, now, leaseEnd(now), youngest, turns]);
      const taken = rows.map(toGeneration);
      if (taken.length > 0) tellChanged(tx, taken, now);
      return taken;
    });

  /** From where the last turn was to the end, and on from the beginning. */
  const takeRound = async (wish: Wish, turns: number): Promise<Generation[]> => {
    const taken = await take(last, turns, wish);
    last = lastAccountOf(taken) ?? last;
    if (taken.length === turns) return taken;
    const more = await take(BEFORE_ALL, turns - taken.length, wish);
    last = lastAccountOf(more) ?? last;
    return [...taken, ...more];
  };

  // Two at once would take the same accounts' turns: those who wait take theirs together.
  const takers = createGroupCommit<Wish, Generation | undefined>({
    execute: async (wishes) => {
      const answers: (Generation | undefined)[] = [];
      for (const group of alike(wishes)) {
        const taken = await takeRound(group[0], group.length);
        answers.push(...group.map((_, index) => taken[index]));
      }
      return answers;
    },
    largestBatch: MOST_TURNS,
    longestQueue: Number.POSITIVE_INFINITY,
    isHopeless: () => true,
  });
  return { takeNext: (now, madeBefore) => takers.submit({ now, madeBefore }) };
}

interface Wish {
  readonly now: Date;
  readonly madeBefore: Date | undefined;
}

/** Neighbours that differ at most in the moment of asking. */
function alike(wishes: readonly Wish[]): [Wish, ...Wish[]][] {
  const groups: [Wish, ...Wish[]][] = [];
  for (const wish of wishes) {
    const group = groups.at(-1);
    if (group?.[0].madeBefore?.getTime() === wish.madeBefore?.getTime() && group !== undefined) group.push(wish);
    else groups.push([wish]);
  }
  return groups;
}

/** Accounts are taken in the order of their ids. */
function lastAccountOf(taken: readonly Generation[]): string | undefined {
  return taken
    .map(({ accountId }) => accountId)
    .toSorted()
    .at(-1);
}
