import type { StorefrontDocument } from '../file/load-storefront.ts';
import type { CatalogLog } from './book-schedule.ts';
import type { PublishedBook } from './published-book.ts';

/** A file that was edited changes no price: the log says so, and how to publish it. */
export function warnOfOtherFile(
  { file, log }: { readonly file: StorefrontDocument; readonly log: CatalogLog },
  newest: PublishedBook | undefined,
): void {
  const { priceVersion, name } = file.storefront;
  if (newest === undefined || newest.version === priceVersion) return;
  const publish = `npm run pricebook -- publish ${file.file}`;
  log.warn(
    {
      storefront: name,
      fileVersion: priceVersion,
      newestVersion: newest.version,
      newestNumber: newest.number,
      publish,
    },
    `The storefront file (${priceVersion}) is not the newest price book (number ${newest.number}, ${newest.version}). ` +
      `The database decides: the file changes nothing until it is published with: ${publish}`,
  );
}
