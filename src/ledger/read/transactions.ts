// Transactions, newest first, by keyset: a page costs the same however long the ledger is.
import type { Sql } from '../../database/index.ts';
import type { LedgerTransaction, TransactionType } from '../transaction.ts';
import { TRANSACTION_COLUMNS, type TransactionRow, toTransaction } from '../transaction-row.ts';

export interface TransactionFilter {
  readonly types?: readonly TransactionType[];
  /** Generations of these models only. */
  readonly models?: readonly string[];
  readonly generationId?: string;
  readonly apiKeyId?: string;
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
}

/** A filter that is absent is null and costs nothing: the planner sees a constant. */
const CONDITIONS = `account_id = $1
  and ($2::text[] is null or type = any($2))
  and ($3::text[] is null or exists (select from generation g
    where g.account_id = t.account_id and g.id = t.generation_id and g.model = any($3)))
  and ($4::uuid is null or generation_id = $4)
  and ($5::uuid is null or api_key_id = $5)
  and ($6::timestamptz is null or created_at >= $6)
  and ($7::timestamptz is null or created_at < $7)`;

function filterValues(accountId: string, filter: TransactionFilter): unknown[] {
  return [
    accountId,
    filter.types,
    filter.models,
    filter.generationId,
    filter.apiKeyId,
    filter.createdFrom,
    filter.createdBefore,
  ];
}

export async function readTransactions(sql: Sql, page: TransactionPage): Promise<LedgerTransaction[]> {
  const rows = await sql.rows<TransactionRow>(
    `select ${TRANSACTION_COLUMNS} from ledger_transaction t where ${CONDITIONS}
       and ($8::bigint is null or sequence < $8) order by sequence desc limit $9`,
    [...filterValues(page.accountId, page.filter), page.beforeSequence, page.limit],
  );
  return rows.map(toTransaction);
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
  const rows = await sql.rows<TransactionRow>(
    `select ${TRANSACTION_COLUMNS} from ledger_transaction
       where account_id = $1 and sequence > $2 and created_at >= $3 order by sequence limit $4`,
    [asked.accountId, asked.afterSequence, asked.createdFrom, asked.limit],
  );
  return rows.map(toTransaction);
}

/** Counts all matches; asked for only when a client selects totalCount. */
export async function countTransactions(sql: Sql, accountId: string, filter: TransactionFilter): Promise<number> {
  const [row] = await sql.rows<{ count: bigint }>(
    `select count(*) as count from ledger_transaction t where ${CONDITIONS}`,
    filterValues(accountId, filter),
  );
  return Number(row?.count ?? 0);
}

export async function readTransaction(
  sql: Sql,
  accountId: string,
  sequence: bigint,
): Promise<LedgerTransaction | undefined> {
  const rows = await sql.rows<TransactionRow>(
    `select ${TRANSACTION_COLUMNS} from ledger_transaction where account_id = $1 and sequence = $2`,
    [accountId, sequence],
  );
  return rows.map(toTransaction)[0];
}

/** Many by their numbers, in no order; numbers that the account has not are left out. */
export async function readTransactionsOfSequences(
  sql: Sql,
  accountId: string,
  sequences: readonly bigint[],
): Promise<LedgerTransaction[]> {
  const rows = await sql.rows<TransactionRow>(
    `select ${TRANSACTION_COLUMNS} from ledger_transaction where account_id = $1 and sequence = any($2::bigint[])`,
    [accountId, sequences],
  );
  return rows.map(toTransaction);
}

/** The transaction that was booked under an idempotency key, as the ledger knows it (with its prefix). */
export async function readTransactionOfKey(
  sql: Sql,
  accountId: string,
  idempotencyKey: string,
): Promise<LedgerTransaction | undefined> {
  const rows = await sql.rows<TransactionRow>(
    `select ${TRANSACTION_COLUMNS} from ledger_transaction where account_id = $1 and idempotency_key = $2`,
    [accountId, idempotencyKey],
  );
  return rows.map(toTransaction)[0];
}

/** The transactions of many generations at once, oldest first. */
export async function readTransactionsOfGenerations(
  sql: Sql,
  accountId: string,
  generationIds: readonly string[],
): Promise<LedgerTransaction[]> {
  const rows = await sql.rows<TransactionRow>(
    `select ${TRANSACTION_COLUMNS} from ledger_transaction
       where account_id = $1 and generation_id = any($2::uuid[]) order by sequence`,
    [accountId, generationIds],
  );
  return rows.map(toTransaction);
}
