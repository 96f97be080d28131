// What an automatic top-up is not for, and what it says when it can do nothing.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type CreditPack, createCatalog } from '../../../src/catalog/index.ts';
import type { ConfigureTopUp, TopUps } from '../../../src/purchases/top-up/top-up.ts';
import { idOf } from '../../simulators/stripe/simulated-stripe.ts';
import { credits } from '../../support/ledger-world.ts';
import { type Bought, closeDispute, dispute, spend } from '../refunds/reversal-shop.ts';
import { openTopUpWorld, type TopUpWorld } from './top-up-world.ts';

const usd = (minorUnits: bigint) => ({ minorUnits, currency: 'USD' });
const PACKS: readonly CreditPack[] = [
  { id: 'pack-10', name: 'Ten', credits: credits('10'), validity: 'LIFETIME', price: usd(1_000n) },
  { id: 'pack-25', name: 'Twenty-five', credits: credits('25'), validity: 'LIFETIME', price: usd(2_500n) },
  { id: 'pack-1000', name: 'Thousand', credits: credits('1000'), validity: 'LIFETIME', price: usd(100_000n) },
];

let world: TopUpWorld;
let topUps: TopUps;

beforeAll(async () => {
  world = await openTopUpWorld();
  const catalog = createCatalog({ ...world.context.catalog.storefront, packs: PACKS });
  topUps = world.besides({ catalog });
});
afterAll(() => world.shop.close());
beforeEach(() => {
  world.shop.webhooks = 'open';
});

const configure = (accountId: string, change: Partial<ConfigureTopUp>) =>
  topUps.configure({
    accountId,
    enabled: true,
    threshold: credits('5'),
    packId: undefined,
    target: undefined,
    monthlyCap: usd(10_000n),
    ...change,
  });

async function look(): Promise<void> {
  await topUps.runWoken();
  await topUps.runRound();
}

async function amounts(customerId: string): Promise<number[]> {
  return (await world.charges(customerId)).map(({ amount }) => amount);
}

async function capEvents(accountId: string) {
  const rows = await world.shop.world.database.rows<{ data: unknown }>(
    `select data from webhook_event where account_id = $1 and type = 'auto_top_up.cap_reached'`,
    [accountId],
  );
  return rows.map(({ data }) => data);
}

async function listen(accountId: string): Promise<void> {
  await world.shop.world.database.rows(
    `insert into webhook_endpoint (account_id, id, url, created_at) values ($1, gen_random_uuid(), 'https://example.com/', now())`,
    [accountId],
  );
}

describe('money that goes back', () => {
  /** A customer who has paid for 25 credits, and spent 17 of them. */
  async function half(): Promise<Bought & { customerId: string }> {
    const { accountId, customerId } = await world.newCustomer('0');
    await world.shop.world.database.rows(
      `insert into account (id, name, plan_id, created_at) values ($1, 'Ada', 'free', now())`,
      [accountId],
    );
    const purchase = await world.shop.buy(accountId, 'small');
    await world.shop.click(purchase, 'pay');
    const sessions = await world.shop.stripe.checkout.sessions.list({ limit: 100 });
    const session = sessions.data.find(({ client_reference_id: id, url }) => id !== null && url === null);
    await configure(accountId, { packId: 'pack-10' });
    await spend(world.shop, accountId, '17');
    await look();
    expect(await amounts(customerId)).toEqual([]);
    return { accountId, customerId, purchase, paymentIntentId: idOf(session?.payment_intent) };
  }

  it('and leaves a debt is not charged for, now or later, until the customer asks for it', async () => {
    const { accountId, customerId, paymentIntentId } = await half();
    await world.shop.stripe.refunds.create({ payment_intent: paymentIntentId });
    expect(await world.shop.world.ledger.balance(accountId)).toMatchObject({ available: 0n, debt: credits('17') });
    topUps.walletChanged(accountId);
    await look();
    world.later(120);
    topUps.reservationRefused({ accountId, required: credits('1') });
    await look();
    await configure(accountId, { packId: 'pack-10', now: true });
    await look();
    expect(await amounts(customerId)).toEqual([]);
    expect(await topUps.find(accountId)).toMatchObject({
      state: 'PAUSED',
      pausedReason: 'CREDITS_OWED',
      pausedMessage: expect.stringContaining('paysDebt'),
    });
    await configure(accountId, { packId: 'pack-10', paysDebt: true });
    await look();
    expect(await amounts(customerId)).toEqual([1_000]);
    expect(await world.shop.world.ledger.balance(accountId)).toMatchObject({ debt: credits('7') });
  });

  it('perhaps, while a dispute is open, is not charged for either', async () => {
    const bought = await half();
    const { id } = await dispute(world.shop, bought);
    expect(await world.shop.available(bought.accountId)).toBe(0n);
    topUps.walletChanged(bought.accountId);
    await look();
    expect(await amounts(bought.customerId)).toEqual([]);
    await closeDispute(world.shop, id, 'won');
    await spend(world.shop, bought.accountId, '4');
    await look();
    expect(await amounts(bought.customerId)).toEqual([1_000]);
  });
});

describe('a monthly cap', () => {
  it('that one large request does not fit under does not stop the rest', async () => {
    const { accountId, customerId } = await world.newCustomer('6');
    await configure(accountId, { target: credits('10'), monthlyCap: usd(2_000n) });
    topUps.reservationRefused({ accountId, required: credits('17.5') });
    await look();
    expect(await amounts(customerId)).toEqual([1_000]);
    await world.shop.world.reserve(accountId, '15');
    world.later(61);
    await look();
    expect(await amounts(customerId)).toEqual([1_000, 1_000]);
    expect(await topUps.find(accountId)).toMatchObject({ state: 'CAP_REACHED' });
  });

  it('that is reached is shown, and published once a month', async () => {
    const { accountId, customerId } = await world.newCustomer('4');
    await listen(accountId);
    await configure(accountId, { packId: 'pack-10', monthlyCap: usd(1_900n) });
    await look();
    expect(await amounts(customerId)).toEqual([1_000]);
    expect(await capEvents(accountId)).toEqual([]);
    await configure(accountId, { packId: 'pack-10', monthlyCap: usd(1_900n), now: true });
    await look();
    const published = {
      monthlyCap: { amount: '19.00', currency: 'USD' },
      countedThisMonth: { amount: '10.00', currency: 'USD' },
    };
    const { now } = world.shop.world.clock;
    const resumesAt = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1));
    expect(await capEvents(accountId)).toEqual([{ ...published, resumesAt: resumesAt.toISOString() }]);
    expect(await topUps.find(accountId)).toMatchObject({ state: 'CAP_REACHED', nextAttemptAt: resumesAt });
    await world.shop.world.reserve(accountId, '13');
    world.later(121);
    await look();
    world.later(121);
    await look();
    expect(await capEvents(accountId)).toHaveLength(1);
    world.shop.world.clock.now = resumesAt;
    await look();
    expect(await amounts(customerId)).toEqual([1_000, 1_000]);
    expect(await topUps.find(accountId)).toMatchObject({ state: 'CAP_REACHED' });
  });

  it('lets a cheaper pack in that is published later', async () => {
    const { accountId, customerId } = await world.newCustomer('4');
    await configure(accountId, { packId: 'pack-25', monthlyCap: usd(4_900n) });
    await look();
    await world.shop.world.reserve(accountId, '28');
    world.later(61);
    await look();
    expect(await topUps.find(accountId)).toMatchObject({ state: 'CAP_REACHED' });
    const cheaper = PACKS.map((pack) => (pack.id === 'pack-25' ? { ...pack, price: usd(2_400n) } : pack));
    const catalog = createCatalog({ ...world.context.catalog.storefront, packs: cheaper });
    world.later(61);
    await world.besides({ catalog }).runRound();
    expect(await amounts(customerId)).toEqual([2_500, 2_400]);
  });
});

describe('a target', () => {
  it('above the largest pack is refused, with what is possible', async () => {
    const { accountId } = await world.newCustomer('4');
    const { refusal } = await configure(accountId, { target: credits('3000'), monthlyCap: usd(500_000n) });
    expect(refusal).toEqual({
      code: 'INVALID_PARAMETER',
      path: ['target'],
      message: 'The target is above the largest pack, 1000 credits.',
      allowed: ['at most 1000 credits'],
    });
  });
});
