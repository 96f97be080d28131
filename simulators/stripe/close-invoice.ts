// Sends an open invoice, or gives it up (https://docs.stripe.com/invoicing/overview#invoice-statuses).
import type Stripe from 'stripe';
import { refuse } from './api-answer.ts';
import { changeCustomer, note } from './customer.ts';
import { finalizeInvoice } from './finalize-invoice.ts';
import { customerOf, subscriptionOf } from './invoice.ts';
import { settleInvoicePayment } from './invoice-payment.ts';
import { discardUpdate, isOfPendingUpdate } from './pending-update.ts';
import type { WriteCall } from './route.ts';
import type { StoredInvoice } from './stored-objects.ts';
import type { Work } from './work.ts';

const EVENTS = { void: 'invoice.voided', uncollectible: 'invoice.marked_uncollectible' } as const;
const CLOSABLE = { void: ['open', 'uncollectible'], uncollectible: ['open'] } as const;

/** `void`: as if it had never been sent. `uncollectible`: nobody expects the money any more, though it may still come. */
export async function closeInvoice(work: Work, id: string, status: 'void' | 'uncollectible'): Promise<Stripe.Invoice> {
  const stored = await work.need('invoice', id, 'invoice');
  const { object: invoice } = stored;
  const allowed: readonly string[] = CLOSABLE[status];
  if (!allowed.includes(String(invoice.status))) {
    const message = `You can only mark invoices as ${status} that are ${allowed.join(' or ')}; this one is ${String(invoice.status)}.`;
    throw refuse(message, { code: 'status_transition_invalid' });
  }
  const moment = status === 'void' ? { voided_at: work.seconds } : { marked_uncollectible_at: work.seconds };
  const closed: Stripe.Invoice = {
    ...invoice,
    auto_advance: false,
    next_payment_attempt: null,
    status,
    status_transitions: { ...invoice.status_transitions, ...moment },
  };
  work.save('invoice', id, { ...stored, object: closed });
  work.happened(EVENTS[status], closed);
  if (status === 'void') {
    await cancelPayment(work, stored);
    await giveBackBalance(work, closed);
    await dropUpdate(work, closed);
  }
  await note(work, customerOf(closed), { list: 'invoices', id, isThere: false });
  return closed;
}

/** What the customer's balance paid of it. */
async function giveBackBalance(work: Work, invoice: Stripe.Invoice): Promise<void> {
  const used = (invoice.ending_balance ?? 0) - invoice.starting_balance;
  if (used !== 0) await changeCustomer(work, customerOf(invoice), ({ balance }) => ({ balance: balance - used }));
}

/** A change that waited for the payment will not come. */
async function dropUpdate(work: Work, invoice: Stripe.Invoice): Promise<void> {
  const id = subscriptionOf(invoice);
  if (id === undefined) return;
  const { object } = await work.get('subscription', id);
  if (isOfPendingUpdate(object, invoice)) await discardUpdate(work, id);
}

async function cancelPayment(work: Work, { paymentIntent, invoicePayment }: StoredInvoice): Promise<void> {
  if (invoicePayment !== undefined) await settleInvoicePayment(work, invoicePayment, 'canceled');
  if (paymentIntent === null) return;
  const intent = await work.get('payment_intent', paymentIntent);
  const object: Stripe.PaymentIntent = {
    ...intent.object,
    canceled_at: work.seconds,
    cancellation_reason: 'void_invoice',
    status: 'canceled',
  };
  work.save('payment_intent', object.id, { ...intent, object });
  work.happened('payment_intent.canceled', object);
}

/** Says that the e-mail went out; a draft is finalised first. */
export async function sendInvoice({ id, work }: WriteCall): Promise<Stripe.Invoice> {
  const { object } = await work.need('invoice', id, 'invoice');
  if (object.collection_method !== 'send_invoice') {
    throw refuse('You can only manually send an invoice if its collection method is set to `send_invoice`.');
  }
  if (object.status !== 'draft' && object.status !== 'open') {
    throw refuse(`You cannot send an invoice that is ${String(object.status)}.`, { code: 'invoice_not_editable' });
  }
  const { object: sent } = object.status === 'draft' ? await finalizeInvoice(work, id) : { object };
  work.happened('invoice.sent', sent);
  return sent;
}
