import { defineEntity, p } from '@mikro-orm/postgresql';
import type { TablesOf } from '../database/index.ts';

/** One version of a storefront, for ever: what a generation was priced by can always be read again. */
export const PriceBookEntity = defineEntity({
  name: 'PriceBook',
  tableName: 'price_book',
  properties: {
    /** Name of the storefront that it is a version of. */
    storefront: p.text().primary(),
    /** From 1, in the order of publishing. */
    number: p.integer().primary(),
    /** Name, date and hash of the content: publishing the same content again, to go back to it, repeats it. */
    version: p.text().index('price_book_version_index'),
    /** The storefront file's text: large, and read only to price by it. */
    document: p.text().lazy(),
    /** In force from then, until the next one is. */
    effectiveAt: p.datetime(3),
    publishedAt: p.datetime(3),
    /** The API key that published it; null for the file of the first start and the command line. */
    publishedBy: p.uuid().nullable(),
  },
  checks: [{ name: 'price_book_number_check', expression: 'number > 0' }],
});

export const catalogEntities = [PriceBookEntity];

export type CatalogTables = TablesOf<(typeof catalogEntities)[number]>;
