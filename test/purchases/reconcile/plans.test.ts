// Money for plans: a paid invoice without its credits is credited, credits of a plan without a paid invoice are named.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { hashInput } from '../../../src/ledger/index.ts';
import { credits } from '../../support/ledger-world.ts';
import { checkoutOf, openPlanShop, type PlanShop, pay } from '../plans/plan-shop.ts';

let shop: PlanShop;

beforeAll(async () => {
  shop = await openPlanShop();
});

afterAll(() => shop.close());

beforeEach(() => {
  shop.webhooks = 'held';
  shop.held.length = 0;
});

async function subscribed(): Promise<string> {
  const accountId = await shop.newAccount();
  await pay(checkoutOf(await shop.change(accountId, 'pro')));
  return accountId;
}

/** As if each event had come and its handler had done nothing. */
const recordAll = () =>
  shop.world.database.rows(
    `insert into payment_event (id, type, object_id, outcome, received_at)
     select id, 'x', 'x', 'RECORDED', now() from stripe_simulator_object where kind = 'event' on conflict do nothing`,
  );

const later = (milliseconds: number): void => {
  shop.world.clock.now = new Date(shop.world.clock.now.getTime() + milliseconds);
};
const DAY = 86_400_000;

describe('a paid invoice of a plan', () => {
  it('whose events were received and did nothing is credited once', async () => {
    const accountId = await subscribed();
    await recordAll();
    expect(await shop.purchases.reconcile()).toMatchObject({ eventsHandled: 0, credited: 1, findings: [] });
    expect(await shop.lots(accountId)).toEqual(['29']);
    expect(await shop.purchases.reconcile()).toMatchObject({ credited: 0, findings: [] });
    expect(await shop.lots(accountId)).toEqual(['29']);
  });

  it('that is older than what is listed is asked for, and believed', async () => {
    await shop.purchases.reconcile();
    const accountId = await subscribed();
    later(20 * DAY);
    // Not received for weeks; the journal still has it.
    await shop.world.database.rows('update reconciliation set reached_at = $1', [
      new Date(shop.world.clock.now.getTime() - 21 * DAY),
    ]);
    expect(await shop.purchases.reconcile()).toMatchObject({ credited: 1, findings: [] });
    later(DAY);
    expect(await shop.purchases.reconcile()).toMatchObject({ credited: 0, findings: [] });
    expect(await shop.lots(accountId)).toEqual(['29']);
  });
});

describe('credits of a plan', () => {
  it.each(['stripe:in_unknown', 'grant:gift'])('under the key %s are named, for nobody paid them', async (key) => {
    const accountId = await shop.newAccount();
    await shop.world.ledger.submit({
      command: {
        ...{ kind: 'add', accountId, source: 'PLAN', amount: credits('5'), description: 'A gift' },
        ...{ idempotencyKey: key, inputHash: hashInput({ key }) },
      },
    });
    const paymentId = key.startsWith('stripe:') ? key.slice('stripe:'.length) : undefined;
    expect((await shop.purchases.reconcile()).findings).toContainEqual(
      expect.objectContaining({
        ...{ code: 'CREDITS_WITHOUT_PAYMENT', accountId, lot: 1 },
        ...(paymentId === undefined ? {} : { paymentId }),
      }),
    );
  });
});
