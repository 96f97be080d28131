// One more row of price_book, and word of it to every gateway.
import type { RowOf, Transaction } from '../../database/index.ts';
import type { CatalogTables, PriceBookEntity } from '../entities.ts';
import type { PublishedBook } from '../follow/published-book.ts';
import { readBooks } from '../follow/read-books.ts';

/** NOTIFY channel; the payload is the name of a storefront that has a new book. */
export const PRICE_BOOK_CHANNEL = 'tollgate_price_book';

/** Without its number, which is the next one. */
export type NewBook = Omit<RowOf<typeof PriceBookEntity>, 'number'>;

/** First of the two keys of an advisory lock; the second is the storefront. */
const PUBLISHING_LOCK = 0x746f6c50;

/**
 * Until the end of the transaction nobody else publishes for this storefront: the decision to publish is about the books
 * that are there, and the number is the next one.
 */
export async function lockPublishing(tx: Transaction, storefront: string): Promise<void> {
  await tx.rows('select pg_advisory_xact_lock($1, hashtext($2))', [PUBLISHING_LOCK, storefront]);
}

/** Under the lock. */
export async function insertBook(tx: Transaction, book: NewBook): Promise<PublishedBook> {
  const books = await readBooks(tx, book.storefront);
  const { document: _text, ...published } = { ...book, number: (books.at(-1)?.number ?? 0) + 1 };
  // Bound: the EntityManager would write a whole storefront into the statement's text.
  await tx
    .tables<CatalogTables>()
    .insertInto('price_book')
    .values({ ...published, document: book.document })
    .execute();
  tx.send('select pg_notify($1, $2)', [PRICE_BOOK_CHANNEL, book.storefront]);
  return published;
}
