// The price books of the storefront in use, for whoever publishes them.
import type { Database } from '../../database/index.ts';
import { stateOf } from '../decide/decide-book-in-force.ts';
import type { LiveCatalog } from '../follow/open-catalog.ts';
import type { ListedBook } from '../follow/published-book.ts';
import { readBooks } from '../follow/read-books.ts';
import { checkDocument } from './check-document.ts';
import { type PreparedPublication, preparePublication } from './prepare-publication.ts';
import type { PublicationOutcome, PublicationRequest } from './publication.ts';
import { publishPriceBook } from './publish-price-book.ts';

export interface PriceBooks {
  /** When it has answered, a book that is effective at once is in force in this gateway. */
  publish(request: PublicationRequest): Promise<PublicationOutcome>;
  /** What publishing would do, with nothing written. Nothing is refused for want of `force`: the plan says what takes it. */
  prepare(request: PublicationRequest): Promise<PreparedPublication>;
  /** Newest first, at most `limit`, which is 1 or more. */
  list(limit: number): Promise<ListedBook[]>;
}

export interface PriceBookServices {
  readonly database: Database;
  /** Name of the storefront in use. */
  readonly name: string;
  readonly now: () => Date;
  /** Refreshed after each publication; undefined on the command line. */
  readonly catalog?: Pick<LiveCatalog, 'refresh'>;
}

export function createPriceBooks({ database, name, now, catalog }: PriceBookServices): PriceBooks {
  return {
    publish: async (request) => {
      const outcome = await publishPriceBook({ database, name, now }, request);
      if (outcome.status !== 'refused') await catalog?.refresh();
      return outcome;
    },
    prepare: async ({ document, effectiveAt }) => {
      const checked = checkDocument(document, name);
      if (!checked.ok) return checked;
      const { storefront } = checked;
      return preparePublication(database, { storefront, effectiveAt, force: true, now: now() });
    },
    list: async (limit) => {
      const books = await readBooks(database, name);
      const moment = now();
      const newest = books.slice(-limit).reverse();
      return newest.map((book) => ({ ...book, state: stateOf(book, books, moment) }));
    },
  };
}
