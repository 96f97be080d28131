// A fresh database for price books, storefront files to publish, and gateways that sell by them.

import { parseStorefront } from '../../src/catalog/file/load-storefront.ts';
import {
  type CatalogOpening,
  type LiveCatalog,
  openCatalog,
  type PublicationOutcome,
  type PublicationRequest,
  type StorefrontDocument,
} from '../../src/catalog/index.ts';
import { publishPriceBook } from '../../src/catalog/publish/publish-price-book.ts';
import { connectDatabase, createListener, type Database } from '../../src/database/index.ts';
import { ormConfig } from '../../src/mikro-orm.config.ts';
import { formatCredits } from '../../src/money/index.ts';
import { estimateCost } from '../../src/pricing/index.ts';
import { createTestDatabase } from '../support/postgres.ts';

export const NAME = 'bookshop';
const NOON = new Date('2026-11-21T12:00:00.000Z');

/** `minutes` after noon. */
export const at = (minutes: number, milliseconds = 0): Date =>
  new Date(NOON.getTime() + minutes * 60_000 + milliseconds);

export interface BookChanges {
  readonly name?: string;
  /** Credits per image. */
  readonly price?: string;
  readonly plans?: readonly string[];
  readonly models?: readonly string[];
  readonly notes?: readonly string[];
}

/** A storefront file's text: one model at 0.05 credits an image, one plan. */
export function documentOf(changes: BookChanges = {}): string {
  const { name = NAME, price = '0.05', plans = ['basic'], models = ['vendor/image'], notes = [] } = changes;
  const storefront = {
    name,
    asOf: '2026-11-21',
    notes,
    creditUnit: { one: 'credit', many: 'credits', meaning: '1 credit = 1 USD' },
    packs: [],
    plans: plans.map((id) => ({
      id,
      name: id,
      price: { amount: '0.00', currency: 'USD' },
      monthlyCredits: '0',
      auditWindowDays: 30,
      concurrencyLimit: 2,
      requestsPerMinute: 60,
    })),
    models: models.map((identifier) => ({
      identifier,
      name: 'Image',
      kind: 'IMAGE',
      providers: ['sandbox'],
      parameters: {},
      meters: { images: { source: { from: 'count' } } },
      rules: [{ kind: 'perUnit', meter: 'images', price }],
      source: { url: 'https://example.com', asOf: null, verified: false },
    })),
  };
  return JSON.stringify(storefront, null, 2);
}

function fileOf(document: string): StorefrontDocument {
  return { file: 'shelf/bookshop.json', document, storefront: parseStorefront(document, 'shelf/bookshop.json') };
}

export const versionOf = (document: string): string => fileOf(document).storefront.priceVersion;

export interface LogLine {
  readonly level: 'warn' | 'error';
  readonly details: Readonly<Record<string, unknown>>;
  readonly message: string;
}

export interface BookWorld {
  readonly url: string;
  readonly applicationUrl: string;
  readonly database: Database;
  readonly clock: { now: Date };
  /** What catalogues logged. */
  readonly log: LogLine[];
  /** A gateway's catalogue, started with this file. */
  open(document?: string, more?: Partial<CatalogOpening>): Promise<LiveCatalog>;
  /** One that hears of publications, too. */
  openListening(document?: string): Promise<LiveCatalog>;
  publish(document: string, more?: Omit<PublicationRequest, 'document'>): Promise<PublicationOutcome>;
  /** Puts a row into the table past all checks. */
  insertRaw(number: number, document: string, effectiveAt: Date): Promise<void>;
  close(): Promise<void>;
}

export async function createBookWorld(): Promise<BookWorld> {
  const own = await createTestDatabase();
  const database = await connectDatabase({ url: own.url, orm: ormConfig });
  const clock = { now: NOON };
  const log: LogLine[] = [];
  const note = (level: LogLine['level']) => (details: object, message: string) => {
    log.push({ level, details: { ...details }, message });
  };
  const stops: (() => Promise<void>)[] = [];
  const now = (): Date => clock.now;

  const open: BookWorld['open'] = async (document = documentOf(), more = {}) => {
    const opening = { database, file: fileOf(document), now, log: { warn: note('warn'), error: note('error') } };
    const catalog = await openCatalog({ ...opening, ...more });
    stops.push(() => catalog.stop());
    return catalog;
  };

  return {
    url: own.url,
    applicationUrl: own.applicationUrl,
    database,
    clock,
    log,
    open,
    openListening: async (document) => {
      const catalog = await open(document);
      const listener = await createListener({ url: own.url, onError: () => undefined });
      stops.push(() => listener.close());
      catalog.follow(listener);
      return catalog;
    },
    publish: (document, more = {}) => publishPriceBook({ database, name: NAME, now }, { document, ...more }),
    insertRaw: async (number, document, effectiveAt) => {
      await database.rows('insert into price_book values ($1, $2, $3, $4, $5, $5, null)', [
        NAME,
        number,
        `raw-${number}`,
        document,
        effectiveAt,
      ]);
    },
    close: async () => {
      for (const stop of stops) await stop();
      await database.close();
      await own.drop();
    },
  };
}

/** A statement as it would be if publications did not wait for each other. */
export const withoutPublishingLock = (text: string): string =>
  text.includes('pg_advisory_xact_lock') ? 'select $1::int, $2::text' : text;

/** What an image costs now. */
export function priceIn(catalog: Pick<LiveCatalog, 'model'>): string {
  const model = catalog.model('vendor/image');
  if (model === undefined) return 'not sold';
  const priced = estimateCost({ model: model.price, parameters: {}, prompt: undefined, count: 1 });
  return priced.ok ? formatCredits(priced.estimate.total) : priced.refusal.code;
}
