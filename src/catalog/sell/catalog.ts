// What is for sale now, and the price books that running generations and open quotes still go by.

import type { Storefront } from './model.ts';
import { createPriceBook, type PriceBook } from './price-book.ts';

export interface Catalog extends PriceBook {
  /** The book in force now. A caller that looks twice takes it once and asks it both times. */
  current(): PriceBook;
  /** The book that was in force at a moment that is past. */
  inForceAt(moment: Date): Promise<PriceBook>;
  /** When the book in force changed, up to a moment, oldest first. */
  changesUntil(moment: Date): Promise<readonly Date[]>;
  /** A book by its version, in force or not; undefined when no book ever had it. */
  priceBook(version: string): Promise<PriceBook | undefined>;
}

/** A catalogue that never changes: one storefront, one book. */
export function createCatalog(storefront: Storefront): Catalog {
  const book = createPriceBook(storefront);
  return {
    ...book,
    current: () => book,
    inForceAt: () => Promise.resolve(book),
    changesUntil: () => Promise.resolve([]),
    priceBook: (version) => Promise.resolve(version === storefront.priceVersion ? book : undefined),
  };
}
