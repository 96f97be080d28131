// Which payment pays which invoice (https://docs.stripe.com/api/invoice-payment/object).
import type Stripe from 'stripe';
import { newStripeId } from './stripe-ids.ts';
import type { Work } from './work.ts';

/** `attached`: an amount that was paid besides the invoice's own payment. */
export function addInvoicePayment(
  work: Work,
  invoice: Stripe.Invoice,
  { intent, attached }: { readonly intent: string; readonly attached?: number },
): Stripe.InvoicePayment {
  const id = newStripeId('inpay');
  const object: Stripe.InvoicePayment = {
    id,
    object: 'invoice_payment',
    amount_paid: null,
    amount_requested: attached ?? invoice.amount_due,
    created: work.seconds,
    currency: invoice.currency,
    invoice: invoice.id,
    is_default: attached === undefined,
    livemode: false,
    payment: { payment_intent: intent, type: 'payment_intent' },
    status: 'open',
    status_transitions: { canceled_at: null, paid_at: null },
  };
  work.save('invoice_payment', id, { object });
  return object;
}

/** Its own payment, however many tries it takes, and those that were attached. */
export async function findPaymentsOfInvoice(work: Work, invoice: string): Promise<Stripe.InvoicePayment[]> {
  const { invoicePayment, attachedPayments = [] } = await work.get('invoice', invoice);
  const ids = [...(invoicePayment === undefined ? [] : [invoicePayment]), ...attachedPayments];
  return (await work.findMany('invoice_payment', ids)).map(({ object }) => object);
}

export async function settleInvoicePayment(work: Work, id: string, status: 'paid' | 'canceled'): Promise<void> {
  const { object } = await work.get('invoice_payment', id);
  const isPaid = status === 'paid';
  const settled: Stripe.InvoicePayment = {
    ...object,
    amount_paid: isPaid ? object.amount_requested : null,
    status,
    status_transitions: isPaid
      ? { ...object.status_transitions, paid_at: work.seconds }
      : { ...object.status_transitions, canceled_at: work.seconds },
  };
  work.save('invoice_payment', id, { object: settled });
  if (isPaid) work.happened('invoice_payment.paid', settled);
}
