// How far an account is billed, and what its next invoice takes over. Its row is locked before its invoices change.
import { type RowOf, type Sql, type StoredRow, type Transaction, withoutNulls } from '../../database/index.ts';
import type { CreditPrice } from '../decide/decide-invoice.ts';
import type { InvoiceTables, PostpaidAccountEntity } from '../entities.ts';

export interface PostpaidAccount
  extends Omit<RowOf<typeof PostpaidAccountEntity>, 'carriedPrice' | 'carriedCurrency' | 'createdAt'> {
  /** Of a carried credit; undefined: whatever the next invoice says. */
  readonly carriedPrice: CreditPrice | undefined;
}

const ofAccount = (sql: Sql, accountId: string) =>
  sql.tables<InvoiceTables>().selectFrom('postpaid_account').selectAll().where('accountId', '=', accountId);

/** Undefined when the account was never postpaid. */
export async function lockPostpaidAccount(tx: Transaction, accountId: string): Promise<PostpaidAccount | undefined> {
  const row = await ofAccount(tx, accountId).forUpdate().executeTakeFirst();
  return row === undefined ? undefined : toPostpaidAccount(row);
}

/** As it stands, without its lock: for what has to be looked up before the lock is taken. */
export async function findPostpaidAccount(sql: Sql, accountId: string): Promise<PostpaidAccount | undefined> {
  const row = await ofAccount(sql, accountId).executeTakeFirst();
  return row === undefined ? undefined : toPostpaidAccount(row);
}

/** A price is in two columns. */
function toPostpaidAccount(row: StoredRow<typeof PostpaidAccountEntity>): PostpaidAccount {
  const { carriedPrice, carriedCurrency, createdAt: _createdAt, ...account } = withoutNulls(row);
  const hasPrice = carriedPrice !== undefined && carriedCurrency !== undefined;
  return {
    ...account,
    carriedPrice: hasPrice ? { billionths: carriedPrice, currency: carriedCurrency } : undefined,
  };
}

/** An account that was postpaid before goes on where it was. */
export async function openPostpaidAccount(
  tx: Transaction,
  {
    accountId,
    nextMonth,
    throughSequence,
    now,
  }: Pick<PostpaidAccount, 'accountId' | 'nextMonth' | 'throughSequence'> & { readonly now: Date },
): Promise<void> {
  await tx
    .tables<InvoiceTables>()
    .insertInto('postpaid_account')
    .values({ accountId, nextMonth, throughSequence, createdAt: now })
    .onConflict((conflict) => conflict.column('accountId').doNothing())
    .execute();
}

export async function savePostpaidAccount(
  tx: Transaction,
  { accountId, carriedPrice, ...account }: PostpaidAccount,
): Promise<void> {
  await tx
    .tables<InvoiceTables>()
    .updateTable('postpaid_account')
    .set({
      ...account,
      carriedPrice: carriedPrice?.billionths ?? null,
      carriedCurrency: carriedPrice?.currency ?? null,
    })
    .where('accountId', '=', accountId)
    .execute();
}

/** A month of an account that is over and not closed. */
export interface DueMonth {
  readonly accountId: string;
  /** `YYYY-MM-01`. */
  readonly month: string;
}

/** Those that wait longest first. */
export function findDueMonths(sql: Sql, lastMonth: string, limit: number): Promise<DueMonth[]> {
  return sql
    .tables<InvoiceTables>()
    .selectFrom('postpaid_account')
    .select(['accountId', 'nextMonth as month'])
    .where('nextMonth', '<=', lastMonth)
    .orderBy('nextMonth')
    .limit(limit)
    .execute();
}
