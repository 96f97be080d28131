// The process dies at every point between our database and the payment provider; another one takes over.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { TopUpContext } from '../../../src/purchases/top-up/top-up-context.ts';
import { credits } from '../../support/ledger-world.ts';
import { openTopUpWorld, type TopUpWorld } from './top-up-world.ts';

let world: TopUpWorld;

beforeAll(async () => {
  world = await openTopUpWorld();
});
afterAll(() => world.shop.close());
beforeEach(() => {
  world.shop.webhooks = 'held';
  world.shop.held.length = 0;
});

class Death extends Error {}

/** A process that dies before its `step`-th doing (odd) or after it, when nobody gets its answer any more (even). */
function dying(step: number): { readonly context: TopUpContext; isDead(): boolean } {
  let steps = 0;
  let isDead = false;
  const reach = (): void => {
    steps += 1;
    if (steps === step) isDead = true;
    if (isDead) throw new Death();
  };
  const mortal = <Part extends object>(part: Part, names: readonly (keyof Part)[]): Part => {
    const doings = names.map((name) => {
      const doing = (part[name] as (...given: unknown[]) => Promise<unknown>).bind(part);
      // A typed query that is begun is answered; who dies after it asks nothing more.
      if (name === 'tables') return [name, () => (reach(), doing())];
      return [
        name,
        async (...given: unknown[]) => {
          reach();
          const result = await doing(...given);
          reach();
          return result;
        },
      ];
    });
    return Object.assign(Object.create(part) as Part, Object.fromEntries(doings));
  };
  const { database, ledger, payments } = world.context;
  return {
    isDead: () => isDead,
    context: {
      ...world.context,
      database: mortal(database, ['rows', 'tables', 'transaction']),
      ledger: mortal(ledger, ['submit', 'balance']),
      payments: mortal(payments, ['chargeOffSession', 'findOffSessionPayment']),
    },
  };
}

async function dieAt(step: number): Promise<boolean> {
  const { context, isDead } = dying(step);
  await world
    .besides(context)
    .runRound()
    .catch((error: unknown) => {
      if (!(error instanceof Death)) throw error;
    });
  return isDead();
}

async function deliverHeld(): Promise<void> {
  for (const { rawBody, signature } of world.shop.held) await world.shop.purchases.receiveWebhook(rawBody, signature);
}

/** Every step of a round; the last one is where nothing died any more. */
async function steps(card: string, check: (accountId: string, customerId: string, step: number) => Promise<void>) {
  for (let step = 1; ; step += 1) {
    world.shop.held.length = 0;
    const { accountId, customerId } = await world.newCustomer('4', card);
    await world.configure(accountId);
    const isDead = await dieAt(step);
    await check(accountId, customerId, step);
    await world.shop.world.add(accountId, '1000');
    if (!isDead) return step;
  }
}

describe('a process that dies anywhere in a top-up', () => {
  it('is followed by a recovery that charges once and credits once', async () => {
    const last = await steps('pm_card_visa', async (accountId, customerId, step) => {
      world.later(2);
      await world.topUps.recover();
      await world.topUps.runRound();
      expect([step, await world.charges(customerId)]).toEqual([step, [expect.objectContaining({ amount: 2_500 })]]);
      expect([step, await world.shop.available(accountId)]).toEqual([step, credits('29')]);
      await deliverHeld();
      expect([step, await world.shop.available(accountId)]).toEqual([step, credits('29')]);
    });
    expect(last).toBeGreaterThan(10);
  });

  it('is made up for by a webhook that comes before the recovery', async () => {
    await steps('pm_card_visa', async (accountId, customerId, step) => {
      await deliverHeld();
      world.later(2);
      await world.topUps.recover();
      await world.topUps.runRound();
      expect([step, (await world.charges(customerId)).length]).toEqual([step, 1]);
      expect([step, await world.shop.available(accountId)]).toEqual([step, credits('29')]);
    });
  });

  it('takes one step of the breaker, however often a decline is received', async () => {
    await steps('pm_card_chargeCustomerFail', async (accountId, customerId, step) => {
      await deliverHeld();
      world.later(2);
      await world.topUps.recover();
      await world.topUps.runRound();
      await deliverHeld();
      expect([step, await world.attempts(customerId)]).toEqual([step, 1]);
      expect([step, await world.shop.available(accountId)]).toEqual([step, credits('4')]);
      const [row] = await world.shop.world.database.rows<{ failures: number }>(
        'select failures from auto_top_up where account_id = $1',
        [accountId],
      );
      expect([step, row?.failures]).toEqual([step, 1]);
    });
  });
});
