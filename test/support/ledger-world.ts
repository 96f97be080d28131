// A fresh database with a ledger in it, and accounts to play with.
import { connectDatabase, type Database, newId } from '../../src/database/index.ts';
import { createApiKey, type LimitPeriod } from '../../src/keys/index.ts';
import {
  createLedger,
  hashInput,
  type Ledger,
  type LedgerRefusal,
  type Outcome,
  openWallet,
} from '../../src/ledger/index.ts';
import { ormConfig } from '../../src/mikro-orm.config.ts';
import { type MicroCredits, parseCredits } from '../../src/money/index.ts';
import { createTestDatabase } from './postgres.ts';

export interface LedgerWorld {
  readonly url: string;
  readonly database: Database;
  readonly ledger: Ledger;
  readonly clock: { now: Date };
  newAccount(credits?: string): Promise<string>;
  add(
    accountId: string,
    amount: string,
    more?: Partial<Extract<Parameters<Ledger['submit']>[0]['command'], { kind: 'add' }>>,
  ): Promise<Outcome>;
  reserve(accountId: string, amount: string, more?: ReserveMore): Promise<Outcome & { generationId: string }>;
  /** The id of a key: without a limit, and created by no other, when nothing is said. */
  newKey(accountId: string, key?: NewKey): Promise<string>;
  /** The same database as another gateway process sees it: connections and batches of its own. */
  besides(change?: (database: Database) => Database): Promise<OtherGateway>;
  close(): Promise<void>;
}

interface NewKey {
  readonly dailyLimit?: string;
  readonly limit?: { readonly amount: string; readonly period: LimitPeriod };
  readonly createdBy?: string;
}

export interface OtherGateway {
  readonly database: Database;
  readonly ledger: Ledger;
}

export interface LedgerWorldOptions {
  /** Changes the fresh database before the ledger is made. */
  readonly prepare?: (database: Database) => Promise<void>;
}

type ReserveMore = Partial<Extract<Parameters<Ledger['submit']>[0]['command'], { kind: 'reserve' }>>;

export function credits(text: string): MicroCredits {
  const amount = parseCredits(text);
  if (amount === undefined) throw new Error(`${text} is not an amount of credits`);
  return amount;
}

/** The refusal that is expected; throws when the outcome is another. */
export async function refusalOf(outcome: Promise<Outcome> | Outcome): Promise<LedgerRefusal> {
  const settled = await outcome;
  if (settled.status !== 'refused') throw new Error(`expected a refusal, got ${settled.status}`);
  return settled.refusal;
}

export async function createLedgerWorld({ prepare }: LedgerWorldOptions = {}): Promise<LedgerWorld> {
  const own = await createTestDatabase();
  const database = await connectDatabase({ url: own.url, orm: ormConfig });
  await prepare?.(database);
  const others: OtherGateway[] = [];
  const clock = { now: new Date('2026-11-21T12:00:00Z') };
  const ledger = createLedger({ database, now: () => clock.now });
  const add: LedgerWorld['add'] = (accountId, amount, more = {}) => {
    const idempotencyKey = more.idempotencyKey ?? newId();
    const command = {
      kind: 'add' as const,
      accountId,
      amount: credits(amount),
      source: 'PROMOTION' as const,
      description: 'Test credits',
      idempotencyKey,
      inputHash: hashInput({ amount }),
      ...more,
    };
    return ledger.submit({ command });
  };
  return {
    url: own.url,
    database,
    ledger,
    clock,
    add,
    newAccount: async (amount) => {
      const accountId = newId();
      await database.transaction((tx) => openWallet(tx, accountId, clock.now));
      if (amount !== undefined) await add(accountId, amount);
      return accountId;
    },
    reserve: async (accountId, amount, more = {}) => {
      const generationId = more.generationId ?? newId();
      const command = {
        kind: 'reserve' as const,
        accountId,
        generationId,
        apiKeyId: newId(),
        amount: credits(amount),
        idempotencyKey: newId(),
        inputHash: hashInput({ amount }),
        ...more,
      };
      return { ...(await ledger.submit({ command })), generationId };
    },
    newKey: async (accountId, { dailyLimit, limit, createdBy } = {}) => {
      const amount = limit?.amount ?? dailyLimit;
      const spendingLimit = amount === undefined ? undefined : credits(amount);
      const named = { accountId, name: 'test', scopes: [], now: clock.now };
      const { apiKey } = await createApiKey(database, {
        ...named,
        spendingLimit,
        limitPeriod: limit?.period,
        createdBy,
      });
      return apiKey.id;
    },
    besides: async (change = (same) => same) => {
      const another = await connectDatabase({ url: own.url, orm: ormConfig });
      const other = { database: another, ledger: createLedger({ database: change(another), now: () => clock.now }) };
      others.push(other);
      return other;
    },
    close: async () => {
      for (const gateway of [{ database, ledger }, ...others]) {
        await gateway.ledger.drain();
        await gateway.database.close();
      }
      await own.drop();
    },
  };
}
