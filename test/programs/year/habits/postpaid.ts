// Paying by invoice: in time, late, not at all, and then after all.
import type Stripe from 'stripe';
import { microCredits } from '../../../../src/money/index.ts';
import type { Customer, Deed } from '../customer.ts';
import { submit, unlessRefused } from '../stripe-side.ts';
import type { World } from '../world.ts';

const MICRO = 1_000_000n;

export const payByInvoice =
  (limit: bigint): Deed =>
  async (world, { accountId }) => {
    const creditLimit = microCredits(limit * MICRO);
    const outcome = await world.rooms.services.invoices.setBillingMode({ accountId, mode: 'POSTPAID', creditLimit });
    return outcome.status === 'set' ? 'by invoice' : outcome.refusal.code;
  };

export const payInAdvance: Deed = async (world, { accountId }) => {
  const request = { accountId, mode: 'PREPAID', creditLimit: undefined } as const;
  const outcome = await world.rooms.services.invoices.setBillingMode(request);
  return outcome.status === 'set' ? 'in advance' : outcome.refusal.code;
};

async function oldest(
  { stripe }: World,
  { billedId }: Customer,
  statuses: readonly Stripe.Invoice.Status[],
): Promise<Stripe.Invoice | undefined> {
  const { data } = await stripe.invoices.list({ customer: billedId, limit: 50 });
  return data
    .filter(({ billing_reason: reason, status }) => reason === 'manual' && status !== null && statuses.includes(status))
    .at(-1);
}

const CARDS = ['4242424242424242', '4242424242424242', '4000000000000002'] as const;

export const payInvoice: Deed = async (world, customer) => {
  const invoice = await oldest(world, customer, ['open', 'uncollectible']);
  if (invoice === undefined) return undefined;
  await submit(`${invoice.hosted_invoice_url ?? ''}/pay`, { number: customer.random.pick(CARDS) });
  return `${String(invoice.status)} one`;
};

/** A bank transfer that an operator saw. */
export const payElsewhere: Deed = async (world, customer) => {
  const invoice = await oldest(world, customer, ['open', 'uncollectible']);
  if (invoice === undefined) return undefined;
  await world.stripe.invoices.pay(invoice.id, { paid_out_of_band: true });
  return 'done';
};

/** Somebody at Stripe's end writes the oldest off, some of which are paid later. */
export const giveUpInvoice: Deed = async (world, customer) => {
  const invoice = await oldest(world, customer, ['open']);
  if (invoice === undefined || (invoice.due_date ?? 0) * 1_000 > world.clock.now.getTime()) return undefined;
  await unlessRefused(world.stripe.invoices.markUncollectible(invoice.id));
  return 'uncollectible';
};

export const withdrawInvoice: Deed = async (world, customer) => {
  const invoice = await oldest(world, customer, ['open', 'uncollectible']);
  if (invoice === undefined) return undefined;
  await unlessRefused(world.stripe.invoices.voidInvoice(invoice.id));
  return 'void';
};
