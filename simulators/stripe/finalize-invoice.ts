// From draft to open: the sums are fixed, the invoice gets its number and its page, and a payment to collect it by
// (https://docs.stripe.com/invoicing/integration/workflow-transitions).
import type Stripe from 'stripe';
import { refuse } from './api-answer.ts';
import { changeCustomer } from './customer.ts';
import { settleInvoice } from './decide-balance.ts';
import { customerOf, sumUp } from './invoice.ts';
import { addInvoicePayment } from './invoice-payment.ts';
import { markPaid } from './mark-paid.ts';
import { addPaymentIntent } from './payment-intent.ts';
import { leastCharge } from './refuse-amount.ts';
import type { StoredInvoice } from './stored-objects.ts';
import type { Work } from './work.ts';

const DAY_SECONDS = 86_400;
const SEQUENCE_DIGITS = 4;

/** An invoice with nothing to pay is paid at once. */
export async function finalizeInvoice(work: Work, id: string): Promise<StoredInvoice> {
  const stored = await work.need('invoice', id, 'invoice');
  if (stored.object.status !== 'draft') {
    const message = `Invoice is already finalized and has the status ${String(stored.object.status)}.`;
    throw refuse(message, { code: 'invoice_not_editable' });
  }
  const object = await fix(work, stored);
  work.save('invoice', id, { ...stored, object });
  work.happened('invoice.finalized', object);
  if (object.amount_due === 0) {
    await markPaid(work, id);
    return work.get('invoice', id);
  }
  const intent = addPaymentIntent(work, {
    amount: object.amount_due,
    currency: object.currency,
    customer: customerOf(object),
    description: describePayment(object),
    metadata: {},
    invoice: id,
  });
  const payment = addInvoicePayment(work, object, { intent: intent.object.id });
  const open: StoredInvoice = { ...stored, object, paymentIntent: intent.object.id, invoicePayment: payment.id };
  work.save('invoice', id, open);
  return open;
}

async function fix(work: Work, { object: invoice, daysUntilDue }: StoredInvoice): Promise<Stripe.Invoice> {
  const customerId = customerOf(invoice);
  const { object: customer } = await work.get('customer', customerId);
  const { total, currency } = invoice;
  const { endingBalance } = settleInvoice({
    total,
    startingBalance: customer.balance,
    leastCharge: leastCharge(currency),
  });
  const sequence = customer.next_invoice_sequence ?? 1;
  await takeNumber(work, customerId, sequence);
  await changeCustomer(work, customerId, () => ({ balance: endingBalance, currency }));
  return {
    ...sumUp({ ...invoice, starting_balance: customer.balance }),
    automatically_finalizes_at: null,
    due_date: daysUntilDue === null ? invoice.due_date : work.seconds + daysUntilDue * DAY_SECONDS,
    effective_at: work.seconds,
    ending_balance: endingBalance,
    hosted_invoice_url: `${work.baseUrl}/invoices/${invoice.id}`,
    number: `${customer.invoice_prefix ?? ''}-${String(sequence).padStart(SEQUENCE_DIGITS, '0')}`,
    status: 'open',
    status_transitions: { ...invoice.status_transitions, finalized_at: work.seconds },
  };
}

/** No event tells of it. */
async function takeNumber(work: Work, customer: string, sequence: number): Promise<void> {
  const stored = await work.get('customer', customer);
  work.save('customer', customer, { ...stored, object: { ...stored.object, next_invoice_sequence: sequence + 1 } });
}

function describePayment({ billing_reason: reason }: Stripe.Invoice): string {
  switch (reason) {
    case 'subscription_create':
      return 'Subscription creation';
    case 'subscription_cycle':
    case 'subscription_update':
      return 'Subscription update';
    default:
      return 'Payment for Invoice';
  }
}
