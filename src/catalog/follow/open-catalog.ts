// The catalogue of a running gateway. The database says which price books there are; the one in force and those to come are
// in memory, so that a look-up needs no I/O and changes at the very moment at which a book comes into force.
import { LRUCache } from 'lru-cache';
import { repeat } from '../../background/index.ts';
import type { Database, Listener } from '../../database/index.ts';
import { bookInForce } from '../decide/decide-book-in-force.ts';
import type { StorefrontDocument } from '../file/load-storefront.ts';
import { StorefrontError } from '../file/storefront-error.ts';
import { ensureFirstBook } from '../publish/first-book.ts';
import { PRICE_BOOK_CHANNEL } from '../publish/insert-book.ts';
import type { Catalog } from '../sell/catalog.ts';
import type { PriceBook } from '../sell/price-book.ts';
import { buildSchedule, type CatalogLog, followSchedule, type ScheduledBook } from './book-schedule.ts';
import type { PublishedBook } from './published-book.ts';
import { findBookOfVersion, readBooks, readPriceBook } from './read-books.ts';
import { warnOfOtherFile } from './warn-of-other-file.ts';

export interface CatalogOpening {
  readonly database: Database;
  /** The file that this gateway was started with: its name chooses the books; its content is the first of them. */
  readonly file: StorefrontDocument;
  readonly now: () => Date;
  readonly log: CatalogLog;
  /** Mean time between two looks for books that no notification came for. */
  readonly pollMilliseconds?: number;
}

export interface LiveCatalog extends Catalog {
  /** Reads what was published since the last time. */
  refresh(): Promise<void>;
  /** Refreshes whenever another process publishes, or may have. */
  follow(listener: Pick<Listener, 'on' | 'onReconnect'>): void;
  /** Waits for the refresh in flight; none begins by itself afterwards. */
  stop(): Promise<void>;
}

const POLL_MILLISECONDS = 60_000;
/** Old books kept besides those of the schedule. */
const MOST_OLD_BOOKS = 16;

/** @throws StorefrontError when not one of the storefront's books can be read */
export async function openCatalog(opening: CatalogOpening): Promise<LiveCatalog> {
  const { database, file, now } = opening;
  await ensureFirstBook(database, file, now());
  const shelf = createShelf(opening);
  await shelf.refresh();
  if (shelf.schedule().length === 0) throw unreadable(file.storefront.name);
  warnOfOtherFile(opening, shelf.newest());
  return Object.assign(createLookups(opening, shelf.schedule), keepFresh(opening, shelf));
}

function unreadable(name: string): StorefrontError {
  const message = 'not one can be read by this version of the gateway: start one that can, or publish a good one';
  return new StorefrontError(`the price books of ${name}`, { place: '', message });
}

interface Shelf {
  readonly schedule: () => readonly ScheduledBook[];
  /** The one published last; undefined before the first refresh. */
  readonly newest: () => PublishedBook | undefined;
  readonly refresh: () => Promise<void>;
  /** Waits for the refresh in flight. */
  readonly idle: () => Promise<void>;
}

/** One refresh at a time: each begins where the last one ended. */
function createShelf({ database, file, now, log }: CatalogOpening): Shelf {
  const { name } = file.storefront;
  let schedule: readonly ScheduledBook[] = [];
  let newest: PublishedBook | undefined;
  let lastRefresh = Promise.resolve();

  const readFresh = async (): Promise<void> => {
    const fresh = await readBooks(database, name, newest?.number);
    if (fresh.length === 0) return;
    schedule = await buildSchedule([...schedule, ...fresh], { sql: database, now: now(), log });
    newest = fresh.at(-1);
  };

  return {
    schedule: () => schedule,
    newest: () => newest,
    idle: () => lastRefresh,
    refresh: () => {
      const refresh = lastRefresh.then(readFresh);
      lastRefresh = refresh.catch(() => undefined);
      return refresh;
    },
  };
}

function createLookups({ database, file, now, log }: CatalogOpening, schedule: Shelf['schedule']): Catalog {
  const inForceAt = followSchedule(schedule);
  const current = (): PriceBook => inForceAt(now());
  // Callers that ask at the same time share one read. A version that is not there, and a failed read, are asked for again.
  const oldBooks = new LRUCache<string, PriceBook>({
    max: MOST_OLD_BOOKS,
    // One that is pushed out while it is read is still the answer to who asked for it.
    ignoreFetchAbort: true,
    fetchMethod: async (version) => {
      const book = await findBookOfVersion(database, version);
      return book === undefined ? undefined : readIfReadable(book);
    },
  });
  // What was accepted by a book that this version does not read any more is held for review, not stuck.
  const readIfReadable = (book: PublishedBook): Promise<PriceBook | undefined> =>
    readPriceBook(database, book).catch((error: unknown) => {
      if (!(error instanceof StorefrontError)) throw error;
      log.error({ err: error, version: book.version }, 'a price book that something was priced by cannot be read');
      return undefined;
    });
  const ofVersion = async (version: string): Promise<PriceBook | undefined> =>
    schedule().find((book) => book.version === version)?.priceBook ?? (await oldBooks.fetch(version));
  return {
    get storefront() {
      return current().storefront;
    },
    model: (identifier) => current().model(identifier),
    models: (filter) => current().models(filter),
    pack: (id) => current().pack(id),
    plan: (id) => current().plan(id),
    validateParameters: (model, parameters) => current().validateParameters(model, parameters),
    current,
    inForceAt: async (moment) => {
      const published = bookInForce(await readBooks(database, file.storefront.name), moment);
      const book = published === undefined ? undefined : await ofVersion(published.version);
      if (book === undefined) throw new Error(`no price book was in force at ${moment.toISOString()}`);
      return book;
    },
    changesUntil: async (moment) => {
      const books = await readBooks(database, file.storefront.name);
      const moments = books.map(({ effectiveAt }) => effectiveAt.getTime()).filter((at) => at <= moment.getTime());
      return [...new Set(moments)].toSorted((one, other) => one - other).map((at) => new Date(at));
    },
    priceBook: ofVersion,
  };
}

function keepFresh(
  { file, log, pollMilliseconds = POLL_MILLISECONDS }: CatalogOpening,
  { refresh, idle }: Shelf,
): Pick<LiveCatalog, 'refresh' | 'follow' | 'stop'> {
  const work = async (): Promise<undefined> => {
    await refresh();
  };
  const polling = repeat({ what: 'new price books', everyMilliseconds: pollMilliseconds, work }, (error, what) =>
    log.warn({ err: error }, `${what} could not be looked for`),
  );
  const unfollow: (() => void)[] = [];
  return {
    refresh,
    follow: (listener) => {
      const onPublished = (name: string): void => {
        if (name === file.storefront.name) polling.wake();
      };
      unfollow.push(
        listener.on(PRICE_BOOK_CHANNEL, onPublished),
        listener.onReconnect(() => polling.wake()),
      );
    },
    stop: async () => {
      for (const leave of unfollow) leave();
      await polling.stop();
      await idle();
    },
  };
}
