// One more row of price_book, and word of it to every gateway.
import type { Transaction } from '../database/index.ts';
import {
  PUBLISHED_BOOK_COLUMNS,
  type PublishedBook,
  type PublishedBookRow,
  toPublishedBook,
} from './published-book.ts';

/** NOTIFY channel; the payload is the name of a storefront that has a new book. */
export const PRICE_BOOK_CHANNEL = 'tollgate_price_book';

export interface NewBook {
  readonly storefront: string;
  readonly version: string;
  /** The storefront file's text. */
  readonly document: string;
  readonly effectiveAt: Date;
  readonly publishedAt: Date;
  /** Id of an API key. */
  readonly publishedBy?: string | undefined;
}

/** First of the two keys of an advisory lock; the second is the storefront. */
const PUBLISHING_LOCK = 0x746f6c50;

/**
 * Until the end of the transaction nobody else publishes for this storefront: the decision to publish is about the books
 * that are there, and the number is the next one.
 */
export async function lockPublishing(tx: Transaction, storefront: string): Promise<void> {
  await tx.rows('select pg_advisory_xact_lock($1, hashtext($2))', [PUBLISHING_LOCK, storefront]);
}

const INSERT = `with published as (
    insert into price_book (storefront, number, version, document, effective_at, published_at, published_by)
    select $1::text, coalesce(max(number), 0) + 1, $2, $3, $4, $5, $6 from price_book where storefront = $1::text
    returning ${PUBLISHED_BOOK_COLUMNS})
  select published.*, pg_notify('${PRICE_BOOK_CHANNEL}', storefront) from published`;

/** Under the lock. */
export async function insertBook(tx: Transaction, book: NewBook): Promise<PublishedBook> {
  const { storefront, version, document, effectiveAt, publishedAt, publishedBy } = book;
  const values = [storefront, version, document, effectiveAt, publishedAt, publishedBy ?? null];
  const [row] = await tx.rows<PublishedBookRow>(INSERT, values);
  if (row === undefined) throw new Error('a price book was published without a row');
  return toPublishedBook(row);
}
