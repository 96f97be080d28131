// Two that work on one attempt at the same moment: another gateway, a webhook, the customer.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { OffSessionPayments } from '../../../src/purchases/top-up/off-session-payments.ts';
import { credits } from '../../support/ledger-world.ts';
import { endOrWait } from '../../support/lock-waits.ts';
import { hookStatements } from '../../support/statements.ts';
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

/** Of a charge that was made, and whose answer was lost. */
async function openAttempt(): Promise<{ readonly accountId: string; readonly customerId: string }> {
  const customer = await world.newCustomer('4');
  await world.configure(customer.accountId);
  const payments: OffSessionPayments = {
    ...world.context.payments,
    chargeOffSession: async (charge) => {
      await world.context.payments.chargeOffSession(charge);
      return { status: 'unknown', reason: 'the answer was lost' };
    },
  };
  await world.besides({ payments }).runRound();
  world.later(2);
  return customer;
}

const database = () => world.shop.world.database;

describe('an attempt whose answer is due', () => {
  it('is left to the gateway that has just claimed it, without a wait', async () => {
    const { accountId } = await openAttempt();
    const left = await database().transaction(async (tx) => {
      await tx.rows('select from auto_top_up_attempt where account_id = $1 for update', [accountId]);
      const recovering = world.topUps.recover();
      const outcome = await endOrWait(database(), recovering);
      return { outcome, recovering };
    });
    expect([left.outcome, await left.recovering]).toEqual(['ended', 0]);
    expect(await world.shop.available(accountId)).toBe(credits('4'));
    expect(await world.topUps.recover()).toBe(1);
    expect(await world.shop.available(accountId)).toBe(credits('29'));
  });

  it('and whose webhook comes just before it is asked for again stays settled', async () => {
    const { accountId, customerId } = await openAttempt();
    let delivered: Promise<unknown> | undefined;
    const deliver = async (): Promise<void> => {
      for (const { rawBody, signature } of world.shop.held) {
        await world.shop.purchases.receiveWebhook(rawBody, signature);
      }
    };
    const unhook = hookStatements(database(), {
      before: (text) => {
        if (delivered !== undefined || !text.startsWith('update "auto_top_up_attempt" set "asks"')) return undefined;
        delivered = deliver();
        return delivered;
      },
    });
    expect(await world.topUps.recover()).toBe(1);
    unhook();
    expect(delivered).toBeDefined();
    expect((await world.topUps.find(accountId))?.lastAttempts).toMatchObject([{ status: 'SUCCEEDED' }]);
    expect(await world.charges(customerId)).toHaveLength(1);
    expect(await world.shop.available(accountId)).toBe(credits('29'));
  });
});

describe('a decline', () => {
  it('of a card that was replaced meanwhile does not count against the new one', async () => {
    const { accountId, customerId } = await world.newCustomer('4', 'pm_card_chargeCustomerFail');
    await world.configure(accountId);
    const payments: OffSessionPayments = {
      ...world.context.payments,
      chargeOffSession: async (charge) => {
        const answer = await world.context.payments.chargeOffSession(charge);
        await world.giveCard(customerId, 'pm_card_visa');
        await world.configure(accountId);
        return answer;
      },
    };
    expect(await world.besides({ payments }).runRound()).toBe(1);
    expect(await world.topUps.find(accountId)).toMatchObject({
      state: 'READY',
      pausedReason: undefined,
      lastAttempts: [{ status: 'FAILED' }],
    });
    await world.topUps.runRound();
    expect(await world.charges(customerId)).toHaveLength(1);
  });
});
