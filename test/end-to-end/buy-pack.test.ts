// Buying credits as a customer without any JavaScript: the mutation, the checkout page, its button, the wallet.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import type { GraphqlAnswer } from '../support/gateway-client.ts';
import { BALANCE } from '../support/gateway-operations.ts';
import { waitUntil } from '../support/wait-until.ts';

let gateway: TestGateway;

const BUY = `mutation ($input: BuyCreditPackInput!) {
  buyCreditPack(input: $input) { purchase { id status credits } checkoutUrl replayed userErrors { code message } }
}`;
const PURCHASES = '{ purchases { nodes { id status credits receiptUrl paidAt } } }';

beforeAll(async () => {
  gateway = await startTestGateway();
});

afterAll(async () => {
  await gateway.stop();
});

async function buy(key: string, idempotencyKey: string): Promise<GraphqlAnswer> {
  return gateway.ask(BUY, { input: { packId: 'pack-10', idempotencyKey } }, { key });
}

/** Presses the button whose form leads to `.../<what>`, as a browser would. */
async function press(pageUrl: string, what: string): Promise<Response> {
  const page = await fetch(pageUrl);
  expect(page.headers.get('content-type')).toContain('text/html');
  const forms = [...(await page.text()).matchAll(/<form method="post" action="([^"]+)"/g)].map(([, action]) => action);
  const action = forms.find((candidate) => candidate?.endsWith(`/${what}`) === true);
  expect(action).toBeDefined();
  return fetch(new URL(action ?? '', pageUrl), { method: 'POST' });
}

const balanceOf = async (key: string): Promise<unknown> => (await gateway.ask(BALANCE, {}, { key })).data.balance;

describe('buying a pack through the simulator', () => {
  it('adds the credits once it is paid, exactly once', async () => {
    const { key } = await gateway.newAccount('0');
    const { data } = await buy(key, 'first');
    expect(data.buyCreditPack).toMatchObject({ replayed: false, userErrors: [], purchase: { status: 'PENDING' } });
    expect(await balanceOf(key)).toEqual({ available: '0', reserved: '0' });
    const { checkoutUrl } = data.buyCreditPack;
    const landed = await press(checkoutUrl, 'pay');
    expect([landed.status, new URL(landed.url).pathname]).toEqual([200, '/checkout/done']);
    await waitUntil('the credits arrive', async () => JSON.stringify(await balanceOf(key)).includes('"10"'));
    const purchases = await gateway.ask(PURCHASES, {}, { key });
    expect(purchases.data.purchases.nodes).toMatchObject([{ status: 'PAID', credits: '10' }]);
    expect((await fetch(purchases.data.purchases.nodes[0].receiptUrl)).status).toBe(200);
    expect((await fetch(checkoutUrl)).status).toBe(200);
    expect((await buy(key, 'first')).data.buyCreditPack).toMatchObject({
      replayed: true,
      purchase: { status: 'PAID' },
    });
    expect(await balanceOf(key)).toEqual({ available: '10', reserved: '0' });
  });

  it('adds nothing when the card is declined, and can be paid afterwards', async () => {
    const { key } = await gateway.newAccount('0');
    const { checkoutUrl } = (await buy(key, 'declined')).data.buyCreditPack;
    const declined = await press(checkoutUrl, 'decline');
    expect(await declined.text()).toMatch(/declined/i);
    expect(await balanceOf(key)).toEqual({ available: '0', reserved: '0' });
    await press(checkoutUrl, 'pay');
    await waitUntil('the credits arrive', async () => JSON.stringify(await balanceOf(key)).includes('"10"'));
  });

  it('refuses a pack that is not sold', async () => {
    const { data } = await gateway.ask(BUY, { input: { packId: 'pack-7', idempotencyKey: 'none' } });
    expect(data.buyCreditPack).toMatchObject({ purchase: null, userErrors: [{ code: 'PACK_NOT_FOUND' }] });
  });
});
