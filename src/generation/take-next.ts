// Takes queued generations in turns: one of this account, one of the next, so that ten thousand of one account do not keep
// another's first waiting. Within an account the oldest comes first.
import { randomUUID } from 'node:crypto';
import { type Database, firstIdAt, prepared } from '../database/index.ts';
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

/** One step along the queue's index, past what other workers are taking at this moment. */
const TAKE = prepared(
  'generation_take_next',
  `with next as materialized (select account_id, id from generation
    where status = 'QUEUED' and account_id > $1 and id < $4
    order by account_id, id limit 1 for update skip locked)
  update generation set status = 'RUNNING', due_at = $3, started_at = $2, sequence = sequence + 1
  from next where generation.account_id = next.account_id and generation.id = next.id
  returning ${COLUMNS_OF_GENERATION}`,
);

/** Begins anywhere, so that several processes do not take turns in step. */
export function createTurns(database: Database): Turns {
  let last: string = randomUUID();

  const take = (after: string, now: Date, madeBefore: Date | undefined): Promise<Generation | undefined> =>
    database.transaction(async (tx) => {
      const youngest = madeBefore === undefined ? AFTER_ALL : firstIdAt(madeBefore.getTime());
      const [row] = await tx.rows<GenerationRow>(TAKE, [after, now, leaseEnd(now), youngest]);
      if (row === undefined) return undefined;
      const generation = toGeneration(row);
      tellChanged(tx, [generation], now);
      return generation;
    });

  const takeInTurn = async (now: Date, madeBefore: Date | undefined): Promise<Generation | undefined> => {
    const generation = (await take(last, now, madeBefore)) ?? (await take(BEFORE_ALL, now, madeBefore));
    last = generation?.accountId ?? last;
    return generation;
  };

  /** One after the other: two at once would take the same account's turn. */
  let previous: Promise<unknown> = Promise.resolve();
  return {
    takeNext: (now, madeBefore) => {
      const mine = previous.then(() => takeInTurn(now, madeBefore));
      previous = mine.catch(() => undefined);
      return mine;
    },
  };
}
