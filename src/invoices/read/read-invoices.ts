// Invoices of an account, newest month first, by keyset.
import type { Sql } from '../../database/index.ts';
import { readCreditLine } from '../../ledger/index.ts';
import { type MicroCredits, microCredits, subtract, ZERO } from '../../money/index.ts';
import type { Invoice, InvoiceLine } from './invoice.ts';
import {
  INVOICE_COLUMNS,
  INVOICE_LINE_COLUMNS,
  type InvoiceLineRow,
  type InvoiceRow,
  toInvoice,
  toLine,
} from './invoice-row.ts';

export interface InvoicePage {
  readonly accountId: string;
  /** At most this many, 1..101. */
  readonly limit: number;
  /** Only months before this one, `YYYY-MM-01`. */
  readonly beforeMonth?: string;
}

export async function findInvoiceRow(sql: Sql, accountId: string, id: string): Promise<InvoiceRow | undefined> {
  const [row] = await sql.rows<InvoiceRow>(`select ${INVOICE_COLUMNS} from invoice where account_id = $1 and id = $2`, [
    accountId,
    id,
  ]);
  return row;
}

export async function listInvoices(sql: Sql, { accountId, limit, beforeMonth }: InvoicePage): Promise<Invoice[]> {
  const rows = await sql.rows<InvoiceRow>(
    `select ${INVOICE_COLUMNS} from invoice
     where account_id = $1 and ($2::date is null or invoice.month < $2) order by invoice.month desc limit $3`,
    [accountId, beforeMonth ?? null, limit],
  );
  return rows.map(toInvoice);
}

export async function readInvoices(sql: Sql, accountId: string, ids: readonly string[]): Promise<Invoice[]> {
  const rows = await sql.rows<InvoiceRow>(
    `select ${INVOICE_COLUMNS} from invoice where account_id = $1 and id = any($2::uuid[])`,
    [accountId, ids],
  );
  return rows.map(toInvoice);
}

export async function readUnpaid(sql: Sql, accountId: string): Promise<Invoice[]> {
  const rows = await sql.rows<InvoiceRow>(
    `select ${INVOICE_COLUMNS} from invoice
     where account_id = $1 and status in ('OPEN', 'OVERDUE', 'UNCOLLECTIBLE') order by invoice.month`,
    [accountId],
  );
  return rows.map(toInvoice);
}

/** Lines of many invoices at once, each in its order. */
export async function readInvoiceLines(
  sql: Sql,
  accountId: string,
  ids: readonly string[],
): Promise<(InvoiceLine & { readonly invoiceId: string })[]> {
  const rows = await sql.rows<InvoiceLineRow>(
    `select ${INVOICE_LINE_COLUMNS} from invoice_line
     where account_id = $1 and invoice_id = any($2::uuid[]) order by invoice_id, number`,
    [accountId, ids],
  );
  return rows.map((row) => ({ invoiceId: row.invoice_id, ...toLine(row) }));
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

const SUM_UNPAID = `select coalesce(sum(credits + carried_credits), 0)::text as credits from invoice
  where account_id = $1 and status in ('DRAFT', 'OPEN', 'OVERDUE', 'UNCOLLECTIBLE')`;

export async function readOwed(sql: Sql, accountId: string): Promise<Owed> {
  const line = await readCreditLine(sql, accountId);
  if (line === undefined) return { unbilled: ZERO, invoiced: ZERO, reserved: ZERO };
  const [row] = await sql.rows<{ credits: string }>(SUM_UNPAID, [accountId]);
  const invoiced = microCredits(BigInt(row?.credits ?? 0));
  return { unbilled: subtract(line.spent, invoiced), invoiced, reserved: line.reserved };
}
