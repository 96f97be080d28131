// An invoice is paid: by a charge, by the customer's balance, or outside of Stripe; its subscription recovers.
import type Stripe from 'stripe';
import { changeCustomer, note } from './customer.ts';
import { customerOf, subscriptionOf } from './invoice.ts';
import { settleInvoicePayment } from './invoice-payment.ts';
import { applyUpdate, isOfPendingUpdate } from './pending-update.ts';
import { changeSubscription } from './subscription.ts';
import type { Work } from './work.ts';

/** By the invoice's own payment, by others that were attached, or outside of Stripe. */
export type Way = 'charged' | 'attached' | 'out_of_band';

export async function markPaid(work: Work, id: string, how: Way = 'charged'): Promise<void> {
  const stored = await work.get('invoice', id);
  const { object: invoice, invoicePayment } = stored;
  const isOutOfBand = how === 'out_of_band';
  const paid: Stripe.Invoice = {
    ...invoice,
    amount_paid: isOutOfBand ? invoice.amount_paid : invoice.amount_due,
    ...(isOutOfBand ? { amount_paid_off_stripe: invoice.amount_due - invoice.amount_paid } : {}),
    amount_remaining: 0,
    attempted: true,
    auto_advance: false,
    next_payment_attempt: null,
    status: 'paid',
    status_transitions: { ...invoice.status_transitions, paid_at: work.seconds },
  };
  work.save('invoice', id, { ...stored, object: paid });
  if (invoicePayment !== undefined) {
    await settleInvoicePayment(work, invoicePayment, how === 'charged' ? 'paid' : 'canceled');
  }
  work.happened('invoice.paid', paid);
  if (!isOutOfBand) work.happened('invoice.payment_succeeded', paid);
  await note(work, customerOf(invoice), { list: 'invoices', id, isThere: false });
  await changeCustomer(work, customerOf(invoice), () => ({ delinquent: false }));
  await recover(work, paid);
}

const WAITING = new Set<string>(['incomplete', 'past_due', 'unpaid']);

async function recover(work: Work, invoice: Stripe.Invoice): Promise<void> {
  const id = subscriptionOf(invoice);
  if (id === undefined) return;
  const { object } = await work.get('subscription', id);
  if (isOfPendingUpdate(object, invoice)) return applyUpdate(work, id);
  if (!WAITING.has(object.status) || object.latest_invoice !== invoice.id) return;
  await changeSubscription(work, id, { status: 'active' });
}
