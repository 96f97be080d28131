// A price book as the database lists it: everything but what is in it. Immutable: to change a price is to publish another book.
import type { RowOf } from '../../database/index.ts';
import type { BookState } from '../decide/decide-book-in-force.ts';
import type { PriceBookEntity } from '../entities.ts';

export type PublishedBook = Omit<RowOf<typeof PriceBookEntity>, 'document'>;

/** With where it stands at the moment it is asked about. */
export interface ListedBook extends PublishedBook {
  readonly state: BookState;
}
