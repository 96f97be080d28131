// Subscriptions: up, down, away and back, with cards that fail in between.
import type { Deed } from '../customer.ts';
import { giveCard, submit } from '../stripe-side.ts';

const PLANS = ['free', 'starter', 'pro', 'scale', 'enterprise'] as const;
const PAGE_CARDS = ['4242424242424242', '4242424242424242', '4000000000000002', '4000000000000341'] as const;
const LEAVES = 0.15;

export const changePlan =
  (plans: readonly [string, ...string[]] = PLANS): Deed =>
  async (world, customer) => {
    const { accountId, random } = customer;
    const planId = random.pick(plans);
    const request = { accountId, planId, idempotencyKey: customer.nextKey() };
    const { purchases } = world.rooms.services;
    const outcome = await purchases.changePlan({ ...request, successUrl: undefined, cancelUrl: undefined });
    if (outcome.status === 'refused') return outcome.refusal.code;
    if (outcome.checkoutUrl === undefined) return `to ${planId}`;
    if (random.next() < LEAVES) return 'left the checkout';
    await submit(`${outcome.checkoutUrl}/pay`, { number: random.pick(PAGE_CARDS) });
    return `checkout for ${planId}`;
  };

const SOFT = ['insufficient_funds', 'generic_decline', 'processing_error', 'card_velocity_exceeded'] as const;
const HARD = ['expired_card', 'stolen_card', 'lost_card', 'do_not_honor', 'authentication_required'] as const;
const TROUBLES = { soft: SOFT, hard: HARD };

/** From now on the customer's cards are declined. */
export const troubleCards =
  (kind: keyof typeof TROUBLES): Deed =>
  async (world, { customerId, random }) => {
    const { data } = await world.stripe.customers.listPaymentMethods(customerId);
    const declineCode = random.pick<string>(TROUBLES[kind]);
    for (const { id } of data) await world.control(`payment_methods/${id}`, { declineCode });
    return data.length === 0 ? undefined : kind;
  };

export const healCards: Deed = async (world, { customerId }) => {
  const { data } = await world.stripe.customers.listPaymentMethods(customerId);
  for (const { id } of data) await world.control(`payment_methods/${id}`, { declineCode: null });
  return data.length === 0 ? undefined : 'healed';
};

/** Another card in the place of all that were there. */
export const replaceCard: Deed = async (world, { customerId }) => {
  const { data } = await world.stripe.customers.listPaymentMethods(customerId);
  await giveCard(world.stripe, customerId, 'pm_card_mastercard');
  for (const { id } of data) await world.stripe.paymentMethods.detach(id);
  return 'replaced';
};

/** What the plan still owes is paid on the invoice's page. */
export const payArrears: Deed = async (world, { customerId, random }) => {
  const { data } = await world.stripe.invoices.list({ customer: customerId, status: 'open', limit: 10 });
  const [invoice] = data.filter(({ billing_reason: reason }) => reason !== 'manual');
  if (invoice?.hosted_invoice_url === null || invoice === undefined) return undefined;
  await submit(`${invoice.hosted_invoice_url ?? ''}/pay`, { number: random.pick(PAGE_CARDS) });
  return 'tried';
};
