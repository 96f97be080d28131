// Rehearses a price book over what really happened: every charged generation of the last days, priced again by the new
// rules. Nothing is written, and a gateway may be at work.
import { createCatalog, type PriceBooks } from '../../catalog/index.ts';
import {
  columnsOf,
  type Database,
  firstIdAt,
  type StoredRow,
  type Transaction,
  withoutNulls,
} from '../../database/index.ts';
import { ZERO } from '../../money/index.ts';
import { GenerationEntity } from '../entities.ts';
import type { RehearsalOutcome, RehearsalRequest } from './rehearsal.ts';
import { type ChargedGeneration, createRehearsalTally, type RehearsalTally } from './tally-rehearsal.ts';

export interface RehearsalServices {
  readonly database: Pick<Database, 'transaction'>;
  readonly priceBooks: Pick<PriceBooks, 'prepare'>;
  readonly now: () => Date;
}

export interface Rehearsals {
  /** Refused for what publishing would be refused for, except the want of `force`. */
  rehearse(request: RehearsalRequest): Promise<RehearsalOutcome>;
}

export function createRehearsals({ database, priceBooks, now }: RehearsalServices): Rehearsals {
  return {
    rehearse: async ({ document, effectiveAt, days, onProgress }) => {
      const prepared = await priceBooks.prepare({ document, effectiveAt });
      if (!prepared.ok) return { status: 'refused', refusal: prepared.refusal };
      const { plan } = prepared;
      const to = now();
      const from = new Date(to.getTime() - days * DAY_MILLISECONDS);
      const tally = createRehearsalTally(createCatalog(plan.storefront).current());
      const allGenerations = onProgress === undefined ? 0 : await countedSince(database, from);
      await addAll(tally, chargedSince(database, from), (generations) => onProgress?.({ generations, allGenerations }));
      const report = tally.report({ from, to });
      return { status: 'rehearsed', plan, report };
    },
  };
}

const DAY_MILLISECONDS = 86_400_000;
/** Some milliseconds of arithmetic; other requests run between two batches. */
const BATCH = 500;

async function addAll(
  tally: RehearsalTally,
  batches: AsyncIterable<readonly ChargedRow[]>,
  onProgress: (generations: number) => void,
): Promise<void> {
  let generations = 0;
  for await (const batch of batches) {
    for (const row of batch) tally.add(toCharged(row));
    generations += batch.length;
    onProgress(generations);
  }
}

/**
 * What is to be priced, from the counts of quarters of an hour, in a statement that reads no generation: too few by what the quarter in
 * which the time begins has, and by what is settled meanwhile.
 */
function countedSince(database: RehearsalServices['database'], from: Date): Promise<number> {
  return database.transaction(async (tx) => {
    const quarter = Math.trunc(from.getTime() / QUARTER_MILLISECONDS) + 1;
    const [row] = await tx.rows<{ generations: bigint }>(COUNTED, [quarter]);
    return Number(row?.generations ?? 0);
  });
}

const QUARTER_MILLISECONDS = 900_000;
const COUNTED = 'select coalesce(sum(succeeded), 0) as generations from usage_quarter where quarter_hour >= $1';

const CHARGED = ['accountId', 'id', 'model', 'prompt', 'parameters', 'outputs', 'cost'] as const;

type ChargedRow = Pick<StoredRow<typeof GenerationEntity>, (typeof CHARGED)[number]>;

/** Along the primary key, a short transaction each: no snapshot and no lock is held between two of them. */
const NEXT_BATCH = `select ${columnsOf(GenerationEntity, { only: CHARGED })} from generation
  where (account_id, id) > ($1, $2) and id >= $3 and created_at >= $4 and status = 'SUCCEEDED' and cost is not null
  order by account_id, id limit ${BATCH}`;

/** By statistics that are behind, it would collect and sort all that is left, for every batch. */
const IN_ORDER_OF_THE_KEY = `select set_config('enable_sort', 'off', true), set_config('enable_bitmapscan', 'off', true)`;

const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

type Place = Pick<ChargedRow, 'accountId' | 'id'>;

async function* chargedSince(
  database: RehearsalServices['database'],
  from: Date,
): AsyncGenerator<readonly ChargedRow[]> {
  let last: Place | undefined = { accountId: BEFORE_ALL, id: BEFORE_ALL };
  while (last !== undefined) {
    const place: Place = last;
    const batch = await database.transaction((tx) => readBatch(tx, place, from));
    yield batch;
    last = batch.length < BATCH ? undefined : batch.at(-1);
  }
}

async function readBatch(tx: Transaction, after: Place, from: Date): Promise<ChargedRow[]> {
  await tx.rows(IN_ORDER_OF_THE_KEY);
  return tx.rows<ChargedRow>(NEXT_BATCH, [after.accountId, after.id, firstIdAt(from.getTime()), from]);
}

/** The statement reads none without a cost. */
function toCharged({ id: _id, ...row }: ChargedRow): ChargedGeneration {
  return { ...withoutNulls(row), outputs: row.outputs ?? [], cost: row.cost ?? ZERO };
}
