// How far an account is billed, and what its next invoice takes over. Its row is locked before its invoices change.
import type { Sql, Transaction } from '../../database/index.ts';
import { type MicroCredits, microCredits } from '../../money/index.ts';
import type { CreditPrice } from '../decide/decide-invoice.ts';

export interface PostpaidAccount {
  readonly accountId: string;
  /** The month that is closed next, `YYYY-MM-01`. */
  readonly nextMonth: string;
  /** Transactions up to this number are billed. */
  readonly throughSequence: bigint;
  /** Up to this number, charges of what was reserved up to throughSequence are billed, too. */
  readonly lateSequence: bigint;
  readonly carriedCredits: MicroCredits;
  /** In 1e-15 of the currency's unit. */
  readonly carriedMoney: bigint;
  /** Of a carried credit; undefined: whatever the next invoice says. */
  readonly carriedPrice: CreditPrice | undefined;
}

interface PostpaidAccountRow {
  readonly account_id: string;
  readonly next_month: string;
  readonly through_sequence: bigint;
  readonly late_sequence: bigint;
  readonly carried_credits: bigint;
  readonly carried_money: string;
  readonly carried_price: bigint | null;
  readonly carried_currency: string | null;
}

const COLUMNS = `account_id, next_month::text, through_sequence, late_sequence, carried_credits, carried_money::text,
  carried_price, carried_currency`;

/** Undefined when the account was never postpaid. */
export async function lockPostpaidAccount(tx: Transaction, accountId: string): Promise<PostpaidAccount | undefined> {
  const [row] = await tx.rows<PostpaidAccountRow>(
    `select ${COLUMNS} from postpaid_account where account_id = $1 for update`,
    [accountId],
  );
  if (row === undefined) return undefined;
  return toPostpaidAccount(row);
}

/** As it stands, without its lock: for what has to be looked up before the lock is taken. */
export async function findPostpaidAccount(sql: Sql, accountId: string): Promise<PostpaidAccount | undefined> {
  const [row] = await sql.rows<PostpaidAccountRow>(`select ${COLUMNS} from postpaid_account where account_id = $1`, [
    accountId,
  ]);
  return row === undefined ? undefined : toPostpaidAccount(row);
}

function toPostpaidAccount(row: PostpaidAccountRow): PostpaidAccount {
  return {
    accountId: row.account_id,
    nextMonth: row.next_month,
    throughSequence: row.through_sequence,
    lateSequence: row.late_sequence,
    carriedCredits: microCredits(row.carried_credits),
    carriedMoney: BigInt(row.carried_money),
    carriedPrice:
      row.carried_price === null || row.carried_currency === null
        ? undefined
        : { billionths: row.carried_price, currency: row.carried_currency },
  };
}

/** An account that was postpaid before goes on where it was. */
export async function openPostpaidAccount(
  tx: Transaction,
  opened: Pick<PostpaidAccount, 'accountId' | 'nextMonth' | 'throughSequence'> & { readonly now: Date },
): Promise<void> {
  await tx.rows(
    `insert into postpaid_account (account_id, next_month, through_sequence, created_at) values ($1, $2, $3, $4)
     on conflict (account_id) do nothing`,
    [opened.accountId, opened.nextMonth, opened.throughSequence, opened.now],
  );
}

export function savePostpaidAccount(tx: Transaction, account: PostpaidAccount): void {
  tx.send(
    `update postpaid_account set next_month = $2, through_sequence = $3, carried_credits = $4, carried_money = $5,
       carried_price = $6, carried_currency = $7, late_sequence = $8
     where account_id = $1`,
    [
      account.accountId,
      account.nextMonth,
      account.throughSequence,
      account.carriedCredits,
      String(account.carriedMoney),
      account.carriedPrice?.billionths ?? null,
      account.carriedPrice?.currency ?? null,
      account.lateSequence,
    ],
  );
}

/** A month of an account that is over and not closed. */
export interface DueMonth {
  readonly accountId: string;
  /** `YYYY-MM-01`. */
  readonly month: string;
}

/** Those that wait longest first. */
export async function findDueMonths(sql: Sql, lastMonth: string, limit: number): Promise<DueMonth[]> {
  const rows = await sql.rows<{ account_id: string; next_month: string }>(
    'select account_id, next_month::text from postpaid_account where next_month <= $1 order by next_month limit $2',
    [lastMonth, limit],
  );
  return rows.map((row) => ({ accountId: row.account_id, month: row.next_month }));
}
