import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Account } from '../../../src/accounts/index.ts';
import { createCatalog } from '../../../src/catalog/index.ts';
import type { OffSessionPayments } from '../../../src/purchases/top-up/off-session-payments.ts';
import type { AutoTopUp } from '../../../src/purchases/top-up/top-up.ts';
import { submit } from '../../simulators/stripe/simulated-stripe.ts';
import { credits } from '../../support/ledger-world.ts';
import { openTopUpWorld, type TopUpWorld } from './top-up-world.ts';

let world: TopUpWorld;

beforeAll(async () => {
  world = await openTopUpWorld();
});
afterAll(() => world.shop.close());
beforeEach(() => {
  world.shop.webhooks = 'open';
  world.shop.held.length = 0;
  world.shop.problems.length = 0;
});

async function seen(accountId: string): Promise<AutoTopUp> {
  const found = await world.topUps.find(accountId);
  if (found === undefined) throw new Error('it was never configured');
  return found;
}

async function eventsOf(accountId: string) {
  return world.shop.world.database.rows<{ type: string; data: Record<string, unknown> }>(
    `select type, data from webhook_event where account_id = $1 and type like 'auto_top_up%' order by id`,
    [accountId],
  );
}

/** Somebody listens, so that events leave rows. */
async function listen(accountId: string): Promise<void> {
  await world.shop.world.database.rows(
    `insert into webhook_endpoint (account_id, id, url, created_at) values ($1, gen_random_uuid(), 'https://example.com/', now())`,
    [accountId],
  );
}

describe('a wallet below its threshold', () => {
  it('is topped up once, with credits, a purchase and an event', async () => {
    const { accountId, customerId } = await world.newCustomer('4');
    await listen(accountId);
    await world.configure(accountId);
    expect(await world.topUps.runWoken()).toBe(1);
    expect(await world.charges(customerId)).toHaveLength(1);
    expect(await world.shop.available(accountId)).toBe(credits('29'));
    const { state, lastAttempts, spentThisMonth, nextAttemptAt } = await seen(accountId);
    expect({ state, spentThisMonth }).toEqual({
      state: 'READY',
      spentThisMonth: { minorUnits: 2_500n, currency: 'USD' },
    });
    expect(nextAttemptAt).toEqual(new Date(world.shop.world.clock.now.getTime() + 3_600_000));
    expect(lastAttempts).toMatchObject([
      {
        status: 'SUCCEEDED',
        reason: { kind: 'BALANCE_BELOW_THRESHOLD', available: credits('4'), threshold: credits('5') },
      },
    ]);
    const [attempt] = lastAttempts;
    const [purchase] = await world.shop.purchases.byIds(accountId, [String(attempt?.id)]);
    expect(purchase).toMatchObject({ status: 'PAID', pack: { id: 'small' }, credits: credits('25') });
    const balance = await world.shop.world.ledger.balance(accountId);
    expect(balance?.lots.map(({ source, expiresAt }) => [source, expiresAt !== undefined])).toContainEqual([
      'AUTO_TOP_UP',
      true,
    ]);
    expect(await eventsOf(accountId)).toMatchObject([
      { type: 'auto_top_up.succeeded', data: { credits: '25', price: { amount: '25.00', currency: 'USD' } } },
    ]);
  });

  it('is found by the round when another process charged it', async () => {
    const { accountId, customerId } = await world.newCustomer('100');
    await world.configure(accountId);
    await world.topUps.runWoken();
    expect(await world.charges(customerId)).toHaveLength(0);
    await world.shop.world.reserve(accountId, '96');
    await world.topUps.runRound();
    expect(await world.charges(customerId)).toHaveLength(1);
    await world.shop.world.reserve(accountId, '27');
    await world.topUps.runRound();
    expect(await world.charges(customerId)).toHaveLength(1);
    world.later(60);
    await world.topUps.runRound();
    expect(await world.charges(customerId)).toHaveLength(2);
  });

  it('is topped up for a refused reservation, with the shortfall as the reason', async () => {
    const { accountId } = await world.newCustomer('20');
    await world.configure(accountId);
    await world.topUps.runWoken();
    world.topUps.reservationRefused({ accountId, required: credits('30') });
    expect(await world.topUps.runWoken()).toBe(1);
    expect((await seen(accountId)).lastAttempts).toMatchObject([
      { reason: { kind: 'RESERVATION_REFUSED', available: credits('20'), shortfall: credits('10') } },
    ]);
  });

  it('stays below it once the cap is reached, declined attempts included, until the month ends', async () => {
    const { accountId, customerId } = await world.newCustomer('4');
    await world.configure(accountId, { monthlyCap: { minorUnits: 4_999n, currency: 'USD' } });
    await world.topUps.runWoken();
    await world.shop.world.reserve(accountId, '28');
    world.later(120);
    expect(await world.topUps.runRound()).toBe(0);
    expect(await world.charges(customerId)).toHaveLength(1);
    expect((await seen(accountId)).nextAttemptAt).toEqual(new Date('2026-12-01T00:00:00Z'));
  });

  it('makes one attempt when several gateways look at once', async () => {
    const { accountId, customerId } = await world.newCustomer('4');
    await world.configure(accountId);
    await world.topUps.runWoken();
    const more = await world.newCustomer('4');
    await world.configure(more.accountId);
    const gateways = Array.from({ length: 6 }, () => world.besides({}));
    const made = await Promise.all(gateways.map((gateway) => gateway.runRound()));
    expect(made.reduce((sum, count) => sum + count, 0)).toBe(1);
    expect([await world.attempts(customerId), await world.attempts(more.customerId)]).toEqual([1, 1]);
  });

  it('is topped up by hand whatever the balance, and no sooner than the cool-down allows', async () => {
    const { accountId, customerId } = await world.newCustomer('50');
    await world.configure(accountId, { now: true });
    await world.topUps.runWoken();
    await world.configure(accountId, { now: true });
    await world.topUps.runWoken();
    expect(await world.charges(customerId)).toHaveLength(1);
    expect((await seen(accountId)).lastAttempts[0]?.reason).toEqual({ kind: 'MANUAL', available: credits('50') });
  });
});

describe('an account', () => {
  const account = (change: Partial<Account>): Account => ({
    id: '',
    name: 'Test',
    email: undefined,
    planId: 'free',
    billingMode: 'PREPAID',
    status: 'ACTIVE',
    timeZone: 'UTC',
    resetHour: 0,
    limitsEndUsers: false,
    createdAt: new Date(0),
    ...change,
  });
  const knownAs = (known: Account) => ({ accounts: { find: () => Promise.resolve(known) } });

  it('that is suspended is not charged for credits that it could not spend', async () => {
    const { accountId, customerId } = await world.newCustomer('4');
    await world.configure(accountId);
    const suspended = world.besides(knownAs(account({ status: 'SUSPENDED' })));
    suspended.walletChanged(accountId);
    expect([await suspended.runWoken(), await suspended.runRound()]).toEqual([0, 0]);
    expect(await world.attempts(customerId)).toBe(0);
    expect(await world.topUps.runRound()).toBe(1);
  });

  it('that pays by invoice is not topped up, and says so', async () => {
    const { accountId } = await world.newCustomer('4');
    await world.configure(accountId);
    const postpaid = world.besides(knownAs(account({ billingMode: 'POSTPAID' })));
    expect(await postpaid.runRound()).toBe(0);
    const shown = await postpaid.find(accountId);
    expect(shown).toMatchObject({ state: 'OFF', settings: { enabled: false } });
    const { settings } = await seen(accountId);
    const { refusal } = await postpaid.configure({ accountId, ...settings });
    expect(refusal).toMatchObject({ code: 'INVALID_PARAMETER', path: ['enabled'], allowed: ['false'] });
    expect((await postpaid.configure({ accountId, ...settings, enabled: false })).refusal).toBeUndefined();
  });

  it('without a paid plan buys no pack that needs one, configured or by the size of a target', async () => {
    const { storefront } = world.context.catalog;
    const price = { minorUnits: 100n, currency: 'USD' };
    const members = { id: 'members', name: 'Members', credits: credits('100'), validity: 'LIFETIME' as const, price };
    const limits = { monthlyCredits: credits('0'), auditWindowDays: 30, concurrencyLimit: 1, requestsPerMinute: 1 };
    const catalog = createCatalog({
      ...storefront,
      packs: [...storefront.packs, { ...members, requiresPlan: true }],
      plans: [{ ...limits, id: 'pro', name: 'Pro', price }],
    });
    const { accountId } = await world.newCustomer('4');
    const configuration = {
      accountId,
      enabled: true,
      threshold: credits('5'),
      packId: 'members',
      target: undefined,
      monthlyCap: { minorUnits: 10_000n, currency: 'USD' },
    };
    const free = world.besides({ catalog, ...knownAs(account({})) });
    const { refusal } = await free.configure(configuration);
    expect(refusal).toEqual({ code: 'PACK_NOT_FOUND', packId: 'members', allowed: ['small', 'large'] });
    const paid = world.besides({ catalog, ...knownAs(account({ planId: 'pro' })) });
    expect(await paid.configure(configuration)).toMatchObject({ autoTopUp: { state: 'READY' } });
    expect(await free.find(accountId)).toMatchObject({ state: 'PAUSED', pausedReason: 'PACK_UNAVAILABLE' });
    expect(await free.runRound()).toBe(0);
    await free.configure({ ...configuration, packId: undefined, target: credits('100') });
    expect(await free.runWoken()).toBe(1);
    expect(await world.shop.available(accountId)).toBe(credits('104'));
  });
});

describe('a declined card', () => {
  const FATAL: [card: string, reason: string, code: string][] = [
    ['lost_card', 'CARD_REFUSED', 'generic_decline'],
    ['stolen_card', 'CARD_REFUSED', 'generic_decline'],
    ['pickup_card', 'CARD_REFUSED', 'generic_decline'],
    ['fraudulent', 'CARD_REFUSED', 'generic_decline'],
    ['do_not_honor', 'CARD_REFUSED', 'do_not_honor'],
    ['expired_card', 'CARD_DATA_WRONG', 'expired_card'],
    ['authentication_required', 'AUTHENTICATION_REQUIRED', 'authentication_required'],
  ];

  async function trouble(methodId: string, code: string | null): Promise<void> {
    await world.shop.world.database.rows(
      `update stripe_simulator_object set body = jsonb_set(body, '{trouble}', $2::jsonb) where id = $1`,
      [methodId, JSON.stringify(code)],
    );
  }

  it.each(FATAL)('pauses at once after %s, and tells the customer', async (code, reason, shown) => {
    const { accountId, customerId } = await world.newCustomer('4', undefined);
    await trouble(await world.giveCard(customerId, 'pm_card_visa'), code);
    await listen(accountId);
    await world.configure(accountId);
    await world.topUps.runWoken();
    world.later(48 * 60);
    await world.topUps.runRound();
    expect(await world.attempts(customerId)).toBe(1);
    expect(await seen(accountId)).toMatchObject({
      state: 'PAUSED',
      pausedReason: reason,
      lastAttempts: [{ status: 'FAILED', declineCode: shown }],
    });
    expect(await eventsOf(accountId)).toMatchObject([
      { type: 'auto_top_up.failed', data: { declineCode: shown, retrying: false } },
    ]);
  });

  it('is tried again after 1, 4 and 24 hours, then no more; published at the first decline and at the end', async () => {
    const { accountId, customerId } = await world.newCustomer('4', undefined);
    await trouble(await world.giveCard(customerId, 'pm_card_visa'), 'insufficient_funds');
    await listen(accountId);
    await world.configure(accountId, { monthlyCap: { minorUnits: 100_000n, currency: 'USD' } });
    await world.topUps.runWoken();
    const counts: number[] = [];
    for (const minutes of [59, 1, 239, 1, 1_439, 1, 99_999]) {
      world.later(minutes);
      await world.topUps.runRound();
      counts.push(await world.attempts(customerId));
    }
    expect(counts).toEqual([1, 2, 2, 3, 3, 4, 4]);
    expect(await seen(accountId)).toMatchObject({ state: 'PAUSED', pausedReason: 'RETRIES_EXHAUSTED' });
    expect((await eventsOf(accountId)).map(({ data }) => data['retrying'])).toEqual([true, false]);
  });

  it('stays paused for the same card, and a new one clears it', async () => {
    const { accountId, customerId } = await world.newCustomer('4', undefined);
    await trouble(await world.giveCard(customerId, 'pm_card_visa'), 'lost_card');
    await world.configure(accountId);
    await world.topUps.runWoken();
    const again = await world.configure(accountId);
    expect(again).toMatchObject({ autoTopUp: { state: 'PAUSED' }, setupUrl: expect.stringContaining('/pay/cs_') });
    await submit(`${String(again.setupUrl)}/pay`, { card: '4242424242424242' });
    const cleared = await world.configure(accountId);
    expect(cleared).toMatchObject({ autoTopUp: { state: 'READY' }, setupUrl: undefined });
    expect(await world.topUps.runWoken()).toBe(1);
    expect(await world.charges(customerId)).toHaveLength(1);
  });

  it('that was taken away is not asked for again', async () => {
    const { accountId, customerId } = await world.newCustomer('4', undefined);
    const method = await world.giveCard(customerId, 'pm_card_visa');
    await world.configure(accountId);
    await world.shop.world.database.rows('delete from stripe_simulator_object where id = $1', [method]);
    await world.topUps.runWoken();
    expect(await seen(accountId)).toMatchObject({ state: 'PAUSED', pausedReason: 'PAYMENT_METHOD_MISSING' });
    expect(await world.charges(customerId)).toHaveLength(0);
  });
});

describe('a configuration', () => {
  it('without a saved payment method says where to add one; afterwards it is accepted', async () => {
    const { accountId } = await world.newCustomer('4', undefined);
    const first = await world.configure(accountId);
    expect(first).toMatchObject({
      refusal: { code: 'PAYMENT_METHOD_MISSING' },
      setupUrl: expect.stringContaining('/pay/'),
    });
    expect(await world.topUps.find(accountId)).toBeUndefined();
    await submit(`${String(first.setupUrl)}/pay`, { card: '4242424242424242' });
    expect(await world.configure(accountId)).toMatchObject({ refusal: undefined, autoTopUp: { state: 'READY' } });
  });

  it('is refused when the provider cannot be reached', async () => {
    const { accountId } = await world.newCustomer('4');
    await world.shop.goOffline();
    const answer = await world.configure(accountId);
    await world.shop.goOnline();
    expect(answer.refusal).toEqual({ code: 'PAYMENT_PROVIDER_UNAVAILABLE' });
  });

  it('can be switched off without a payment method', async () => {
    const { accountId } = await world.newCustomer('4', undefined);
    expect(await world.configure(accountId, { enabled: false })).toMatchObject({ autoTopUp: { state: 'OFF' } });
  });
});

describe('a lost answer', () => {
  /** The provider does what it is asked, and nobody hears of it. */
  const deaf = (): OffSessionPayments => ({
    ...world.context.payments,
    chargeOffSession: async (charge) => {
      await world.context.payments.chargeOffSession(charge);
      return { status: 'unknown', reason: 'the answer was lost' };
    },
  });

  it('is asked for again under the same key: one charge, one credit', async () => {
    world.shop.webhooks = 'held';
    const { accountId, customerId } = await world.newCustomer('4');
    await world.configure(accountId);
    await world.besides({ payments: deaf() }).runRound();
    expect(await seen(accountId)).toMatchObject({ state: 'IN_FLIGHT' });
    expect(await world.shop.available(accountId)).toBe(credits('4'));
    await world.topUps.runRound();
    expect(await world.topUps.recover()).toBe(0);
    world.later(2);
    await world.topUps.recover();
    expect(await world.charges(customerId)).toHaveLength(1);
    expect(await world.shop.available(accountId)).toBe(credits('29'));
  });

  it('is made up for by the webhook', async () => {
    const { accountId, customerId } = await world.newCustomer('4');
    await world.configure(accountId);
    await world.besides({ payments: deaf() }).runRound();
    expect(await world.shop.available(accountId)).toBe(credits('29'));
    world.later(2);
    await world.topUps.recover();
    expect(await world.charges(customerId)).toHaveLength(1);
  });

  it('is searched for once the provider has forgotten the key', async () => {
    world.shop.webhooks = 'held';
    const { accountId, customerId } = await world.newCustomer('4');
    await world.configure(accountId);
    await world.besides({ payments: deaf() }).runRound();
    world.later(25 * 60);
    await world.topUps.recover();
    expect(await world.charges(customerId)).toHaveLength(1);
    expect(await world.shop.available(accountId)).toBe(credits('29'));
  });

  it('of a request that never arrived counts as a failure, and the next attempt is a new one', async () => {
    const { accountId, customerId } = await world.newCustomer('4');
    await world.configure(accountId);
    const mute: OffSessionPayments = {
      ...world.context.payments,
      chargeOffSession: () => Promise.resolve({ status: 'unknown', reason: 'no connection' }),
    };
    await world.besides({ payments: mute }).runRound();
    world.later(25 * 60);
    await world.topUps.recover();
    expect(await seen(accountId)).toMatchObject({ state: 'RETRYING' });
    world.later(60);
    await world.topUps.runRound();
    expect(await world.charges(customerId)).toHaveLength(1);
  });
});
