// Price books out of the database. A row never changes, and numbers are allotted in the order of the commits, so what was
// read once need not be read again.
import type { Sql } from '../database/index.ts';
import { parseStorefront } from './load-storefront.ts';
import { createPriceBook, type PriceBook } from './price-book.ts';
import {
  PUBLISHED_BOOK_COLUMNS,
  type PublishedBook,
  type PublishedBookRow,
  toPublishedBook,
} from './published-book.ts';
import { StorefrontError } from './storefront-error.ts';

const AFTER = `select ${PUBLISHED_BOOK_COLUMNS} from price_book where storefront = $1 and number > $2 order by number`;
const DOCUMENT = 'select document from price_book where storefront = $1 and number = $2';
/** Of several with one version any will do: their content is the same. */
const OF_VERSION = `select ${PUBLISHED_BOOK_COLUMNS} from price_book where version = $1 order by storefront, number limit 1`;

/** Those with a number above `after`, oldest first. */
export async function readBooks(sql: Sql, storefront: string, after = 0): Promise<PublishedBook[]> {
  return (await sql.rows<PublishedBookRow>(AFTER, [storefront, after])).map(toPublishedBook);
}

/** Of any storefront: what a generation was priced by can be read after STOREFRONT was switched. */
export async function findBookOfVersion(sql: Sql, version: string): Promise<PublishedBook | undefined> {
  return (await sql.rows<PublishedBookRow>(OF_VERSION, [version])).map(toPublishedBook)[0];
}

/** With its look-ups. @throws StorefrontError when this version of the code cannot read its document */
export async function readPriceBook(sql: Sql, book: PublishedBook): Promise<PriceBook> {
  const [row] = await sql.rows<{ document: string }>(DOCUMENT, [book.storefront, book.number]);
  if (row === undefined) throw new Error(`price book ${book.number} of ${book.storefront} is gone`);
  return toPriceBook(book, row.document);
}

/** The version is the one it was published under, for ever: generations and quotes name it. */
function toPriceBook(book: PublishedBook, document: string): PriceBook {
  const file = `price book ${book.number} of ${book.storefront}`;
  const storefront = parseStorefront(document, file);
  if (storefront.name !== book.storefront) {
    throw new StorefrontError(file, { place: 'name', message: `is "${storefront.name}", not "${book.storefront}"` });
  }
  return createPriceBook({ ...storefront, priceVersion: book.version });
}
