// The page that customers land on after a checkout: what they bought, what they have now, and nothing for anybody else.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { toPublicId } from '../../../src/database/index.ts';
import type { Purchase } from '../../../src/purchases/index.ts';
import { openShop, type Shop } from '../shop.ts';

const HOUR_MILLISECONDS = 3_600_000;

let shop: Shop;
let accountId: string;
let purchase: Purchase;

beforeAll(async () => {
  shop = await openShop();
});

afterAll(async () => {
  await shop.close();
});

beforeEach(async () => {
  accountId = await shop.world.newAccount('7');
  purchase = await shop.buy(accountId);
});

async function land(button: 'pay' | 'close' = 'pay'): Promise<URL> {
  const response = await shop.click(purchase, button);
  return new URL(String(response.headers.get('location')), shop.baseUrl);
}

async function textOf(page: URL): Promise<string> {
  const response = await fetch(page);
  expect(response.status).toBe(200);
  return (await response.text()).replace(/<style>[\s\S]*?<\/style>/, '');
}

describe('the page after a checkout', () => {
  it('says what was bought, what the wallet has now, and leads back', async () => {
    const text = await textOf(await land());
    expect(text).toContain('25 credits for 25.00 USD: your payment was received.');
    expect(text).toContain('32 credits');
    expect(text).toContain('href="../playground"');
    expect(text).not.toContain('http-equiv="refresh"');
  });

  it('waits for the confirmation, and shows no balance before it', async () => {
    shop.webhooks = 'held';
    const page = await land();
    const waiting = await textOf(page);
    expect(waiting).toContain('being confirmed');
    expect(waiting).toContain('http-equiv="refresh"');
    expect(waiting).not.toContain('Your wallet now has');
    shop.webhooks = 'open';
    for (const { rawBody, signature } of shop.held.splice(0)) await shop.purchases.receiveWebhook(rawBody, signature);
    expect(await textOf(page)).toContain('32 credits');
  });

  it('shows the balance for an hour, and what was bought for ever', async () => {
    const page = await land();
    const before = shop.world.clock.now;
    shop.world.clock.now = new Date(before.getTime() + HOUR_MILLISECONDS);
    const text = await textOf(page);
    shop.world.clock.now = before;
    expect(text).toContain('25 credits for 25.00 USD');
    expect(text).not.toContain('32 credits');
  });

  it.each<[string, (page: URL) => void]>([
    ['no session', ({ searchParams }) => searchParams.delete('session')],
    ['another session', ({ searchParams }) => searchParams.set('session', `cs_test_${'a'.repeat(58)}`)],
    ['a pattern for a session', ({ searchParams }) => searchParams.set('session', '%')],
    ['another account', ({ searchParams }) => searchParams.set('account', toPublicId('acct', purchase.id))],
    ['no account', ({ searchParams }) => searchParams.set('account', "' or true --")],
  ])('tells nothing to who has %s', async (_, change) => {
    const page = await land();
    change(page);
    const text = await textOf(page);
    expect(text).toContain('Your checkout is complete');
    expect(text).not.toMatch(/\d+ credits/);
  });

  it('leads back from a checkout that was closed, too', async () => {
    const text = await textOf(await land('close'));
    expect(text).toContain('Nothing was paid');
    expect(text).toContain('href="../playground"');
  });
});
