// Closes an account's month: the invoice, its lines and what is carried on, in one transaction, once. Nothing here talks
// to anybody but the database; see issue-invoice.ts.
//
// What is billed goes by the ledger's numbers and not by dates: an invoice takes the transactions after the last
// billed one through the last one of the month, and the charges of the next hour for what was reserved by then. Numbers are
// given in the order of commits, so a charge that was booked even later is on the next invoice, with its own day, and none
// is missed or billed twice.
import { newId, type Sql, shardOf, type Transaction } from '../../database/index.ts';
import { lastSequenceBefore } from '../../ledger/index.ts';
import { type CreditLineUse, readCreditLineUse } from '../../usage/index.ts';
import type { CreditPrice, InvoiceDecision } from '../decide/decide-invoice.ts';
import { decideInvoice, differenceOf, minorUnitsPerUnit } from '../decide/decide-invoice.ts';
import { endOfMonth, endOfSettling, monthAfter } from '../decide/decide-month.ts';
import type { InvoiceTables } from '../entities.ts';
import type { InvoiceContext } from '../invoice-context.ts';
import {
  type DueMonth,
  findPostpaidAccount,
  lockPostpaidAccount,
  type PostpaidAccount,
  savePostpaidAccount,
} from './postpaid-account.ts';

type ClosingContext = Pick<InvoiceContext, 'database' | 'catalog' | 'terms' | 'now'>;

/** Closes a month that is over, unless somebody else has. */
export async function closeMonth(context: ClosingContext, { accountId, month }: DueMonth): Promise<'closed' | 'done'> {
  const prices = await pricesOf(context, { accountId, month });
  return shardOf(context.database, accountId).transaction(async (tx) => {
    const account = await lockPostpaidAccount(tx, accountId);
    if (account?.nextMonth !== month) return 'done';
    await closeLocked(tx, context, { account, prices });
    return 'closed';
  });
}

/** What a credit cost: each charge is priced by the book that was in force when it was made. */
interface Prices {
  /** When the month ended: what the invoice is written in. Undefined when the storefront had none. */
  readonly nominal: CreditPrice | undefined;
  readonly changes: readonly Date[];
  /** By how many of the changes had passed. */
  readonly ofPeriod: ReadonlyMap<number, CreditPrice | undefined>;
}

interface Closing {
  readonly account: PostpaidAccount;
  readonly prices: Prices;
}

async function closeLocked(tx: Transaction, context: ClosingContext, { account, prices }: Closing): Promise<void> {
  const { carriedCredits, carriedMoney, carriedPrice } = account;
  const { uses, throughSequence, lateSequence } = await usesOf(tx, account, prices.changes);
  const next = { ...account, nextMonth: monthAfter(account.nextMonth), throughSequence, lateSequence };
  if (uses.length === 0 && carriedCredits === 0n) {
    await savePostpaidAccount(tx, next);
    return;
  }
  const price = prices.nominal;
  if (price === undefined) throw new Error(`${account.nextMonth} is to be billed, and a credit had no price then`);
  const credits = uses.map(({ amount }) => amount);
  const parts = uses.map((use) => ({ credits: use.amount, price: priceOf(use, prices) }));
  const priceDifference = differenceOf([...parts, { credits: carriedCredits, price: carriedPrice }], price);
  const decision = decideInvoice({ credits, carriedCredits, price, carriedMoney, priceDifference });
  // What is carried on as it is needs no invoice of its own.
  if (uses.length === 0 && decision.total.minorUnits === 0n) {
    await savePostpaidAccount(tx, next);
    return;
  }
  await insertInvoice(tx, context, { account, throughSequence, uses, decision, price, prices, priceDifference });
  await savePostpaidAccount(tx, {
    ...next,
    carriedCredits: decision.carriedCredits,
    carriedMoney: decision.carriedMoney,
    carriedPrice: price,
  });
}

async function usesOf(sql: Sql, account: PostpaidAccount, changes: readonly Date[]) {
  const { accountId, throughSequence: afterSequence } = account;
  const before = endOfMonth(account.nextMonth);
  const throughSequence = await lastSequenceBefore(sql, { accountId, afterSequence, before });
  const lateBefore = endOfSettling(account.nextMonth);
  const lateSequence = await lastSequenceBefore(sql, { accountId, afterSequence: throughSequence, before: lateBefore });
  const billedLateSequence = account.lateSequence;
  const range = { accountId, afterSequence, throughSequence, lateSequence, billedLateSequence };
  return { uses: await readCreditLineUse(sql, range, changes), throughSequence, lateSequence };
}

function priceOf({ period }: CreditLineUse, { ofPeriod }: Prices): CreditPrice | undefined {
  if (!ofPeriod.has(period)) throw new Error('a charge was booked meanwhile; the next round closes the month');
  return ofPeriod.get(period);
}

/** Books are read before the lock is taken: the catalogue has connections of its own. */
async function pricesOf({ database, catalog }: ClosingContext, { accountId, month }: DueMonth): Promise<Prices> {
  const lastMoment = new Date(endOfMonth(month).getTime() - 1);
  const priceAt = async (moment: Date) => (await catalog.inForceAt(moment)).storefront.creditUnit.price;
  const changes = await catalog.changesUntil(lastMoment);
  const account = await findPostpaidAccount(database, accountId);
  const { uses } = account === undefined ? { uses: [] } : await usesOf(database, account, changes);
  const ofPeriod = new Map<number, CreditPrice | undefined>();
  for (const period of new Set(uses.map((use) => use.period))) {
    ofPeriod.set(period, await priceAt(changes[period - 1] ?? changes[0] ?? lastMoment));
  }
  return { nominal: await priceAt(lastMoment), changes, ofPeriod };
}

interface NewInvoice {
  readonly account: PostpaidAccount;
  readonly throughSequence: bigint;
  readonly uses: readonly CreditLineUse[];
  readonly decision: InvoiceDecision;
  readonly price: CreditPrice;
  readonly prices: Prices;
  readonly priceDifference: bigint;
}

/** Of one statement: it has nine parameters a line, and PostgreSQL takes 65,535. */
const MOST_LINES = 1_000;

async function insertInvoice(
  tx: Transaction,
  { terms, now: clock }: ClosingContext,
  { account, throughSequence, uses, decision, price, prices, priceDifference }: NewInvoice,
): Promise<void> {
  const { accountId } = account;
  const id = newId();
  const now = clock();
  const isSent = decision.total.minorUnits > 0n;
  const tables = tx.tables<InvoiceTables>();
  await tables
    .insertInto('invoice')
    .values({
      accountId,
      id,
      month: account.nextMonth,
      afterSequence: account.throughSequence,
      throughSequence,
      credits: decision.credits,
      carriedCredits: account.carriedCredits,
      price: price.billionths,
      currency: price.currency,
      minorUnitsPerUnit: Number(minorUnitsPerUnit(price.currency)),
      carriedMoney: account.carriedMoney,
      priceDifference,
      totalMinorUnits: decision.total.minorUnits,
      carriedMoneyAfter: decision.carriedMoney,
      status: isSent ? 'DRAFT' : 'PAID',
      daysUntilDue: terms.daysUntilDue,
      nextAskAt: isSent ? now : null,
      createdAt: now,
      paidAt: isSent ? null : now,
    })
    .execute();
  // What was charged and given back on one day and model is two lines; nothing is a line of zero.
  const lines = uses
    .filter(({ amount }) => amount !== 0n)
    .map((use, index) => {
      const { kind, day, model, count, amount: credits } = use;
      const own = billionthsOf(priceOf(use, prices), price);
      return { accountId, invoiceId: id, number: index + 1, kind, day, model, count, credits, price: own };
    });
  for (let from = 0; from < lines.length; from += MOST_LINES) {
    await tables
      .insertInto('invoice_line')
      .values(lines.slice(from, from + MOST_LINES))
      .execute();
  }
}

/** One in another currency was not priced by: see `differenceOf`. */
const billionthsOf = (own: CreditPrice | undefined, nominal: CreditPrice): bigint =>
  own?.currency === nominal.currency ? own.billionths : nominal.billionths;
