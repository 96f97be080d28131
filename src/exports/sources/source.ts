// What an export reads: columns, and rows page by page, so that memory does not grow with them.
import type { Sql } from '../../database/index.ts';
import type { SequenceRange } from '../../ledger/index.ts';

/** A NUMBER is written by us: decimal digits, a sign, a point. A TEXT may be anybody's. */
export interface Column {
  readonly name: string;
  readonly kind: 'TEXT' | 'NUMBER';
}

/** By column; undefined: there is none. */
export type Row = readonly (string | undefined)[];

/** Whose, and which part of the ledger. */
export interface SourceAsked extends SequenceRange {
  readonly createdFrom: Date;
  readonly createdBefore: Date;
}

export interface Source {
  readonly columns: readonly Column[];
  /** Names of the columns whose sums the manifest has. */
  readonly summed: readonly string[];
  pages(sql: Sql, asked: SourceAsked): AsyncIterable<readonly Row[]>;
}

export const text = (name: string): Column => ({ name, kind: 'TEXT' });
export const number = (name: string): Column => ({ name, kind: 'NUMBER' });

/** Enough for the database to be asked seldom, and little in memory. */
const PAGE_ROWS = 5_000;

/** `read` gives the first rows after a number, `limit` at most, in order. */
export async function* pagesBySequence<Found>(
  range: SequenceRange,
  read: (range: SequenceRange, limit: number) => Promise<readonly Found[]>,
  sequenceOf: (found: Found) => bigint,
): AsyncGenerator<readonly Found[], undefined> {
  let { afterSequence } = range;
  for (;;) {
    const found = await read({ ...range, afterSequence }, PAGE_ROWS);
    const last = found.at(-1);
    if (last === undefined) return;
    yield found;
    if (found.length < PAGE_ROWS) return;
    afterSequence = sequenceOf(last);
  }
}
