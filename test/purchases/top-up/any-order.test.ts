// Whatever happens in whatever order: at most one charge per cool-down, never above the cap, credits for all that was paid.
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { OffSessionPayments } from '../../../src/purchases/top-up/off-session-payments.ts';
import type { TopUps } from '../../../src/purchases/top-up/top-up.ts';
import { credits } from '../../support/ledger-world.ts';
import { openTopUpWorld, type TopUpWorld } from './top-up-world.ts';

let world: TopUpWorld;

beforeAll(async () => {
  world = await openTopUpWorld();
});
afterAll(() => world.shop.close());
beforeEach(() => {
  world.shop.webhooks = 'held';
});

const CAP = 10_000n;
const COOL_DOWN_SECONDS = 3_600;

type Step =
  | { readonly do: 'spend'; readonly percent: number }
  | { readonly do: 'refuse' | 'look' | 'recover' | 'two look' | 'configure' }
  | { readonly do: 'wait'; readonly minutes: number }
  | { readonly do: 'bank'; readonly trouble: 'insufficient_funds' | null }
  | { readonly do: 'line'; readonly state: 'works' | 'loses questions' | 'loses answers' }
  | { readonly do: 'webhook'; readonly which: number };

const often = <Value>(weight: number, arbitrary: fc.Arbitrary<Value>) => ({ weight, arbitrary });
/** Mostly a customer who spends all and comes back an hour later; the rest is what can go wrong. */
const step: fc.Arbitrary<Step> = fc.oneof(
  often(10, fc.constant({ do: 'spend' as const, percent: 100 })),
  often(1, fc.record({ do: fc.constant('spend' as const), percent: fc.integer({ min: 1, max: 100 }) })),
  often(10, fc.record({ do: fc.constantFrom('refuse', 'look', 'look', 'two look') })),
  often(3, fc.record({ do: fc.constantFrom('recover', 'configure') })),
  often(10, fc.record({ do: fc.constant('wait' as const), minutes: fc.constantFrom(1, 20, 59, 60, 61, 61, 61) })),
  often(1, fc.record({ do: fc.constant('wait' as const), minutes: fc.constantFrom(240, 1_500, 9_000) })),
  often(1, fc.record({ do: fc.constant('bank' as const), trouble: fc.constantFrom('insufficient_funds', null, null) })),
  often(
    2,
    fc.record({
      do: fc.constant('line' as const),
      state: fc.constantFrom('works', 'loses questions', 'loses answers'),
    }),
  ),
  often(4, fc.record({ do: fc.constant('webhook' as const), which: fc.nat(50) })),
);

interface Scene {
  readonly accountId: string;
  readonly customerId: string;
  readonly methodId: string;
  line: 'works' | 'loses questions' | 'loses answers';
  readonly gateways: readonly TopUps[];
}

async function openScene(): Promise<Scene> {
  world.shop.held.length = 0;
  const { accountId, customerId } = await world.newCustomer('4', undefined);
  const methodId = await world.giveCard(customerId, 'pm_card_visa');
  const scene: Scene = { accountId, customerId, methodId, line: 'works', gateways: [] };
  const payments: OffSessionPayments = {
    ...world.context.payments,
    chargeOffSession: async (charge) => {
      if (scene.line === 'loses questions') return { status: 'unknown', reason: 'no connection' };
      const answer = await world.context.payments.chargeOffSession(charge);
      return scene.line === 'works' ? answer : { status: 'unknown', reason: 'the answer was lost' };
    },
  };
  const gateways = [world.besides({ payments }), world.besides({ payments })];
  await world.configure(accountId, { monthlyCap: { minorUnits: CAP, currency: 'USD' } });
  return Object.assign(scene, { gateways });
}

async function take(scene: Scene, taken: Step): Promise<void> {
  const [one, other] = scene.gateways as [TopUps, TopUps];
  const { accountId } = scene;
  switch (taken.do) {
    case 'spend': {
      const amount = ((await world.shop.available(accountId)) * BigInt(taken.percent)) / 100n;
      if (amount > 0n) await world.shop.world.reserve(accountId, '1', { amount: amount as ReturnType<typeof credits> });
      return;
    }
    case 'refuse':
      one.reservationRefused({ accountId, required: credits('40') });
      await one.runWoken();
      return;
    case 'look':
      one.walletChanged(accountId);
      await one.runWoken();
      return;
    case 'two look':
      one.walletChanged(accountId);
      other.reservationRefused({ accountId, required: credits('60') });
      await Promise.all([one.runWoken(), other.runWoken(), one.runRound(), other.runRound()]);
      return;
    case 'recover':
      await Promise.all([one.recover(), other.recover()]);
      return;
    case 'configure':
      await world.configure(accountId, { monthlyCap: { minorUnits: CAP, currency: 'USD' } });
      return;
    case 'wait':
      world.later(taken.minutes);
      return;
    case 'bank':
      await world.shop.world.database.rows(
        `update stripe_simulator_object set body = jsonb_set(body, '{trouble}', $2::jsonb) where id = $1`,
        [scene.methodId, JSON.stringify(taken.trouble)],
      );
      return;
    case 'line':
      scene.line = taken.state;
      return;
    case 'webhook': {
      const delivery = world.shop.held[taken.which % Math.max(1, world.shop.held.length)];
      if (delivery === undefined) return;
      const event = JSON.parse(delivery.rawBody.toString('utf8')) as unknown;
      const { rawBody, signature } = world.shop.sign(event);
      await world.shop.purchases.receiveWebhook(rawBody, signature);
      return;
    }
    default:
      return taken satisfies never;
  }
}

async function toppedUp(accountId: string): Promise<bigint> {
  const rows = await world.shop.world.database.rows<{ sum: bigint }>(
    `select coalesce(sum(granted), 0)::bigint as sum from lot where account_id = $1 and source = 'AUTO_TOP_UP'`,
    [accountId],
  );
  return rows[0]?.sum ?? -1n;
}

it('charges at most once per cool-down, never above the cap, and credits what was paid', async () => {
  let charged = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 30, maxLength: 60 }), async (story) => {
      const scene = await openScene();
      for (const taken of story) await take(scene, taken);
      // Everything that is open is answered in the end.
      scene.line = 'works';
      for (const minutes of [61, 61, 26 * 60]) {
        world.later(minutes);
        await scene.gateways[0]?.recover();
      }
      const charges = await world.charges(scene.customerId);
      charged += charges.length;
      const gaps = charges.slice(1).map(({ created }, index) => created - (charges[index]?.created ?? 0));
      expect(gaps.filter((gap) => gap < COOL_DOWN_SECONDS)).toEqual([]);
      const months = Map.groupBy(charges, ({ created }) => new Date(created * 1_000).toISOString().slice(0, 7));
      for (const [, paid] of months) {
        expect(paid.reduce((sum, { amount }) => sum + BigInt(amount), 0n)).toBeLessThanOrEqual(CAP);
      }
      expect(await toppedUp(scene.accountId)).toBe(credits('25') * BigInt(charges.length));
      // Out of the way of the next story's rounds.
      await world.configure(scene.accountId, { enabled: false });
    }),
    { numRuns: 20, endOnFailure: true },
  );
  expect(charged).toBeGreaterThan(20);
});
