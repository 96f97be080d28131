// Pays a part of an invoice with a payment that was made besides its own
// (https://docs.stripe.com/invoicing/partial-payments).
import { refuse } from './api-answer.ts';
import { customerOf } from './invoice.ts';
import { addInvoicePayment, settleInvoicePayment } from './invoice-payment.ts';
import { markPaid } from './mark-paid.ts';
import type { StoredIntent, StoredInvoice } from './stored-objects.ts';
import { idOf, type Work } from './work.ts';

export async function attachPayment(work: Work, stored: StoredInvoice, paid: StoredIntent): Promise<void> {
  refuseAttachment(stored, paid);
  const { object: before, attachedPayments = [] } = stored;
  const { id: intent, amount_received: amount } = paid.object;
  const link = addInvoicePayment(work, before, { intent, attached: amount });
  const object = {
    ...before,
    amount_paid: before.amount_paid + amount,
    amount_remaining: before.amount_remaining - amount,
  };
  work.save('invoice', before.id, { ...stored, object, attachedPayments: [...attachedPayments, link.id] });
  work.save('payment_intent', intent, { ...paid, invoice: before.id });
  await settleInvoicePayment(work, link.id, 'paid');
  if (object.amount_remaining === 0) return markPaid(work, before.id, 'attached');
  await askForRest(work, stored, object.amount_remaining);
}

/** The invoice's own payment asks for what is left. */
async function askForRest(work: Work, { paymentIntent, invoicePayment }: StoredInvoice, rest: number): Promise<void> {
  if (paymentIntent !== null) {
    const own = await work.get('payment_intent', paymentIntent);
    work.save('payment_intent', paymentIntent, { ...own, object: { ...own.object, amount: rest } });
  }
  if (invoicePayment !== undefined) {
    const { object } = await work.get('invoice_payment', invoicePayment);
    work.save('invoice_payment', invoicePayment, { object: { ...object, amount_requested: rest } });
  }
}

function refuseAttachment({ object: invoice }: StoredInvoice, { object: intent, invoice: other }: StoredIntent): void {
  if (invoice.status !== 'open') {
    throw refuse('You can only attach payments to open invoices.', { code: 'invoice_not_editable' });
  }
  if (other !== undefined) throw refuse('This PaymentIntent pays an invoice already.', { param: 'payment_intent' });
  if (intent.currency !== invoice.currency || idOf(intent.customer) !== customerOf(invoice)) {
    throw refuse('The PaymentIntent must be of the customer and in the currency of the invoice.', {
      param: 'payment_intent',
    });
  }
  if (intent.status !== 'succeeded') {
    throw refuse('The simulator attaches payments that have succeeded.', { param: 'payment_intent' });
  }
  if (intent.amount_received > invoice.amount_remaining) {
    throw refuse('The PaymentIntent is of more than what remains to be paid.', { param: 'payment_intent' });
  }
}
