// Look-ups behind lists, gathered into one statement each: a page costs as many statements as it has kinds of rows,
// however long it is. One set per request and account.
import DataLoader from 'dataloader';
import type { Services } from '../../callers/index.ts';
import type { Attempt, EndUserState, Generation } from '../../generation/index.ts';
import type { Invoice, InvoiceLine } from '../../invoices/index.ts';
import type { ApiKey, ReplacedSecret } from '../../keys/index.ts';
import type { Balance, KeyUse, LedgerTransaction, LotState, TimeOfKey } from '../../ledger/index.ts';
import type { Purchase } from '../../purchases/index.ts';
import type { SpenderAsked, SpendingPower } from '../../usage/index.ts';
import type { WebhookEndpoint } from '../../webhooks/index.ts';

export interface Loaders {
  readonly generations: DataLoader<string, Generation | undefined>;
  readonly apiKeys: DataLoader<string, ApiKey | undefined>;
  /** By API key, the last one first. */
  readonly replacedSecrets: DataLoader<string, readonly ReplacedSecret[]>;
  /** By name. */
  readonly endUsers: DataLoader<string, EndUserState | undefined>;
  readonly purchases: DataLoader<string, Purchase | undefined>;
  readonly invoices: DataLoader<string, Invoice | undefined>;
  /** By invoice, in their order. */
  readonly invoiceLines: DataLoader<string, readonly InvoiceLine[]>;
  readonly webhookEndpoints: DataLoader<string, WebhookEndpoint | undefined>;
  /** By number. */
  readonly lots: DataLoader<number, LotState | undefined>;
  readonly keyUses: DataLoader<TimeOfKey, KeyUse, string>;
  /** By generation, in the order they were made. */
  readonly attempts: DataLoader<string, readonly Attempt[]>;
  /** By generation, oldest first. */
  readonly transactions: DataLoader<string, readonly LedgerTransaction[]>;
  /** By sequence number. */
  readonly transactionsOfSequences: DataLoader<bigint, LedgerTransaction | undefined>;
  /** Read once per request, so that one answer tells one story; a thousand references to the account cost no more than one. */
  balance(): Promise<Balance>;
  owed(): ReturnType<Services['invoices']['owed']>;
  subscription(): ReturnType<Services['purchases']['subscriptionOf']>;
  warnings(): ReturnType<Services['purchases']['warnings']['find']>;
  emailPreferences(): ReturnType<Services['emails']['preferences']>;
  autoTopUp(): ReturnType<Services['purchases']['topUps']['find']>;
  /** Of the asking key: once per request, too. */
  spendingPower(asked: Pick<SpenderAsked, 'apiKeyId' | 'concurrencyLimit'>): Promise<SpendingPower>;
}

type Read<Row, Id = string> = (ids: readonly Id[]) => Promise<readonly Row[]>;

const ownId = ({ id }: { readonly id: string }): string => id;

/** At most one row per id. */
function one<Row, Id = string>(read: Read<Row, Id>, idOf: (row: Row) => Id): DataLoader<Id, Row | undefined> {
  return new DataLoader(async (ids) => {
    const byId = new Map((await read(ids)).map((row) => [idOf(row), row]));
    return ids.map((id) => byId.get(id));
  });
}

/** Any number of rows per id, in the order they were read. */
function many<Row>(read: Read<Row>, idOf: (row: Row) => string | undefined): DataLoader<string, readonly Row[]> {
  return new DataLoader(async (ids) => {
    const byId = Map.groupBy(await read(ids), idOf);
    return ids.map((id) => byId.get(id) ?? []);
  });
}

function once<T>(read: () => Promise<T>): () => Promise<T> {
  let found: Promise<T> | undefined;
  return () => {
    found ??= read();
    return found;
  };
}

async function readBalance({ ledger }: Services, accountId: string): Promise<Balance> {
  const balance = await ledger.balance(accountId);
  if (balance === undefined) throw new Error(`account ${accountId} has no wallet`);
  return balance;
}

type Make<Loader> = (services: Services, accountId: string) => Loader;

/** How each is made: when it is asked for first, since most requests need one or two of them. */
const MAKE: { readonly [Name in keyof Loaders]: Make<Loaders[Name]> } = {
  generations: ({ generations }, accountId) => one((ids) => generations.byIds(accountId, ids), ownId),
  apiKeys: ({ keys }, accountId) => one((ids) => keys.byIds(accountId, ids), ownId),
  replacedSecrets: ({ keys }, accountId) =>
    many(
      (ids) => keys.replacedSecrets(accountId, ids),
      (secret) => secret.apiKeyId,
    ),
  endUsers: ({ generations }, accountId) =>
    one(
      (names) => generations.endUsers(accountId, names),
      ({ endUser }) => endUser,
    ),
  purchases: ({ purchases }, accountId) => one((ids) => purchases.byIds(accountId, ids), ownId),
  invoices: ({ invoices }, accountId) => one((ids) => invoices.byIds(accountId, ids), ownId),
  invoiceLines: ({ invoices }, accountId) =>
    many(
      (ids) => invoices.lines(accountId, ids),
      (line) => line.invoiceId,
    ),
  webhookEndpoints: ({ webhooks }, accountId) => one((ids) => webhooks.endpointsByIds(accountId, ids), ownId),
  lots: ({ ledger }, accountId) =>
    one(
      (numbers) => ledger.lots(accountId, numbers),
      (lot) => lot.number,
    ),
  keyUses: ({ ledger }) =>
    new DataLoader((asked) => ledger.keyUses(asked), {
      cacheKeyFn: ({ apiKeyId, startsAt, endsAt }) => `${apiKeyId} ${startsAt.getTime()} ${endsAt.getTime()}`,
    }),
  attempts: ({ generations }, accountId) =>
    many(
      (ids) => generations.attempts(accountId, ids),
      (attempt) => attempt.generationId,
    ),
  transactions: ({ ledger }, accountId) =>
    many(
      (ids) => ledger.transactionsOfGenerations(accountId, ids),
      (transaction) => transaction.generationId,
    ),
  transactionsOfSequences: ({ ledger }, accountId) =>
    one(
      (sequences) => ledger.transactionsOfSequences(accountId, sequences),
      (transaction) => transaction.sequence,
    ),
  spendingPower: ({ usage }, accountId) => {
    let power: Promise<SpendingPower> | undefined;
    return ({ apiKeyId, concurrencyLimit }) => {
      power ??= usage.spendingPower({ accountId, apiKeyId, concurrencyLimit });
      return power;
    };
  },
  balance: (services, accountId) => once(() => readBalance(services, accountId)),
  owed: ({ invoices }, accountId) => once(() => invoices.owed(accountId)),
  subscription: ({ purchases }, accountId) => once(() => purchases.subscriptionOf(accountId)),
  warnings: ({ purchases }, accountId) => once(() => purchases.warnings.find(accountId)),
  emailPreferences: ({ emails }, accountId) => once(() => emails.preferences(accountId)),
  autoTopUp: ({ purchases }, accountId) => once(() => purchases.topUps.find(accountId)),
};

class LoadersOfAccount {
  readonly services: Services;
  readonly accountId: string;

  constructor(services: Services, accountId: string) {
    this.services = services;
    this.accountId = accountId;
  }
}

for (const [name, make] of Object.entries<Make<unknown>>(MAKE)) {
  Object.defineProperty(LoadersOfAccount.prototype, name, {
    get(this: LoadersOfAccount) {
      const value = make(this.services, this.accountId);
      Object.defineProperty(this, name, { value });
      return value;
    },
  });
}

export function createLoaders(services: Services, accountId: string): Loaders {
  return new LoadersOfAccount(services, accountId) as unknown as Loaders;
}
