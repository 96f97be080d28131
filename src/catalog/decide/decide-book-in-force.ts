// Which of a storefront's price books is in force at a moment, and which come after it.

/** Whatever has a number and a moment from which it is in force. */
export interface DatedBook {
  readonly number: number;
  readonly effectiveAt: Date;
}

/** Earlier first; of two for the same moment the one that was published later comes later, and so wins. */
function compareForce(left: DatedBook, right: DatedBook): number {
  const apart = left.effectiveAt.getTime() - right.effectiveAt.getTime();
  return apart === 0 ? left.number - right.number : apart;
}

/** In the order in which they come into force. */
export function inOrderOfForce<Book extends DatedBook>(books: readonly Book[]): Book[] {
  return books.toSorted(compareForce);
}

/**
 * The last one to come into force up to `moment`, that millisecond included. Before any of them the earliest, so that a
 * clock that is behind the one of the first start finds a book all the same. Undefined without books.
 */
export function bookInForce<Book extends DatedBook>(books: readonly Book[], moment: Date): Book | undefined {
  let found: Book | undefined;
  for (const book of books) if (book.effectiveAt <= moment && isLater(book, found)) found = book;
  return found ?? earliest(books);
}

function isLater(book: DatedBook, than: DatedBook | undefined): boolean {
  return than === undefined || compareForce(book, than) > 0;
}

function earliest<Book extends DatedBook>(books: readonly Book[]): Book | undefined {
  const [first] = inOrderOfForce(books);
  return first === undefined ? undefined : bookInForce(books, first.effectiveAt);
}

/** The one that takes over next after `moment`; undefined when none is scheduled. */
export function nextInForce<Book extends DatedBook>(books: readonly Book[], moment: Date): Book | undefined {
  const [next] = inOrderOfForce(books.filter((book) => book.effectiveAt > moment));
  return next === undefined ? undefined : bookInForce(books, next.effectiveAt);
}

/**
 * When a book that is to be in force at once comes into force: now, but never before one that was published the same way,
 * whose gateway's clock may be ahead of ours. Otherwise that one would take over from its successor.
 */
export function momentOfImmediate(books: readonly (DatedBook & { readonly publishedAt: Date })[], now: Date): Date {
  const immediate = books.filter((book) => book.effectiveAt <= book.publishedAt);
  return new Date(Math.max(now.getTime(), ...immediate.map((book) => book.effectiveAt.getTime())));
}

/** Superseded: another one took over from it, or will at the very moment at which it would have come into force. */
export type BookState = 'SUPERSEDED' | 'IN_FORCE' | 'SCHEDULED';

export function stateOf<Book extends DatedBook>(book: Book, books: readonly Book[], moment: Date): BookState {
  if (bookInForce(books, moment)?.number === book.number) return 'IN_FORCE';
  const isToCome = book.effectiveAt > moment && bookInForce(books, book.effectiveAt)?.number === book.number;
  return isToCome ? 'SCHEDULED' : 'SUPERSEDED';
}
