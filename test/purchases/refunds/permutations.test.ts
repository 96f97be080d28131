// Whatever order the events of a payment come in, and however often: the same ledger at the end.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { openShop, type Shop } from '../shop.ts';
import {
  type Bought,
  buyAndPay,
  closeDispute,
  deliver,
  dispute,
  moneyBack,
  refund,
  spend,
  stateOf,
} from './reversal-shop.ts';

const RUNS = 15;

let shop: Shop;

beforeAll(async () => {
  shop = await openShop();
});

afterAll(() => shop.close());

interface History {
  /** Credits spent and refunded by an operator before anything else goes back; the payment is heard of first, then. */
  readonly early: boolean;
  readonly outcome: 'won' | 'lost';
  /** After each thing that happens, which of the events so far are delivered, once more perhaps. */
  readonly between: readonly (readonly number[])[];
  readonly order: readonly number[];
}

const pick = fc.nat({ max: 1_000 });
const history: fc.Arbitrary<History> = fc.record({
  early: fc.boolean(),
  outcome: fc.constantFrom('won' as const, 'lost' as const),
  between: fc.array(fc.array(pick, { maxLength: 3 }), { minLength: 4, maxLength: 4 }),
  order: fc.array(pick, { minLength: 30, maxLength: 30 }),
});

async function deliverSome(picks: readonly number[]): Promise<void> {
  for (const number of picks) {
    const delivery = shop.held[number % shop.held.length];
    if (delivery !== undefined) await deliver(shop, delivery);
  }
}

/** All of them at least once, in an order that the numbers decide. */
async function deliverRest(order: readonly number[]): Promise<void> {
  const rest = [...shop.held];
  for (let index = 0; rest.length > 0; index += 1) {
    const number = order[index % order.length] ?? 0;
    const [delivery] = rest.splice(number % rest.length, 1);
    if (delivery !== undefined) await deliver(shop, delivery);
    if (number % 3 === 0) await deliverSome([number]);
  }
}

async function play({ early, outcome, between, order }: History): Promise<Bought> {
  shop.webhooks = 'held';
  shop.held.length = 0;
  const bought = await buyAndPay(shop);
  await deliverSome(between[0] ?? []);
  if (early) {
    for (const delivery of shop.held) await deliver(shop, delivery);
    await spend(shop, bought.accountId, '4');
    await refund(bought, shop.purchases, { credits: '5' });
  }
  await deliverSome(between[1] ?? []);
  await shop.stripe.refunds.create({ payment_intent: bought.paymentIntentId, amount: 1000 });
  await deliverSome(between[2] ?? []);
  const { id } = await dispute(shop, bought);
  await deliverSome(between[3] ?? []);
  await closeDispute(shop, id, outcome);
  await deliverRest(order);
  return bought;
}

/** Of 25.00 for 25 credits: 5.00 by an operator (early), 10.00 at Stripe's end, and the rest in dispute. */
function expected({ early, outcome }: History) {
  const rest = early ? 10 : 15;
  const isLost = outcome === 'lost';
  const spent = early ? 4 : 0;
  return {
    available: String(isLost ? 0 : rest - spent),
    debt: String(isLost ? spent : 0),
    spent: String(spent),
    frozen: '0',
    clawedBack: String(25 - (isLost ? 0 : rest) - (isLost ? spent : 0)),
    status: isLost ? 'DISPUTED' : 'PAID',
    reversals: [
      `DISPUTE ${outcome.toUpperCase()} ${isLost ? rest * 1_000_000 : 0} ${rest * 100}`,
      ...(early ? ['OPERATOR_REFUND DONE 5000000 500'] : []),
      'PROVIDER_REFUND DONE 10000000 1000',
    ],
    problems: [],
  };
}

describe('the events of a payment that goes back', () => {
  it(`end in the same ledger in any order and any number, in ${RUNS} random histories`, async () => {
    await fc.assert(
      fc.asyncProperty(history, async (chosen) => {
        const bought = await play(chosen);
        expect(await stateOf(shop, bought)).toEqual(expected(chosen));
        expect(await moneyBack(shop, bought)).toBe(chosen.early ? 1500 : 1000);
      }),
      { numRuns: RUNS },
    );
  });
});
