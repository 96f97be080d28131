// Transactions by keyset, newest first unless what is newer is asked for: a page costs the same however long the ledger is.
import type { Sql } from '../../database/index.ts';
import { type LedgerTables, toTransaction } from '../rows.ts';
import type { LedgerTransaction, TransactionType } from '../transaction.ts';
import { firstAfter, firstSince } from './sequence-bounds.ts';

export interface TransactionFilter {
  readonly types?: readonly TransactionType[];
  readonly generationId?: string;
  readonly apiKeyId?: string;
  readonly purchaseId?: string;
  /** Inclusive. */
  readonly createdFrom?: Date;
  /** Exclusive. */
  readonly createdBefore?: Date;
}

export interface TransactionPage {
  readonly accountId: string;
  readonly filter: TransactionFilter;
  /** At most this many, 1..101. */
  readonly limit: number;
  /** Only transactions older than this sequence number. */
  readonly beforeSequence?: bigint;
  /** Only transactions newer than this one: the oldest of them first. */
  readonly afterSequence?: bigint;
}

const ofAccount = (sql: Sql, accountId: string) =>
  sql.tables<LedgerTables>().selectFrom('ledger_transaction').where('accountId', '=', accountId);

export type TransactionQuery = ReturnType<typeof ofAccount>;

/** What the ledger cannot know of a transaction, such as its generation's model: a report asks for it, too. */
export type Narrowing = (query: TransactionQuery) => TransactionQuery;

const notNarrowed: Narrowing = (query) => query;

interface Asked {
  readonly accountId: string;
  readonly filter: TransactionFilter;
}

function matching(sql: Sql, { accountId, filter }: Asked): TransactionQuery {
  const { types, generationId, apiKeyId, purchaseId } = filter;
  let matches = within(ofAccount(sql, accountId), { accountId, filter });
  if (types !== undefined) matches = matches.where('type', 'in', [...types]);
  if (generationId !== undefined) matches = matches.where('generationId', '=', generationId);
  if (purchaseId !== undefined) matches = matches.where('purchaseId', '=', purchaseId);
  return apiKeyId === undefined ? matches : matches.where('apiKeyId', '=', apiKeyId);
}

function within(query: TransactionQuery, { accountId, filter }: Asked): TransactionQuery {
  const { createdFrom, createdBefore } = filter;
  let matches = query;
  if (createdFrom !== undefined) {
    matches = matches.where('createdAt', '>=', createdFrom).where('sequence', '>=', firstSince(accountId, createdFrom));
  }
  if (createdBefore === undefined) return matches;
  return matches.where('createdAt', '<', createdBefore).where('sequence', '<', firstAfter(accountId, createdBefore));
}

export async function readTransactions(
  sql: Sql,
  page: TransactionPage,
  narrow = notNarrowed,
): Promise<LedgerTransaction[]> {
  const { accountId, filter, limit, beforeSequence, afterSequence } = page;
  const query = narrow(matching(sql, { accountId, filter }));
  const older = beforeSequence === undefined ? query : query.where('sequence', '<', beforeSequence);
  const newer = afterSequence === undefined ? older : older.where('sequence', '>', afterSequence);
  const ordered = newer.selectAll().orderBy('sequence', afterSequence === undefined ? 'desc' : 'asc');
  return (await ordered.limit(limit).execute()).map(toTransaction);
}

export interface TransactionsAfter {
  readonly accountId: string;
  readonly afterSequence: bigint;
  /** Inclusive. */
  readonly createdFrom: Date;
  readonly limit: number;
}

/** Oldest first. */
export async function readTransactionsAfter(sql: Sql, asked: TransactionsAfter): Promise<LedgerTransaction[]> {
  const rows = await ofAccount(sql, asked.accountId)
    .where('sequence', '>', asked.afterSequence)
    .where('createdAt', '>=', asked.createdFrom)
    .selectAll()
    .orderBy('sequence')
    .limit(asked.limit)
    .execute();
  return rows.map(toTransaction);
}

/** Counts all matches; asked for only when a client selects totalCount. */
export async function countTransactions(
  sql: Sql,
  { accountId, filter }: Pick<TransactionPage, 'accountId' | 'filter'>,
  narrow = notNarrowed,
): Promise<number> {
  const { count } = await narrow(matching(sql, { accountId, filter }))
    .select(({ fn }) => fn.countAll<bigint>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
}

export async function readTransaction(
  sql: Sql,
  accountId: string,
  sequence: bigint,
): Promise<LedgerTransaction | undefined> {
  return (await readTransactionsOfSequences(sql, accountId, [sequence]))[0];
}

/** Many by their numbers, in no order; numbers that the account has not are left out. */
export async function readTransactionsOfSequences(
  sql: Sql,
  accountId: string,
  sequences: readonly bigint[],
): Promise<LedgerTransaction[]> {
  if (sequences.length === 0) return [];
  const rows = await ofAccount(sql, accountId)
    .where('sequence', 'in', [...sequences])
    .selectAll()
    .execute();
  return rows.map(toTransaction);
}

/** The transaction that was booked under an idempotency key, as the ledger knows it (with its prefix). */
export async function readTransactionOfKey(
  sql: Sql,
  accountId: string,
  idempotencyKey: string,
): Promise<LedgerTransaction | undefined> {
  const row = await ofAccount(sql, accountId)
    .where('idempotencyKey', '=', idempotencyKey)
    .selectAll()
    .executeTakeFirst();
  return row === undefined ? undefined : toTransaction(row);
}

/** The transactions of many generations at once, oldest first. */
export async function readTransactionsOfGenerations(
  sql: Sql,
  accountId: string,
  generationIds: readonly string[],
): Promise<LedgerTransaction[]> {
  if (generationIds.length === 0) return [];
  const rows = await ofAccount(sql, accountId)
    .where('generationId', 'in', [...generationIds])
    .selectAll()
    .orderBy('sequence')
    .execute();
  return rows.map(toTransaction);
}
