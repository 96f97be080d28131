// Publishes what became of an invoice, in the transaction that moves it on. The caller holds the lock of the postpaid account.
import { type Transaction, toPublicId } from '../../database/index.ts';
import { formatCredits, formatMoney } from '../../money/index.ts';
import { type InvoiceEventData, publishEvents } from '../../webhooks/index.ts';
import { decideInvoiceEvents } from '../decide/decide-events.ts';
import type { InvoiceStatus } from '../decide/decide-status.ts';
import type { Invoice } from '../read/invoice.ts';

export interface Moved {
  readonly from: InvoiceStatus;
  readonly now: Date;
}

/** `invoice` as it is afterwards. */
export function publishInvoiceEvents(tx: Transaction, invoice: Invoice, { from, now }: Moved): void {
  const data = toData(invoice);
  publishEvents(
    tx,
    decideInvoiceEvents(from, invoice.status).map((kind) => ({
      accountId: invoice.accountId,
      type: `invoice.${kind}` as const,
      data,
      occurredAt: now,
    })),
  );
}

function toData({ id, month, number, settles, total, dueAt, payUrl }: Invoice): InvoiceEventData {
  return {
    invoiceId: toPublicId('inv', id),
    month: month.slice(0, 7),
    number: number ?? null,
    credits: formatCredits(settles),
    total: { amount: formatMoney(total), currency: total.currency },
    dueAt: dueAt?.toISOString() ?? null,
    payUrl: payUrl ?? null,
  };
}
