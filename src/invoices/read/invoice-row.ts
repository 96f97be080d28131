// Between the rows of `invoice` and Invoice.
import { add, microCredits, ZERO } from '../../money/index.ts';
import type { InvoiceStatus } from '../decide/decide-status.ts';
import type { Invoice, InvoiceLine } from './invoice.ts';

export interface InvoiceRow {
  readonly account_id: string;
  readonly id: string;
  readonly month: string;
  readonly credits: bigint;
  readonly carried_credits: bigint;
  readonly price: bigint;
  readonly currency: string;
  readonly carried_money: string;
  readonly total_minor_units: bigint;
  readonly carried_money_after: string;
  readonly status: InvoiceStatus;
  readonly days_until_due: number;
  readonly provider_invoice_id: string | null;
  readonly number: string | null;
  readonly pay_url: string | null;
  readonly asks: number;
  readonly created_at: Date;
  readonly issued_at: Date | null;
  readonly due_at: Date | null;
  readonly paid_at: Date | null;
  /** Minor units by payment. */
  readonly money_back: Readonly<Record<string, string>>;
}

export const INVOICE_COLUMNS = `account_id, id, month::text, credits, carried_credits, price, currency,
  carried_money::text, total_minor_units, carried_money_after::text, status, days_until_due, provider_invoice_id,
  number, pay_url, asks, created_at, issued_at, due_at, paid_at, money_back`;

export function toInvoice(row: InvoiceRow): Invoice {
  const credits = microCredits(row.credits);
  const carriedCredits = microCredits(row.carried_credits);
  return {
    accountId: row.account_id,
    id: row.id,
    month: row.month,
    status: row.status,
    credits,
    carriedCredits,
    price: { billionths: row.price, currency: row.currency },
    total: { minorUnits: row.total_minor_units, currency: row.currency },
    settles: row.total_minor_units === 0n ? ZERO : add(credits, carriedCredits),
    daysUntilDue: row.days_until_due,
    providerInvoiceId: row.provider_invoice_id ?? undefined,
    number: row.number ?? undefined,
    payUrl: row.pay_url ?? undefined,
    createdAt: row.created_at,
    issuedAt: row.issued_at ?? undefined,
    dueAt: row.due_at ?? undefined,
    paidAt: row.paid_at ?? undefined,
    moneyBack: { minorUnits: sumOf(row.money_back), currency: row.currency },
  };
}

const sumOf = (amounts: Readonly<Record<string, string>>): bigint =>
  Object.values(amounts).reduce((total, amount) => total + BigInt(amount), 0n);

export interface InvoiceLineRow {
  readonly invoice_id: string;
  readonly number: number;
  readonly kind: InvoiceLine['kind'];
  readonly day: string;
  readonly model: string | null;
  readonly count: number;
  readonly credits: bigint;
  readonly price: bigint;
}

export const INVOICE_LINE_COLUMNS = 'invoice_id, number, kind, day::text, model, count, credits, price';

export const toLine = ({ number, kind, day, model, count, credits, price }: InvoiceLineRow): InvoiceLine => ({
  number,
  kind,
  day,
  model: model ?? undefined,
  count,
  credits: microCredits(credits),
  billionths: price,
});
