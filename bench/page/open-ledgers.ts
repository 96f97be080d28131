// A gateway with its page, a demo account that was opened just now, and two accounts with a history each.
import { loadStorefront } from '../../src/catalog/index.ts';
import { newId } from '../../src/database/index.ts';
import type { EmbeddedPostgres } from '../../src/embedded-postgres/index.ts';
import { migrateDatabase } from '../../src/server/migrate-database.ts';
import { serve } from '../../src/server/serve.ts';
import { openRooms, type Place, withoutLimits } from '../http/open-gateways.ts';
import { fillHistory } from '../reads/fill-history.ts';
import { finishHistories } from '../reads/open-history.ts';

export interface Ledgers {
  readonly url: string;
  /** Keys of accounts with that many transactions. */
  readonly small: string;
  readonly large: string;
}

export interface Sizes {
  readonly small: number;
  readonly large: number;
}

const STOREFRONT = 'storefronts/usd-credits.json';
const YEAR_MILLISECONDS = 364 * 86_400_000;

export async function openLedgers(
  { postgres, ...place }: Omit<Place, 'url'> & { readonly postgres: EmbeddedPostgres },
  sizes: Sizes,
): Promise<Ledgers> {
  const url = await postgres.ensureDatabase('page');
  await migrateDatabase(url);
  const { rooms, serving } = await openRooms({ ...place, url }, withoutLimits(loadStorefront(STOREFRONT)));
  const opened = async (name: string, transactions: number): Promise<string> => {
    const secret = `tg_bench_${name}_0123456789abcdef`;
    const created = await rooms.services.accounts.create({
      ...{ name, planId: 'enterprise', scopes: ['ACCOUNT_READ', 'GENERATION_READ'], secret },
    });
    if (created.replayed || created.account === undefined) throw new Error(`the account ${name} was there before`);
    await fillHistory(serving.database, {
      accountIds: [created.account.id],
      apiKeyIds: [newId()],
      generations: Math.floor(transactions / 2),
      from: new Date(Date.now() - YEAR_MILLISECONDS),
      to: new Date(),
    });
    return secret;
  };
  const [small, large] = [await opened('small', sizes.small), await opened('large', sizes.large)];
  await finishHistories(serving.database);
  return { url: `http://127.0.0.1:${await serve({ ...serving, rooms })}/`, small, large };
}
