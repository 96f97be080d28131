import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type Stripe from 'stripe';
import { errorOf, idOf, openSimulatedStripe, type SimulatedStripe } from './simulated-stripe.ts';

let world: SimulatedStripe;
let stripe: Stripe;
let intent: Stripe.PaymentIntent;

const pay = (method = 'pm_card_visa') =>
  stripe.paymentIntents.create({ amount: 2500, currency: 'usd', payment_method: method, confirm: true });

beforeAll(async () => {
  world = await openSimulatedStripe();
  ({ stripe } = world);
});
afterAll(() => world.close());
beforeEach(async () => {
  intent = await pay();
  world.received.length = 0;
});

describe('refunds', () => {
  it('give all back when no amount is named', async () => {
    const refund = await stripe.refunds.create({ payment_intent: intent.id, metadata: { why: 'unused' } });
    expect(refund).toMatchObject({
      amount: 2500,
      status: 'succeeded',
      payment_intent: intent.id,
      metadata: { why: 'unused' },
    });
    expect(await stripe.charges.retrieve(idOf(intent.latest_charge))).toMatchObject({
      refunded: true,
      amount_refunded: 2500,
    });
    expect(world.received.map(({ type }) => type)).toEqual(['refund.created', 'charge.refunded']);
    expect(world.received[1]?.data.previous_attributes).toEqual({ refunded: false, amount_refunded: 0 });
  });

  it('come in parts, and refuse what is beyond the rest', async () => {
    const charge = idOf(intent.latest_charge);
    await stripe.refunds.create({ charge, amount: 1000 });
    expect(await stripe.charges.retrieve(charge)).toMatchObject({ refunded: false, amount_refunded: 1000 });
    expect(await errorOf(stripe.refunds.create({ charge, amount: 1501 }))).toMatchObject({ param: 'amount' });
    await stripe.refunds.create({ charge, amount: 1500 });
    expect(await errorOf(stripe.refunds.create({ charge }))).toMatchObject({ code: 'charge_already_refunded' });
    const { data } = await stripe.refunds.list({ charge });
    expect(data.map(({ amount }) => amount)).toEqual([1500, 1000]);
    const expanded = await stripe.charges.retrieve(charge, { expand: ['refunds'] });
    expect(expanded.refunds?.data).toHaveLength(2);
  });

  it('give back once when two halves and a bit are asked for at once', async () => {
    const charge = idOf(intent.latest_charge);
    const results = await Promise.allSettled(
      Array.from({ length: 5 }, () => stripe.refunds.create({ charge, amount: 1000 })),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    expect(await stripe.charges.retrieve(charge)).toMatchObject({ amount_refunded: 2000 });
  });
});

describe('disputes', () => {
  it('are opened by a control call, take the money away and forbid refunds', async () => {
    const dispute = await world.control('disputes', { paymentIntent: intent.id, reason: 'product_not_received' });
    expect(dispute).toMatchObject({ object: 'dispute', amount: 2500, status: 'needs_response' });
    expect(await stripe.charges.retrieve(idOf(intent.latest_charge))).toMatchObject({ disputed: true });
    expect(world.received.map(({ type }) => type)).toEqual([
      'charge.dispute.created',
      'charge.dispute.funds_withdrawn',
      'charge.updated',
    ]);
    const refund = stripe.refunds.create({ payment_intent: intent.id });
    expect(await errorOf(refund)).toMatchObject({ code: 'charge_disputed' });
  });

  it('are won with the money back, or lost', async () => {
    const first = await world.control('disputes', { paymentIntent: intent.id });
    expect(await world.control(`disputes/${first.id}`, { outcome: 'won' })).toMatchObject({ status: 'won' });
    expect(world.received.slice(-2).map(({ type }) => type)).toEqual([
      'charge.dispute.closed',
      'charge.dispute.funds_reinstated',
    ]);
    const second = await world.control('disputes', { paymentIntent: (await pay()).id });
    expect(await world.control(`disputes/${second.id}`, { outcome: 'lost' })).toMatchObject({ status: 'lost' });
    expect(world.received.at(-1)?.type).toBe('charge.dispute.closed');
    const again = await world.control(`disputes/${second.id}`, { outcome: 'won' });
    expect(again.error.message).toContain('already closed');
  });

  it('begin by themselves with the test cards for it, and end by evidence as in test mode', async () => {
    const disputed = await pay('pm_card_createDispute');
    const { data } = await stripe.disputes.list({ payment_intent: disputed.id });
    expect(data).toMatchObject([{ reason: 'fraudulent', status: 'needs_response' }]);
    const id = data[0]?.id ?? '';
    const won = await stripe.disputes.update(id, {
      evidence: { uncategorized_text: 'winning_evidence' },
      submit: true,
    });
    expect(won).toMatchObject({ status: 'won', evidence_details: { submission_count: 1 } });
    const other = await world.control('disputes', { paymentIntent: intent.id });
    expect(await stripe.disputes.close(other.id)).toMatchObject({ status: 'lost' });
  });
});
