// What is known of plans: each event leads to the same look at the provider; an invoice that was paid brings credits.

import type { Transaction } from '../../database/index.ts';
import { type NewEmail, recordEmails } from '../../emails/index.ts';
import { companion } from '../../ledger/index.ts';
import { formatCredits, formatMoney, type MicroCredits } from '../../money/index.ts';
import { findAccountOf } from '../customers/customers.ts';
import type { PaymentEventOutcome, ReceivedEvent } from '../events/received-event.ts';
import { type RecordedEvent, sendEvents } from '../events/record-events.ts';
import { addPaidCredits } from '../paid-credits.ts';
import type { PurchaseContext } from '../purchase-context.ts';
import { handleConfirmation } from './carry-out-change.ts';
import { decideInvoiceCredits, isForeign } from './decide-invoice-credits.ts';
import { grantWelcome } from './grant-welcome.ts';
import { endCheckoutChange } from './plan-change.ts';
import type { PlanCheckoutSubject, PlanInvoice, PlanInvoiceSubject, SubscriptionSubject } from './plan-payments.ts';
import { syncSubscription } from './sync-subscription.ts';

export async function handleSubscription(
  context: PurchaseContext,
  received: ReceivedEvent<SubscriptionSubject>,
): Promise<PaymentEventOutcome> {
  const { subscriptionId, customerId } = received.subject;
  const accountId = await ownerOf(context, received, customerId);
  if (accountId === undefined) return 'IGNORED';
  await follow(context, { accountId, subscriptionId, received });
  return 'RECORDED';
}

export async function handlePlanCheckout(
  context: PurchaseContext,
  received: ReceivedEvent<PlanCheckoutSubject>,
): Promise<PaymentEventOutcome> {
  const { customerId, subscriptionId, sessionId, stage } = received.subject;
  const accountId = await ownerOf(context, received, customerId);
  if (accountId === undefined) return 'IGNORED';
  if (subscriptionId !== undefined) await follow(context, { accountId, subscriptionId, received });
  await endCheckoutChange(context, { accountId, sessionId, state: stage === 'completed' ? 'DONE' : 'CLOSED' });
  return 'RECORDED';
}

export async function handlePlanInvoice(
  context: PurchaseContext,
  received: ReceivedEvent<PlanInvoiceSubject>,
): Promise<PaymentEventOutcome> {
  const { customerId, subscriptionId, invoiceId, isPaid } = received.subject;
  const accountId = await ownerOf(context, received, customerId);
  if (accountId === undefined) return 'IGNORED';
  await follow(context, { accountId, subscriptionId, received });
  const invoice = isPaid ? await context.payments.readPlanInvoice(invoiceId) : undefined;
  if (invoice?.isPaid !== true) return 'RECORDED';
  return creditInvoice(context, received, { accountId, invoice });
}

/** Also undefined when the event names none: it is about somebody who bought elsewhere with the same Stripe account. */
async function ownerOf(
  context: PurchaseContext,
  { event }: ReceivedEvent,
  customerId: string | undefined,
): Promise<string | undefined> {
  const accountId = customerId === undefined ? undefined : await findAccountOf(context, customerId);
  if (accountId === undefined) {
    context.log.warn({ eventId: event.id, type: event.type, customerId }, 'a payment event of an unknown customer');
  }
  return accountId;
}

/** The welcome is given again and again: a try before may have died between the two. */
async function follow(context: PurchaseContext, request: Parameters<typeof syncSubscription>[1]): Promise<void> {
  const subscription = await syncSubscription(context, request);
  if (subscription !== undefined) await handleConfirmation(context, request.accountId, subscription);
  await grantWelcome(context, request.accountId);
}

const REASON_WORDS: Readonly<Record<string, string>> = {
  subscription_create: 'Subscription',
  subscription_cycle: 'Subscription renewal',
  subscription_update: 'Plan change',
};

async function creditInvoice(
  context: PurchaseContext,
  { event, receivedAt }: ReceivedEvent,
  { accountId, invoice }: { readonly accountId: string; readonly invoice: PlanInvoice },
): Promise<PaymentEventOutcome> {
  const amount = decideInvoiceCredits(invoice);
  const { invoiceId, currency } = invoice;
  if (isForeign(invoice)) {
    context.log.error({ eventId: event.id, invoiceId, currency }, 'an invoice is in another currency than its plan');
  }
  if (amount === 0n) return 'RECORDED';
  const outcome = await addPaidCredits(context, {
    accountId,
    amount,
    source: 'PLAN',
    paymentId: invoiceId,
    facts: { invoiceId },
    description: `${REASON_WORDS[invoice.reason] ?? 'Subscription invoice'}: ${nameOf(context, invoice)}`,
    companion: companion(recordCredited, {
      recorded: { event, outcome: 'CREDITED', receivedAt },
      receipt: receiptOf({ accountId, plan: nameOf(context, invoice), amount, invoice }, receivedAt),
    }),
  });
  if (outcome.status !== 'REFUSED') return outcome.status;
  const details = { eventId: event.id, invoiceId, refusal: outcome.refusal.code };
  context.log.error(details, 'an invoice was paid and its credits could not be added');
  return 'RECORDED';
}

interface CreditedInvoice {
  readonly recorded: RecordedEvent;
  readonly receipt: NewEmail;
}

function recordCredited(tx: Transaction, credited: readonly CreditedInvoice[]): void {
  recordEmails(
    tx,
    credited.map(({ receipt }) => receipt),
  );
  sendEvents(
    tx,
    credited.map(({ recorded }) => recorded),
  );
}

interface PaidPlan {
  readonly accountId: string;
  readonly plan: string;
  readonly amount: MicroCredits;
  readonly invoice: PlanInvoice;
}

function receiptOf({ accountId, plan, amount, invoice }: PaidPlan, occurredAt: Date): NewEmail {
  const { amountDue: minorUnits } = invoice;
  const currency = invoice.currency.toUpperCase();
  const price = { amount: formatMoney({ minorUnits, currency }), currency };
  return { accountId, type: 'plan.paid', data: { plan, credits: formatCredits(amount), price }, occurredAt };
}

/** Of the plan that the customer has now: the last line's. */
function nameOf({ catalog }: PurchaseContext, { lines }: PlanInvoice): string {
  const planId = lines.findLast(({ plan, amount }) => plan !== undefined && amount > 0n)?.plan?.planId ?? '';
  return catalog.plan(planId)?.name ?? planId;
}
