// The price books that a gateway keeps in memory: the one in force, and those that will be.
import type { Sql } from '../../database/index.ts';
import { bookInForce, inOrderOfForce, nextInForce } from '../decide/decide-book-in-force.ts';
import { StorefrontError } from '../file/storefront-error.ts';
import type { PriceBook } from '../sell/price-book.ts';
import type { PublishedBook } from './published-book.ts';
import { readPriceBook } from './read-books.ts';

export interface ScheduledBook extends PublishedBook {
  readonly priceBook: PriceBook;
}

/** A pino logger fits. */
export interface CatalogLog {
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

export interface ScheduleReading {
  readonly sql: Sql;
  readonly now: Date;
  readonly log: CatalogLog;
}

const isScheduled = (book: PublishedBook | ScheduledBook): book is ScheduledBook => 'priceBook' in book;

/**
 * From the last to come into force back to the one that is: each is read unless it was before. One that cannot be read is
 * left out with an error in the log, so that the last good one before it stays in force.
 */
export async function buildSchedule(
  books: readonly (PublishedBook | ScheduledBook)[],
  reading: ScheduleReading,
): Promise<ScheduledBook[]> {
  const schedule: ScheduledBook[] = [];
  for (const book of inOrderOfForce(books).reverse()) {
    const scheduled = isScheduled(book) ? book : await readOrSkip(book, reading);
    if (scheduled === undefined) continue;
    schedule.push(scheduled);
    if (scheduled.effectiveAt <= reading.now) break;
  }
  return schedule;
}

async function readOrSkip(book: PublishedBook, { sql, log }: ScheduleReading): Promise<ScheduledBook | undefined> {
  try {
    return { ...book, priceBook: await readPriceBook(sql, book) };
  } catch (error) {
    if (!(error instanceof StorefrontError)) throw error;
    const { storefront, number, version, effectiveAt } = book;
    log.error({ err: error, storefront, number, version, effectiveAt }, UNREADABLE);
    return undefined;
  }
}

const UNREADABLE = 'a published price book cannot be read by this gateway: the last good one stays in force';

/** The book in force, and the milliseconds for which that is known without looking at the others. */
interface Reign {
  readonly schedule: readonly ScheduledBook[];
  readonly priceBook: PriceBook;
  readonly from: number;
  /** Exclusive. */
  readonly until: number;
}

/** Gives the book in force at each moment it is asked about; every price comes past here. */
export function followSchedule(schedule: () => readonly ScheduledBook[]): (moment: Date) => PriceBook {
  let reign: Reign | undefined;
  return (moment) => {
    const time = moment.getTime();
    if (reign?.schedule === schedule() && time >= reign.from && time < reign.until) return reign.priceBook;
    reign = reignAt(schedule(), moment);
    return reign.priceBook;
  };
}

function reignAt(schedule: readonly ScheduledBook[], moment: Date): Reign {
  const book = bookInForce(schedule, moment);
  if (book === undefined) throw new Error('there is no price book in force');
  const until = nextInForce(schedule, moment)?.effectiveAt.getTime() ?? Number.POSITIVE_INFINITY;
  return { schedule, priceBook: book.priceBook, from: Math.min(book.effectiveAt.getTime(), moment.getTime()), until };
}
