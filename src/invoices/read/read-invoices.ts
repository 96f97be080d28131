// Invoices of an account, newest month first, by keyset.
import { type Sql, withoutNulls } from '../../database/index.ts';
import { readCreditLine } from '../../ledger/index.ts';
import { type MicroCredits, microCredits, subtract, ZERO } from '../../money/index.ts';
import type { InvoiceStatus } from '../decide/decide-status.ts';
import { InvoiceEntity, InvoiceLineEntity, type InvoiceTables } from '../entities.ts';
import { type Invoice, type InvoiceLine, toInvoice } from './invoice.ts';

export interface InvoicePage {
  readonly accountId: string;
  /** At most this many, 1..101. */
  readonly limit: number;
  /** Only months before this one, `YYYY-MM-01`. */
  readonly beforeMonth?: string;
}

/** Sent and not paid. */
export const UNPAID: readonly InvoiceStatus[] = ['OPEN', 'OVERDUE', 'UNCOLLECTIBLE'];

/** As it stands for this statement, also in a transaction that changes it. */
export async function findInvoice(sql: Sql, accountId: string, id: string): Promise<Invoice | undefined> {
  const row = await sql
    .tables<InvoiceTables>()
    .selectFrom('invoice')
    .selectAll()
    .where('accountId', '=', accountId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? undefined : toInvoice(withoutNulls(row));
}

export async function listInvoices(sql: Sql, { accountId, limit, beforeMonth }: InvoicePage): Promise<Invoice[]> {
  const where = { accountId, ...(beforeMonth === undefined ? {} : { month: { $lt: beforeMonth } }) };
  return (await sql.em().find(InvoiceEntity, where, { orderBy: { month: 'desc' }, limit }))
    .map(withoutNulls)
    .map(toInvoice);
}

export async function readInvoices(sql: Sql, accountId: string, ids: readonly string[]): Promise<Invoice[]> {
  return (await sql.em().find(InvoiceEntity, { accountId, id: { $in: [...ids] } })).map(withoutNulls).map(toInvoice);
}

export async function readUnpaid(sql: Sql, accountId: string): Promise<Invoice[]> {
  const where = { accountId, status: { $in: UNPAID } };
  return (await sql.em().find(InvoiceEntity, where, { orderBy: { month: 'asc' } })).map(withoutNulls).map(toInvoice);
}

/** Lines of many invoices at once, each in its order. */
export async function readInvoiceLines(sql: Sql, accountId: string, ids: readonly string[]): Promise<InvoiceLine[]> {
  const where = { accountId, invoiceId: { $in: [...ids] } };
  const inOrder = { orderBy: { invoiceId: 'asc', number: 'asc' } } as const;
  return (await sql.em().find(InvoiceLineEntity, where, inOrder)).map(withoutNulls);
}

/** What a postpaid account owes, in micro-credits. */
export interface Owed {
  /** Charged and on no invoice that is to be paid; below zero when more was given back than charged. */
  readonly unbilled: MicroCredits;
  /** On invoices that are not paid. */
  readonly invoiced: MicroCredits;
  /** Set aside on the credit line for work in flight. */
  readonly reserved: MicroCredits;
}

/** Drafts, too: what was closed is owed before it is sent. */
const toBePaid = (sql: Sql, accountId: string) =>
  sql
    .tables<InvoiceTables>()
    .selectFrom('invoice')
    .where('accountId', '=', accountId)
    .where('status', 'in', ['DRAFT', ...UNPAID]);

export async function readOwed(sql: Sql, accountId: string): Promise<Owed> {
  const line = await readCreditLine(sql, accountId);
  if (line === undefined) return { unbilled: ZERO, invoiced: ZERO, reserved: ZERO };
  const { sum } = await toBePaid(sql, accountId)
    // Sums of bigint are numeric, which arrives as text; null when there is nothing.
    .select((eb) => eb.fn.sum<string | null>(eb('credits', '+', eb.ref('carriedCredits'))).as('sum'))
    .executeTakeFirstOrThrow();
  const invoiced = microCredits(BigInt(sum ?? 0));
  return { unbilled: subtract(line.spent, invoiced), invoiced, reserved: line.reserved };
}

export async function hasUnpaidInvoice(sql: Sql, accountId: string): Promise<boolean> {
  return (await toBePaid(sql, accountId).select('id').limit(1).execute()).length > 0;
}
