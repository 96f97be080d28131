// The first start on a database: the storefront file that ships becomes the first price book.
import type { Database } from '../../database/index.ts';
import type { StorefrontDocument } from '../file/load-storefront.ts';
import { readBooks } from '../follow/read-books.ts';
import { insertBook, lockPublishing } from './insert-book.ts';

/** Publishes the file, effective from `now`, unless the storefront has a book already. Gateways may start at once. */
export async function ensureFirstBook(
  database: Database,
  { storefront, document }: StorefrontDocument,
  now: Date,
): Promise<void> {
  if ((await readBooks(database, storefront.name)).length > 0) return;
  await database.transaction(async (tx) => {
    await lockPublishing(tx, storefront.name);
    if ((await readBooks(tx, storefront.name)).length > 0) return;
    const { name, priceVersion: version } = storefront;
    const book = { storefront: name, version, document, effectiveAt: now, publishedAt: now, publishedBy: undefined };
    await insertBook(tx, book);
  });
}
