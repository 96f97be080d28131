// A database with a history, and a gateway over it. The catalogue has 10,000 models.
import { COUNT_DAYS, COUNT_QUARTERS } from '../../migrations/20261130010000_usage_counts.ts';
import type { Storefront } from '../../src/catalog/index.ts';
import { type Database, newId } from '../../src/database/index.ts';
import type { EmbeddedPostgres } from '../../src/embedded-postgres/index.ts';
import { migrateDatabase } from '../../src/server/migrate-database.ts';
import { serve } from '../../src/server/serve.ts';
import { indexHistories } from '../../src/usage/index.ts';
import { KEY, openRooms, type Place, withoutLimits } from '../http/open-gateways.ts';
import { report } from '../ledger/load-transactions.ts';
import { fillHistory } from './fill-history.ts';

export interface Size {
  readonly name: string;
  /** Of the account that is asked for. */
  readonly transactions: number;
  /** Further accounts, each with as many transactions as `othersTransactions`. */
  readonly others: number;
  readonly othersTransactions: number;
}

export interface OpenedHistory {
  readonly port: number;
  readonly keys: { readonly busy: string; readonly free: string };
}

const DAY = 86_400_000;
const FREE_KEY = 'tg_bench_free_0123456789abcdef';
/** Of the plan whose history is older than what it can see. */
const RECENT = 5;
const OTHERS_AT_ONCE = 100;

export async function openHistory(
  { postgres, storefront, ...place }: Omit<Place, 'url'> & { postgres: EmbeddedPostgres; storefront: Storefront },
  size: Size,
): Promise<OpenedHistory> {
  const url = await postgres.ensureDatabase(`reads_${size.transactions}_${size.others}`);
  await migrateDatabase(url);
  const { rooms, accountId, serving } = await openRooms({ ...place, url }, withoutLimits(storefront));
  const free = await rooms.services.accounts.create({
    ...{ name: 'Free', planId: 'free', scopes: ['ACCOUNT_READ', 'GENERATION_READ'], secret: FREE_KEY },
  });
  if (free.replayed || free.account === undefined) throw new Error('the free account was there before');
  const { database } = serving;
  await fill(database, size, { busy: accountId, free: free.account.id });
  return { port: await serve({ ...serving, rooms }), keys: { busy: KEY, free: FREE_KEY } };
}

async function fill(database: Database, size: Size, { busy, free }: { busy: string; free: string }): Promise<void> {
  const now = Date.now();
  const at = (days: number): Date => new Date(now - days * DAY);
  const apiKeyIds = [newId(), newId()];
  const generations = Math.floor(size.transactions / 2);
  const year = { apiKeyIds, from: at(364), to: at(0) };
  const others = Array.from({ length: size.others }, () => newId());
  for (let first = 0; first < others.length; first += OTHERS_AT_ONCE) {
    const accountIds = others.slice(first, first + OTHERS_AT_ONCE);
    await fillHistory(database, { ...year, accountIds, generations: Math.floor(size.othersTransactions / 2) });
  }
  await fillHistory(database, { ...year, accountIds: [busy], generations });
  await fillHistory(database, { apiKeyIds, accountIds: [free], generations, from: at(364), to: at(31) });
  await fillHistory(database, { apiKeyIds, accountIds: [free], generations: RECENT, from: at(1), to: at(0) });
  await finishHistories(database);
}

/** What the gateway would have counted and indexed, had it lived through them. */
export async function finishHistories(database: Database): Promise<void> {
  await database.rows('vacuum analyze');
  report('counts what has ended, and indexes the transactions');
  await database.rows('truncate usage_quarter, usage_day');
  await database.rows(COUNT_QUARTERS);
  await database.rows(COUNT_DAYS);
  while ((await indexHistories(database)).mayHaveMore) continue;
  report('done');
  await database.rows('vacuum analyze');
}
