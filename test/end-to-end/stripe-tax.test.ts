// STRIPE_TAX as an operator sets it: what a gateway started with it asks Stripe for, and what one without it does not.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Stripe from 'stripe';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { BALANCE } from '../support/gateway-operations.ts';
import { withClient } from '../support/postgres.ts';
import { waitUntil } from '../support/wait-until.ts';

const BUY = `mutation {
  buyCreditPack(input: { packId: "pack-10", idempotencyKey: "one" }) { checkoutUrl userErrors { code message } }
}`;
const CHANGE = `mutation {
  changePlan(input: { planId: "pro", idempotencyKey: "one" }) { checkoutUrl userErrors { code message } }
}`;

/** The official library at the gateway's simulator. */
async function stripeOf({ databaseUrl, localUrl }: TestGateway): Promise<Stripe> {
  const apiKey = await withClient(databaseUrl, async (client) => {
    const { rows } = await client.query("select body from stripe_simulator_object where kind = 'secrets'");
    return String(rows[0].body.apiKey);
  });
  const send: typeof fetch = (input, init) => {
    const { pathname, search } = new URL(input instanceof Request ? input.url : input);
    return fetch(`${localUrl}/simulator/stripe${pathname}${search}`, init);
  };
  return new Stripe(apiKey, { telemetry: false, httpClient: Stripe.createFetchHttpClient(send) });
}

describe.each([
  ['STRIPE_TAX=on', { STRIPE_TAX: 'on' }, { isOn: true, packCents: 1200, planCents: 3480 }],
  ['STRIPE_TAX=off', { STRIPE_TAX: 'off' }, { isOn: false, packCents: 1000, planCents: 2900 }],
  ['no STRIPE_TAX', {}, { isOn: false, packCents: 1000, planCents: 2900 }],
])('a gateway started with %s', (_name, environment: Record<string, string>, { isOn, packCents, planCents }) => {
  let gateway: TestGateway;
  let stripe: Stripe;
  beforeAll(async () => {
    gateway = await startTestGateway({ environment });
    stripe = await stripeOf(gateway);
  });
  afterAll(() => gateway.stop());

  async function checkout(mutation: string, name: string): Promise<{ session: Stripe.Checkout.Session; key: string }> {
    const { key } = await gateway.newAccount('0');
    const { data, errors } = await gateway.ask(mutation, {}, { key });
    expect(errors).toBeUndefined();
    expect(data[name].userErrors).toEqual([]);
    await fetch(`${data[name].checkoutUrl}/pay`, { method: 'POST', redirect: 'manual' });
    const [session] = (await stripe.checkout.sessions.list({ limit: 1 })).data;
    if (session === undefined) throw new Error('no checkout');
    return { session, key };
  }

  it(`sells a pack for ${packCents} cents, and its credits are those of the price`, async () => {
    const { session, key } = await checkout(BUY, 'buyCreditPack');
    expect(session).toMatchObject({
      ...{ mode: 'payment', payment_status: 'paid' },
      automatic_tax: { enabled: isOn },
      ...{ amount_subtotal: 1000, amount_total: packCents },
    });
    const available = async (): Promise<string> => (await gateway.ask(BALANCE, {}, { key })).data.balance.available;
    await waitUntil('the credits arrive', async () => (await available()) !== '0');
    expect(await available()).toBe('10');
  });

  it(`sells a plan for ${planCents} cents, first invoice and subscription alike`, async () => {
    const { session } = await checkout(CHANGE, 'changePlan');
    expect(session).toMatchObject({ mode: 'subscription', automatic_tax: { enabled: isOn }, amount_total: planCents });
    const [subscription] = (await stripe.subscriptions.list({ limit: 1 })).data;
    expect(subscription).toMatchObject({ status: 'active', automatic_tax: { enabled: isOn } });
    const [invoice] = (await stripe.invoices.list({ limit: 1 })).data;
    expect(invoice).toMatchObject({ amount_paid: planCents, automatic_tax: { enabled: isOn } });
  });
});
