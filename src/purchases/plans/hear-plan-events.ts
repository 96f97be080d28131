// What is heard of plans: each event leads to the same look at the provider; an invoice that was paid brings credits.

import type { Transaction } from '../../database/index.ts';
import { companion, hashInput } from '../../ledger/index.ts';
import { findAccountOf } from '../customers/ensure-customer.ts';
import type { HeardEvent, PaymentEventOutcome } from '../heard-event.ts';
import type { PurchaseContext } from '../purchase-context.ts';
import { releaseSettled } from '../reconcile/release-settled.ts';
import { type RecordedEvent, recordEvents } from '../record-events.ts';
import { hearConfirmation } from './carry-out-change.ts';
import { decideInvoiceCredits, isForeign } from './decide-invoice-credits.ts';
import { grantWelcome } from './grant-welcome.ts';
import { endCheckoutChange } from './plan-change.ts';
import type { PlanCheckoutSubject, PlanInvoice, PlanInvoiceSubject, SubscriptionSubject } from './plan-payments.ts';
import { syncSubscription } from './sync-subscription.ts';

export async function hearSubscription(
  context: PurchaseContext,
  heard: HeardEvent<SubscriptionSubject>,
): Promise<PaymentEventOutcome> {
  const { subscriptionId, customerId } = heard.subject;
  const accountId = await ownerOf(context, heard, customerId);
  if (accountId === undefined) return 'IGNORED';
  await follow(context, { accountId, subscriptionId, heard });
  return 'RECORDED';
}

export async function hearPlanCheckout(
  context: PurchaseContext,
  heard: HeardEvent<PlanCheckoutSubject>,
): Promise<PaymentEventOutcome> {
  const { customerId, subscriptionId, sessionId, stage } = heard.subject;
  const accountId = await ownerOf(context, heard, customerId);
  if (accountId === undefined) return 'IGNORED';
  if (subscriptionId !== undefined) await follow(context, { accountId, subscriptionId, heard });
  await endCheckoutChange(context, { accountId, sessionId, state: stage === 'completed' ? 'DONE' : 'CLOSED' });
  return 'RECORDED';
}

export async function hearPlanInvoice(
  context: PurchaseContext,
  heard: HeardEvent<PlanInvoiceSubject>,
): Promise<PaymentEventOutcome> {
  const { customerId, subscriptionId, invoiceId, isPaid } = heard.subject;
  const accountId = await ownerOf(context, heard, customerId);
  if (accountId === undefined) return 'IGNORED';
  await follow(context, { accountId, subscriptionId, heard });
  const invoice = isPaid ? await context.payments.readPlanInvoice(invoiceId) : undefined;
  if (invoice?.isPaid !== true) return 'RECORDED';
  return creditInvoice(context, heard, { accountId, invoice });
}

/** Also undefined when the event names none: it is about somebody who bought elsewhere with the same Stripe account. */
async function ownerOf(
  context: PurchaseContext,
  { event }: HeardEvent,
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
  if (subscription !== undefined) await hearConfirmation(context, request.accountId, subscription);
  await grantWelcome(context, request.accountId);
}

const REASON_WORDS: Readonly<Record<string, string>> = {
  subscription_create: 'Subscription',
  subscription_cycle: 'Subscription renewal',
  subscription_update: 'Plan change',
};

async function creditInvoice(
  context: PurchaseContext,
  { event, receivedAt }: HeardEvent,
  { accountId, invoice }: { readonly accountId: string; readonly invoice: PlanInvoice },
): Promise<PaymentEventOutcome> {
  const amount = decideInvoiceCredits(invoice);
  const { invoiceId, currency } = invoice;
  if (isForeign(invoice)) {
    context.log.error({ eventId: event.id, invoiceId, currency }, 'an invoice is in another currency than its plan');
  }
  if (amount === 0n) return 'RECORDED';
  const outcome = await context.ledger.submit({
    command: {
      kind: 'add',
      accountId,
      idempotencyKey: `stripe:${invoiceId}`,
      // Only what stays: a credit note may lower later what was due.
      inputHash: hashInput({ invoiceId }),
      amount,
      source: 'PLAN',
      description: `${REASON_WORDS[invoice.reason] ?? 'Subscription invoice'}: ${nameOf(context, invoice)}`,
    },
    companion: companion(recordCredited, { event, outcome: 'CREDITED', receivedAt }),
  });
  if (outcome.status !== 'refused') {
    await releaseSettled(context, accountId);
    return outcome.status === 'applied' ? 'CREDITED' : 'ALREADY_CREDITED';
  }
  const details = { eventId: event.id, invoiceId, refusal: outcome.refusal.code };
  context.log.error(details, 'an invoice was paid and its credits could not be added');
  return 'RECORDED';
}

const recordCredited = (tx: Transaction, events: readonly RecordedEvent[]): Promise<void> => recordEvents(tx, events);

/** Of the plan that the customer has now: the last line's. */
function nameOf({ catalog }: PurchaseContext, { lines }: PlanInvoice): string {
  const planId = lines.findLast(({ plan, amount }) => plan !== undefined && amount > 0n)?.plan?.planId ?? '';
  return catalog.plan(planId)?.name ?? planId;
}
