// Price books out of the database. A row never changes, and numbers are allotted in the order of the commits, so what was
// read once need not be read again.
import { type Sql, withoutNulls } from '../../database/index.ts';
import { type CatalogTables, PriceBookEntity } from '../entities.ts';
import { parseStorefront } from '../file/load-storefront.ts';
import { StorefrontError } from '../file/storefront-error.ts';
import { createPriceBook, type PriceBook } from '../sell/price-book.ts';
import type { PublishedBook } from './published-book.ts';

/** Those with a number above `after`, oldest first. */
export async function readBooks(sql: Sql, storefront: string, after = 0): Promise<PublishedBook[]> {
  const oldestFirst = { orderBy: { number: 'asc' } } as const;
  return (await sql.em().find(PriceBookEntity, { storefront, number: { $gt: after } }, oldestFirst)).map(listed);
}

/** Of any storefront: what a generation was priced by can be read after STOREFRONT was switched. */
export async function findBookOfVersion(sql: Sql, version: string): Promise<PublishedBook | undefined> {
  // Of several with one version any will do: their content is the same.
  const first = { orderBy: { storefront: 'asc', number: 'asc' } } as const;
  const found = await sql.em().findOne(PriceBookEntity, { version }, first);
  return found === null ? undefined : listed(found);
}

/** The text is not loaded with a book. */
function listed(book: object): PublishedBook {
  return withoutNulls(book) as PublishedBook;
}

/** With its look-ups. @throws StorefrontError when this version of the code cannot read its document */
export async function readPriceBook(sql: Sql, book: PublishedBook): Promise<PriceBook> {
  const row = await sql
    .tables<CatalogTables>()
    .selectFrom('price_book')
    .select('document')
    .where('storefront', '=', book.storefront)
    .where('number', '=', book.number)
    .executeTakeFirst();
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
