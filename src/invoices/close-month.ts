// Closes an account's month: the invoice, its lines and what is carried on, in one transaction, once. Nothing here talks
// to anybody but the database; see issue-invoice.ts.
//
// What is billed is told by the ledger's numbers and not by dates: an invoice takes the transactions after the last
// billed one through the last one of the month. Numbers are given in the order of commits, so a charge that a slow
// gateway booked late is on the next invoice, with its own day, and none is missed or billed twice.
import { newId, type Transaction } from '../database/index.ts';
import { type CreditLineUse, lastSequenceBefore, readCreditLineUse } from '../ledger/index.ts';
import type { CreditPrice, InvoiceDecision } from './decide-invoice.ts';
import { decideInvoice, minorUnitsPerUnit } from './decide-invoice.ts';
import { endOfMonth, monthAfter } from './decide-month.ts';
import type { InvoiceContext } from './invoice-context.ts';
import { type DueMonth, lockPostpaidAccount, type PostpaidAccount, savePostpaidAccount } from './postpaid-account.ts';

type ClosingContext = Pick<InvoiceContext, 'database' | 'catalog' | 'terms' | 'now'>;

/** Closes a month that is over, unless somebody else has. */
export async function closeMonth(context: ClosingContext, { accountId, month }: DueMonth): Promise<'closed' | 'done'> {
  const price = await priceIn(context, month);
  return context.database.transaction(async (tx) => {
    const account = await lockPostpaidAccount(tx, accountId);
    if (account?.nextMonth !== month) return 'done';
    await closeLocked(tx, context, { account, price });
    return 'closed';
  });
}

interface Closing {
  readonly account: PostpaidAccount;
  /** Undefined when the storefront had none. */
  readonly price: CreditPrice | undefined;
}

async function closeLocked(tx: Transaction, context: ClosingContext, { account, price }: Closing): Promise<void> {
  const { accountId, throughSequence: afterSequence, carriedCredits, carriedMoney } = account;
  const before = endOfMonth(account.nextMonth);
  const throughSequence = await lastSequenceBefore(tx, { accountId, afterSequence, before });
  const uses = await readCreditLineUse(tx, { accountId, afterSequence, throughSequence });
  const next = { ...account, nextMonth: monthAfter(account.nextMonth), throughSequence };
  if (uses.length === 0 && carriedCredits === 0n) {
    savePostpaidAccount(tx, next);
    return;
  }
  if (price === undefined) throw new Error(`${account.nextMonth} is to be billed, and a credit had no price then`);
  const credits = uses.map(({ amount }) => amount);
  const decision = decideInvoice({ credits, carriedCredits, price, carriedMoney });
  // What is carried on as it is needs no invoice of its own.
  if (uses.length === 0 && decision.total.minorUnits === 0n) {
    savePostpaidAccount(tx, next);
    return;
  }
  insertInvoice(tx, context, { account, throughSequence, uses, decision, price });
  savePostpaidAccount(tx, {
    ...next,
    carriedCredits: decision.carriedCredits,
    carriedMoney: decision.carriedMoney,
  });
}

/** Of the price book that was in force when the month ended; the storefront says it (creditUnit.price). */
async function priceIn({ catalog }: ClosingContext, month: string): Promise<CreditPrice | undefined> {
  const book = await catalog.inForceAt(new Date(endOfMonth(month).getTime() - 1));
  return book.storefront.creditUnit.price;
}

interface NewInvoice {
  readonly account: PostpaidAccount;
  readonly throughSequence: bigint;
  readonly uses: readonly CreditLineUse[];
  readonly decision: InvoiceDecision;
  readonly price: CreditPrice;
}

const INSERT_INVOICE = `insert into invoice (account_id, id, month, after_sequence, through_sequence, credits,
    carried_credits, price, currency, minor_units_per_unit, carried_money, total_minor_units, carried_money_after, status,
    days_until_due, next_ask_at, created_at, paid_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`;

const INSERT_LINES = `insert into invoice_line (account_id, invoice_id, number, kind, day, model, count, credits)
  select $1, $2, number, kind, day, model, count, credits
  from unnest($3::text[], $4::date[], $5::text[], $6::int[], $7::bigint[])
    with ordinality as line (kind, day, model, count, credits, number)`;

function insertInvoice(tx: Transaction, { terms, now: clock }: ClosingContext, invoice: NewInvoice): void {
  const { account, throughSequence, uses, decision, price } = invoice;
  const { accountId } = account;
  const id = newId();
  const now = clock();
  const isSent = decision.total.minorUnits > 0n;
  tx.send(INSERT_INVOICE, [
    accountId,
    id,
    account.nextMonth,
    account.throughSequence,
    throughSequence,
    decision.credits,
    account.carriedCredits,
    price.billionths,
    price.currency,
    Number(minorUnitsPerUnit(price.currency)),
    String(account.carriedMoney),
    decision.total.minorUnits,
    String(decision.carriedMoney),
    isSent ? 'DRAFT' : 'PAID',
    terms.daysUntilDue,
    isSent ? now : null,
    now,
    isSent ? null : now,
  ]);
  // What was charged and given back on one day and model is two lines; nothing is a line of zero.
  const lines = uses.filter(({ amount }) => amount !== 0n);
  tx.send(INSERT_LINES, [
    accountId,
    id,
    lines.map(({ kind }) => kind),
    lines.map(({ day }) => day),
    lines.map(({ model }) => model ?? null),
    lines.map(({ count }) => count),
    lines.map(({ amount }) => amount),
  ]);
}
