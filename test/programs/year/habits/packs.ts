// Packs bought by a click, given back, and disputed.
import type Stripe from 'stripe';
import { type MicroCredits, microCredits } from '../../../../src/money/index.ts';
import type { Purchase } from '../../../../src/purchases/index.ts';
import type { Customer, Deed } from '../customer.ts';
import { submit, unlessRefused } from '../stripe-side.ts';
import type { World } from '../world.ts';

const PACKS = ['month', 'month', 'quarter', 'forever', 'large'] as const;
const DECLINED_CARD = '4000000000000002';
const GOOD_CARD = '4242424242424242';
const DISPUTED_CARD = '4000000000000259';
const ENDINGS = [
  'pay',
  'pay',
  'pay',
  'pay',
  'pay',
  'decline',
  'decline then pay',
  'dispute',
  'leave',
  'close',
] as const;

export const buyPack: Deed = async (world, customer) => {
  const { accountId, random } = customer;
  const packId = random.pick(PACKS);
  const request = {
    accountId,
    packId,
    idempotencyKey: customer.nextKey(),
    successUrl: undefined,
    cancelUrl: undefined,
  };
  const outcome = await world.rooms.services.purchases.buy(request);
  if (outcome.status === 'refused') return outcome.refusal.code;
  const again = await world.rooms.services.purchases.buy(request);
  if (again.status === 'refused' || again.purchase.id !== outcome.purchase.id) throw new Error('it was not replayed');
  const ending = random.pick(ENDINGS);
  const url = outcome.purchase.checkoutUrl ?? '';
  if (ending.startsWith('decline')) await submit(`${url}/pay`, { number: DECLINED_CARD });
  if (ending.endsWith('pay')) await submit(`${url}/pay`, { number: GOOD_CARD });
  if (ending === 'dispute') {
    await submit(`${url}/pay`, { number: DISPUTED_CARD });
    const { data } = await world.stripe.paymentIntents.list({ customer: customer.customerId, limit: 1 });
    await rememberDispute(world, customer, data[0]?.id ?? '');
  }
  return ending;
};

const RECENT = 10;

async function pickPaid(world: World, { accountId, random }: Customer): Promise<Purchase | undefined> {
  const all = await world.rooms.services.purchases.list({ accountId, limit: RECENT });
  const [first, ...others] = all.filter(({ status }) => status === 'PAID');
  return first === undefined ? undefined : random.pick([first, ...others]);
}

const PARTS = 10;

/** Some tenths, so that credits and cents are both whole. */
const tenths = ({ random }: Customer, whole: bigint): bigint =>
  (whole / BigInt(PARTS)) * BigInt(1 + Math.floor(random.next() * PARTS));

/** By an operator of the gateway, of what is unused. */
export const refundUnused: Deed = async (world, customer) => {
  const purchase = await pickPaid(world, customer);
  if (purchase === undefined) return undefined;
  const credits: MicroCredits = microCredits(tenths(customer, purchase.credits));
  const outcome = await world.rooms.services.purchases.refundPurchase({
    accountId: customer.accountId,
    purchaseId: purchase.id,
    credits,
    reason: 'not needed',
    idempotencyKey: customer.nextKey(),
  });
  return outcome.status === 'refused' ? outcome.refusal.code : outcome.refund.status;
};

async function pickPayment(world: World, { customerId, random }: Customer): Promise<Stripe.PaymentIntent | undefined> {
  const { data } = await world.stripe.paymentIntents.list({ customer: customerId, limit: RECENT });
  const [first, ...others] = data.filter(({ status }) => status === 'succeeded');
  return first === undefined ? undefined : random.pick([first, ...others]);
}

/** In Stripe's dashboard, whether or not the credits are spent. */
export const refundAtStripe: Deed = async (world, customer) => {
  const intent = await pickPayment(world, customer);
  if (intent === undefined) return undefined;
  const amount = Number(tenths(customer, BigInt(intent.amount - (intent.amount % PARTS)))) || 1;
  const refund = await unlessRefused(world.stripe.refunds.create({ payment_intent: intent.id, amount }));
  return refund === undefined ? 'refused' : 'done';
};

const DAY = 86_400_000;

export const dispute: Deed = async (world, customer) => {
  const intent = await pickPayment(world, customer);
  const charge = intent?.latest_charge;
  if (typeof charge !== 'string') return undefined;
  const { disputed, refunded } = await world.stripe.charges.retrieve(charge);
  if (disputed || refunded) return undefined;
  await world.control('disputes', { charge });
  await rememberDispute(world, customer, intent?.id ?? '');
  return 'opened';
};

const OUTCOMES = ['won', 'lost'] as const;

/** Banks take their time. */
export const followDisputes: Deed = async (world, customer) => {
  const due = customer.disputes.filter(({ decidedAt }) => decidedAt <= world.clock.now);
  for (const { id, outcome } of due) {
    await world.control(`disputes/${id}`, { outcome });
    world.count(`dispute: ${outcome}`);
  }
  const rest = customer.disputes.filter((open) => !due.includes(open));
  customer.disputes.splice(0, customer.disputes.length, ...rest);
  return undefined;
};

async function rememberDispute(world: World, customer: Customer, payment: string): Promise<void> {
  const { data } = await world.stripe.disputes.list({ payment_intent: payment, limit: 1 });
  const [opened] = data;
  if (opened === undefined) throw new Error(`payment ${payment} is not disputed`);
  const days = customer.random.between(0, 25);
  const outcome = customer.random.pick(OUTCOMES);
  customer.disputes.push({ id: opened.id, outcome, decidedAt: new Date(world.clock.now.getTime() + days * DAY) });
}
