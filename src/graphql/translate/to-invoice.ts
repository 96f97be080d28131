import type { Invoice, InvoiceLine } from '../../invoices/index.ts';
import { toPublicId } from '../ids.ts';
import type { InvoiceLineType, InvoiceType } from '../types/invoice.ts';
import { toMoney } from './to-pack.ts';

const PRICE_DIGITS = 9;

export function toInvoice(invoice: Invoice): InvoiceType {
  const { accountId, id, number, month, status, credits, carriedCredits, price, total, payUrl } = invoice;
  const { createdAt, issuedAt, dueAt, paidAt, moneyBack } = invoice;
  return {
    __typename: 'Invoice',
    accountId,
    key: id,
    id: toPublicId('inv', id),
    number,
    month: month.slice(0, 7),
    status,
    credits,
    carriedCredits,
    creditPrice: decimalOf(price.billionths),
    total: toMoney(total),
    createdAt,
    issuedAt,
    dueAt,
    paidAt,
    moneyBack: moneyBack.minorUnits === 0n ? undefined : toMoney(moneyBack),
    payUrl,
  };
}

export function toInvoiceLine({ kind, day, model, count, credits, billionths }: InvoiceLine): InvoiceLineType {
  const what = kind === 'CHARGE' ? 'Generations' : 'Given back';
  return {
    day,
    model,
    description: `${what}: ${model ?? 'unknown model'}, ${day}`,
    count,
    credits,
    creditPrice: decimalOf(billionths),
  };
}

/** "1" or "0.000025". */
function decimalOf(billionths: bigint): string {
  const text = String(billionths).padStart(PRICE_DIGITS + 1, '0');
  return `${text.slice(0, -PRICE_DIGITS)}.${text.slice(-PRICE_DIGITS)}`.replace(/\.?0+$/, '');
}
