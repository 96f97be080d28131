// The port for plans on Stripe's subscriptions (https://docs.stripe.com/billing/subscriptions/overview).
import type Stripe from 'stripe';
import { ProviderUnavailableError } from '../payments.ts';
import type { Beginning, PlanPayments, StepAnswer, Unconfirmed } from '../plans/plan-payments.ts';
import { checkoutTax, type TaxParameters } from './automatic-tax.ts';
import { createPlanPrices, type PlanPrices } from './plan-prices.ts';
import { answerOf, needsCustomer, unlessMissing, unlessUnavailable } from './provider-errors.ts';
import { readPlanInvoice, toSubscriptionState } from './to-plan-state.ts';

const MOST_SUBSCRIPTIONS = 100;

export function createPlanPayments(stripe: Stripe, tax: TaxParameters = {}): PlanPayments {
  const prices: PlanPrices = createPlanPrices(stripe);
  const { subscriptions } = stripe;
  return {
    preparePrice: (offer) => prices.prepare(offer),
    subscriptionsOf: async (customer) => {
      const list = await unlessMissing(subscriptions.list({ customer, status: 'all', limit: MOST_SUBSCRIPTIONS }));
      return (list?.data ?? []).map(toSubscriptionState);
    },
    hasCard: async (customerId) => {
      const customer = await unlessMissing(stripe.customers.retrieve(customerId));
      if (customer === undefined || customer.deleted === true) return false;
      return customer.invoice_settings.default_payment_method !== null;
    },
    readSubscription: async (id) => {
      const found = await unlessMissing(subscriptions.retrieve(id));
      return found === undefined ? undefined : toSubscriptionState(found);
    },
    readPlanInvoice: (id) => readPlanInvoice(stripe, prices, id),
    openPlanCheckout: (checkout) => openPlanCheckout(stripe, checkout, tax),
    closePlanCheckout: (sessionId) => closePlanCheckout(stripe, sessionId),
    subscribe: (beginning) => subscribe(stripe, beginning, tax),
    switchPrice: (change) => switchPrice(stripe, change),
    closeConfirmation: (invoiceId) => closeConfirmation(stripe, invoiceId),
    setCancellation: async ({ subscriptionId, isAtPeriodEnd, idempotencyKey }) => {
      if (!isAtPeriodEnd) return keep(stripe, subscriptionId, idempotencyKey);
      const change = { cancel_at_period_end: true };
      return stepOf(await answerOf(subscriptions.update(subscriptionId, change, { idempotencyKey })));
    },
    openPortal: async ({ customerId: customer, returnUrl }) => {
      const portal = stripe.billingPortal.sessions.create({ customer, return_url: returnUrl });
      return (await unlessUnavailable(portal)).url;
    },
  };
}

const stepOf = (answer: Awaited<ReturnType<typeof answerOf<unknown>>>): StepAnswer =>
  answer.status === 'done' ? { status: 'done', result: undefined } : answer;

type SwitchOfPrice = Parameters<PlanPayments['switchPrice']>[0];

async function switchPrice(stripe: Stripe, change: SwitchOfPrice): Promise<StepAnswer | Unconfirmed> {
  const { subscriptionId, itemId, priceId, settled, idempotencyKey } = change;
  const isNow = settled === 'NOW';
  const update: Stripe.SubscriptionUpdateParams = {
    items: [{ id: itemId, price: priceId }],
    cancel_at_period_end: false,
    proration_behavior: isNow ? 'always_invoice' : 'create_prorations',
    payment_behavior: isNow ? 'error_if_incomplete' : 'allow_incomplete',
  };
  const answer = await answerOf(stripe.subscriptions.update(subscriptionId, update, { idempotencyKey }));
  return isNow && needsCustomer(answer) ? askForConfirmation(stripe, change) : stepOf(answer);
}

/**
 * The same change once more, as one that waits for its payment: its invoice has a page where the customer confirms it
 * (https://docs.stripe.com/billing/subscriptions/pending-updates). Such a change can do nothing else: a cancellation is
 * taken back when it is confirmed.
 */
async function askForConfirmation(
  stripe: Stripe,
  { subscriptionId, itemId, priceId, idempotencyKey }: SwitchOfPrice,
): Promise<StepAnswer | Unconfirmed> {
  const update: Stripe.SubscriptionUpdateParams = {
    items: [{ id: itemId, price: priceId }],
    proration_behavior: 'always_invoice',
    payment_behavior: 'pending_if_incomplete',
    expand: ['latest_invoice'],
  };
  const key = { idempotencyKey: `${idempotencyKey}:confirm` };
  const answer = await answerOf(stripe.subscriptions.update(subscriptionId, update, key));
  if (answer.status !== 'done') return answer;
  const { pending_update: pending, latest_invoice: invoice } = answer.result;
  // The bank has thought again.
  if (pending === null) return keep(stripe, subscriptionId, `${idempotencyKey}:keep`);
  if (invoice === null || typeof invoice === 'string' || typeof invoice.hosted_invoice_url !== 'string') {
    throw new Error(`a change of subscription ${subscriptionId} waits for a payment that has no page`);
  }
  return { status: 'unconfirmed', invoiceId: invoice.id, url: invoice.hosted_invoice_url };
}

/** Voiding the invoice ends the change that waited for it. */
async function closeConfirmation(stripe: Stripe, invoiceId: string): Promise<'closed' | 'paid'> {
  const answer = await answerOf(stripe.invoices.voidInvoice(invoiceId));
  if (answer.status === 'done') return 'closed';
  const invoice = await unlessMissing(stripe.invoices.retrieve(invoiceId));
  if (invoice?.status === 'open') throw new ProviderUnavailableError(`invoice ${invoiceId} could not be closed`);
  return invoice?.status === 'paid' ? 'paid' : 'closed';
}

/** One that ends with its period, or on a day that somebody chose at Stripe's end, goes on. */
async function keep(stripe: Stripe, id: string, idempotencyKey: string): Promise<StepAnswer> {
  const now = await unlessMissing(stripe.subscriptions.retrieve(id));
  if (now === undefined) return { status: 'refused', reason: `there is no subscription ${id}` };
  const endsOnDay = !now.cancel_at_period_end && now.cancel_at !== null;
  const change = endsOnDay ? { cancel_at: '' as const } : { cancel_at_period_end: false };
  // Another call, so another key.
  const key = endsOnDay ? `${idempotencyKey}:day` : idempotencyKey;
  return stepOf(await answerOf(stripe.subscriptions.update(id, change, { idempotencyKey: key })));
}

const metadataOf = ({ accountId, planChangeId }: Beginning) => ({
  account_id: accountId,
  plan_change_id: planChangeId,
});

async function openPlanCheckout(
  stripe: Stripe,
  { successUrl, cancelUrl, idempotencyKey, ...beginning }: Parameters<PlanPayments['openPlanCheckout']>[0],
  tax: TaxParameters,
): ReturnType<PlanPayments['openPlanCheckout']> {
  const metadata = metadataOf(beginning as Beginning);
  const parameters: Stripe.Checkout.SessionCreateParams = {
    mode: 'subscription',
    customer: beginning.customerId,
    client_reference_id: beginning.planChangeId,
    metadata,
    subscription_data: { metadata },
    line_items: [{ price: beginning.priceId, quantity: 1 }],
    success_url: successUrl,
    cancel_url: cancelUrl,
    ...checkoutTax(tax),
  };
  const answer = await answerOf(stripe.checkout.sessions.create(parameters, { idempotencyKey }));
  if (answer.status !== 'done') return answer;
  const { id, url } = answer.result;
  if (url === null) throw new Error(`checkout session ${id} has no address`);
  return { status: 'done', result: { sessionId: id, url } };
}

async function closePlanCheckout(stripe: Stripe, sessionId: string): Promise<'closed' | 'paid'> {
  const answer = await answerOf(stripe.checkout.sessions.expire(sessionId));
  if (answer.status === 'done') return 'closed';
  const session = await unlessMissing(stripe.checkout.sessions.retrieve(sessionId));
  if (session?.status === 'open') throw new ProviderUnavailableError(`checkout ${sessionId} could not be closed`);
  return session?.status === 'complete' ? 'paid' : 'closed';
}

/** Without a payment there is no subscription: a card that needs the customer counts as declined. */
async function subscribe(stripe: Stripe, beginning: Beginning, tax: TaxParameters): Promise<StepAnswer> {
  const { customerId, priceId, idempotencyKey } = beginning;
  const parameters: Stripe.SubscriptionCreateParams = {
    customer: customerId,
    items: [{ price: priceId }],
    metadata: metadataOf(beginning),
    payment_behavior: 'error_if_incomplete',
    off_session: true,
    ...tax,
  };
  return stepOf(await answerOf(stripe.subscriptions.create(parameters, { idempotencyKey })));
}
