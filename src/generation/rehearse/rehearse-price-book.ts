// Rehearses a price book over what really happened: every charged generation of the last days, priced again by the new
// rules. Nothing is written, and a gateway may be at work.
import { createCatalog, type PriceBook, type PriceBooks } from '../../catalog/index.ts';
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
import type { RehearsalOutcome, RehearsalReport, RehearsalRequest } from './rehearsal.ts';
import { type ChargedGeneration, createRehearsalTally } from './tally-rehearsal.ts';

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
    rehearse: async ({ document, effectiveAt, days }) => {
      const prepared = await priceBooks.prepare({ document, effectiveAt });
      if (!prepared.ok) return { status: 'refused', refusal: prepared.refusal };
      const { plan } = prepared;
      const to = now();
      const from = new Date(to.getTime() - days * DAY_MILLISECONDS);
      const report = await rehearse(database, createCatalog(plan.storefront).current(), { from, to });
      return { status: 'rehearsed', plan, report };
    },
  };
}

const DAY_MILLISECONDS = 86_400_000;
/** Some milliseconds of arithmetic; other requests run between two batches. */
const BATCH = 500;

async function rehearse(
  database: RehearsalServices['database'],
  book: PriceBook,
  span: Pick<RehearsalReport, 'from' | 'to'>,
): Promise<RehearsalReport> {
  const tally = createRehearsalTally(book);
  for await (const batch of chargedSince(database, span.from)) for (const row of batch) tally.add(toCharged(row));
  return tally.report(span);
}

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
