// A price book as the database lists it: everything but what is in it.

import type { BookState } from './decide-book-in-force.ts';

/** Immutable: to change a price is to publish another book. */
export interface PublishedBook {
  /** Name of the storefront that it is a version of. */
  readonly storefront: string;
  /** From 1, in the order of publishing. */
  readonly number: number;
  /** Of its content: a book that goes back to an older content has the older version again. */
  readonly version: string;
  /** In force from then, until the next one is. */
  readonly effectiveAt: Date;
  readonly publishedAt: Date;
  /** The API key that published it; undefined for the file of the first start and the command line. */
  readonly publishedBy: string | undefined;
}

/** With where it stands at the moment it is asked about. */
export interface ListedBook extends PublishedBook {
  readonly state: BookState;
}

export interface PublishedBookRow {
  readonly storefront: string;
  readonly number: number;
  readonly version: string;
  readonly effective_at: Date;
  readonly published_at: Date;
  readonly published_by: string | null;
}

export const PUBLISHED_BOOK_COLUMNS = 'storefront, number, version, effective_at, published_at, published_by';

export function toPublishedBook(row: PublishedBookRow): PublishedBook {
  return {
    storefront: row.storefront,
    number: row.number,
    version: row.version,
    effectiveAt: row.effective_at,
    publishedAt: row.published_at,
    publishedBy: row.published_by ?? undefined,
  };
}
