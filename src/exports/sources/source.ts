// What an export reads: columns, and rows page by page, so that memory does not grow with them.
import { setImmediate } from 'node:timers/promises';
import type { Read } from '../../database/index.ts';
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
  /** `read`: has everything that was committed before the export was begun. */
  pages(read: Read, asked: SourceAsked): AsyncIterable<readonly Row[]>;
}

export const text = (name: string): Column => ({ name, kind: 'TEXT' });
export const number = (name: string): Column => ({ name, kind: 'NUMBER' });

/** Numbers of the ledger in a page: enough for the database to be asked seldom, and little in memory. */
const PAGE_NUMBERS = 2_000n;

/**
 * Transactions are numbered without gaps, so a page is a part of the range, however many rows `read` finds in it: no plan has to
 * guess how far a limit reaches, and the next page is read while this one is written.
 */
export async function* pagesBySequence<Found>(
  range: SequenceRange,
  read: (range: SequenceRange) => Promise<readonly Found[]>,
): AsyncGenerator<readonly Found[], undefined> {
  const ahead = createReadAhead(partsOf(range), read);
  try {
    for (let page = await ahead.take(); page !== undefined; page = await ahead.take()) yield page;
  } finally {
    await ahead.end();
  }
}

function* partsOf(range: SequenceRange): Generator<SequenceRange, undefined> {
  for (let { afterSequence } = range; afterSequence < range.throughSequence; afterSequence += PAGE_NUMBERS) {
    const end = afterSequence + PAGE_NUMBERS;
    yield { ...range, afterSequence, throughSequence: end < range.throughSequence ? end : range.throughSequence };
  }
}

/** One page is asked for while the one before is worked on, and never more. */
function createReadAhead<Found>(
  parts: Iterator<SequenceRange, undefined>,
  read: (range: SequenceRange) => Promise<readonly Found[]>,
) {
  const ask = (): Promise<readonly Found[]> | undefined => {
    const { value } = parts.next();
    const asked = value === undefined ? undefined : read(value);
    // Who takes the page gets its failure; when nobody takes it, nobody has to know.
    asked?.catch(() => undefined);
    return asked;
  };
  let next = ask();
  return {
    take: async (): Promise<readonly Found[] | undefined> => {
      const page = await next;
      next = ask();
      // The question is on its way before this page keeps the process busy, and whoever else waits has a turn.
      await setImmediate();
      return page;
    },
    /** No statement outlives an export that is given up. */
    end: async (): Promise<void> => {
      await next?.catch(() => undefined);
    },
  };
}
