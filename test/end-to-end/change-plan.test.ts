// A plan as a customer takes it: the mutation, the checkout page, the account afterwards, the portal, the end.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import type { Answer } from '../support/gateway-client.ts';
import { waitUntil } from '../support/wait-until.ts';

let gateway: TestGateway;
let key: string;

const CHANGE = `mutation ($input: ChangePlanInput!) {
  changePlan(input: $input) {
    account { plan { id } }
    checkoutUrl
    subscription { planId status cancelAtPeriodEnd currentPeriodEnd }
    replayed
    userErrors { __typename code message path status retryable ... on ParameterError { allowed } }
  }
}`;
const ACCOUNT = `{
  account { plan { id monthlyCredits } subscription { planId status cancelAtPeriodEnd currentPeriodEnd } }
  balance { available lots { source remaining expiresAt } }
}`;

beforeAll(async () => {
  gateway = await startTestGateway({ environment: { ALLOWED_RETURN_ORIGINS: 'https://shop.example.com' } });
  const create = 'mutation { createAccount(input: { name: "Ada", planId: "free", welcomeCredits: true }) { secret } }';
  const { data } = await gateway.ask(create, {}, { key: gateway.operatorKey });
  key = data.createAccount.secret;
});

afterAll(() => gateway.stop());

async function change(planId: string, more: object = {}): Promise<Answer> {
  const input = { planId, idempotencyKey: `to ${planId}`, ...more };
  const { data, errors } = await gateway.ask(CHANGE, { input }, { key });
  expect(errors).toBeUndefined();
  return data.changePlan;
}

const account = async (): Promise<Answer> => (await gateway.ask(ACCOUNT, {}, { key })).data;

describe('changing the plan through the simulator', () => {
  it('begins without a subscription', async () => {
    expect(await account()).toMatchObject({ account: { plan: { id: 'free' }, subscription: null } });
  });

  it('refuses what there is not, and pages that are not allowed', async () => {
    expect((await change('gold')).userErrors).toMatchObject([
      { __typename: 'ParameterError', code: 'INVALID_PARAMETER', path: ['planId'], allowed: expect.any(Array) },
    ]);
    const { userErrors } = await change('pro', { successUrl: 'https://evil.example.com/' });
    expect(userErrors).toMatchObject([{ code: 'INVALID_PARAMETER', path: ['successUrl'], retryable: false }]);
    expect(userErrors[0].message).toContain('https://shop.example.com');
  });

  it('gives the plan and its credits with the payment', async () => {
    const { checkoutUrl, account: before, userErrors } = await change('pro');
    expect(userErrors).toEqual([]);
    expect(before.plan.id).toBe('free');
    await fetch(`${checkoutUrl}/pay`, { method: 'POST' });
    await waitUntil('the plan arrives', async () => (await account()).account.plan.id === 'pro');
    await waitUntil('the credits arrive', async () => (await account()).balance.available === '30');
    expect(await account()).toMatchObject({
      account: { subscription: { planId: 'pro', status: 'ACTIVE', cancelAtPeriodEnd: false } },
      balance: {
        lots: expect.arrayContaining([
          { source: 'PLAN', remaining: '29', expiresAt: null },
          { source: 'PROMOTION', remaining: '1', expiresAt: null },
        ]),
      },
    });
  });

  it("says of its period when it began and when it ends, in BabySea's words too", async () => {
    const headers = { authorization: `Bearer ${key}` };
    const answer = await fetch(`${gateway.localUrl}/babysea/v1/user/billing`, { headers });
    const { data }: Answer = await answer.json();
    const { currentPeriodEnd } = (await account()).account.subscription;
    expect(data).toMatchObject({ billing_plan: 'pro', billing_subscription_status: 'active' });
    expect(data.billing_period_ends_at).toBe(new Date(currentPeriodEnd).toISOString());
    expect(data.billing_period_starts_at).toBe(data.billing_created_at);
  });

  it('links to the billing portal', async () => {
    const portal = 'mutation { billingPortal { url userErrors { code } } }';
    const { data } = await gateway.ask(portal, {}, { key });
    expect(data.billingPortal.userErrors).toEqual([]);
    expect((await fetch(data.billingPortal.url)).status).toBe(200);
  });

  it('ends with what is paid for', async () => {
    expect(await change('free')).toMatchObject({ checkoutUrl: null, userErrors: [], account: { plan: { id: 'pro' } } });
    await waitUntil('the end is known', async () => (await account()).account.subscription.cancelAtPeriodEnd === true);
  });

  it('leads to a page when the bank wants an upgrade to be confirmed, and is done with the confirmation', async () => {
    const create = 'mutation { createAccount(input: { name: "Bea", planId: "free" }) { secret } }';
    const careful = (await gateway.ask(create, {}, { key: gateway.operatorKey })).data.createAccount.secret as string;
    const ask = async (planId: string): Promise<Answer> => {
      const input = { planId, idempotencyKey: `careful ${planId}` };
      return (await gateway.ask(CHANGE, { input }, { key: careful })).data.changePlan;
    };
    const hers = async (): Promise<Answer> => (await gateway.ask(ACCOUNT, {}, { key: careful })).data;
    const number = '4000 0027 6000 3184';
    const first = await ask('starter');
    await fetch(`${first.checkoutUrl}/pay`, { method: 'POST', body: new URLSearchParams({ number }) });
    await waitUntil('the first plan arrives', async () => (await hers()).account.plan.id === 'starter');
    const before = (await hers()).balance.lots.length;

    const upgrade = await ask('pro');
    expect(upgrade).toMatchObject({ userErrors: [], account: { plan: { id: 'starter' } }, replayed: false });
    expect(await ask('pro')).toMatchObject({ checkoutUrl: upgrade.checkoutUrl, replayed: true });
    expect(await (await fetch(upgrade.checkoutUrl)).text()).toContain('Confirm the payment');
    await fetch(`${upgrade.checkoutUrl}/confirm`, { method: 'POST' });
    await waitUntil('the upgrade arrives', async () => (await hers()).account.plan.id === 'pro');
    await waitUntil('its credits arrive', async () => (await hers()).balance.lots.length > before);
    expect(await hers()).toMatchObject({ account: { subscription: { planId: 'pro', status: 'ACTIVE' } } });
    await waitUntil('the change is done', async () => (await ask('pro')).checkoutUrl === null);
  });

  it('needs the scope to buy', async () => {
    const create = `mutation { createApiKey(input: { name: "reader", scopes: [ACCOUNT_READ] }) { secret } }`;
    const { secret } = (await gateway.ask(create, {}, { key })).data.createApiKey;
    const input = { planId: 'pro', idempotencyKey: 'x' };
    expect((await gateway.ask(CHANGE, { input }, { key: secret })).status).toBe(403);
  });
});
