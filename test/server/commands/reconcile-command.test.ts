// npm run reconcile against a shop whose webhooks were lost: what it says and the code it ends with.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readConfiguration } from '../../../src/config/index.ts';
import { toPublicId } from '../../../src/database/index.ts';
import { RECONCILIATION_STEPS, type ReconciliationProgress } from '../../../src/purchases/index.ts';
import { runReconcileCommand } from '../../../src/server/commands/run-reconcile-command.ts';
import { buyAndPay, stateOf } from '../../purchases/refunds/reversal-shop.ts';
import { openShop, type Shop } from '../../purchases/shop.ts';

let shop: Shop;

beforeAll(async () => {
  shop = await openShop();
});

afterAll(() => shop.close());

beforeEach(async () => {
  shop.webhooks = 'held';
  // What the test before has left is out of reach.
  shop.world.clock.now = new Date(shop.world.clock.now.getTime() + 10 * 86_400_000);
  for (const { findingId } of (await shop.purchases.reconcile()).findings) {
    await shop.purchases.settleFinding({ findingId, because: 'Of the test before' });
  }
});

interface Ended {
  readonly code: number;
  readonly said: readonly string[];
  readonly noted: readonly string[];
  /** What a terminal showed meanwhile. */
  readonly shown: readonly string[];
}

async function reconcile(
  variables: Readonly<Record<string, string>> = {},
  given: readonly string[] = [],
): Promise<Ended> {
  const said: string[] = [];
  const noted: string[] = [];
  const shown: string[] = [];
  const { port } = new URL(shop.baseUrl);
  const settings = { PORT: port, DATABASE_URL: shop.world.url, LOG_LEVEL: 'silent', ...variables };
  const code = await runReconcileCommand({
    configure: () => readConfiguration(settings),
    arguments: given,
    say: (line) => said.push(line),
    note: (line) => noted.push(line),
    progress: { isTTY: true, write: (text) => shown.push(text) },
    now: () => shop.world.clock.now,
  });
  return { code, said, noted, shown };
}

const AGREE = 'Money and credits agree.';

describe('npm run reconcile', () => {
  it('has nothing to do, and says so with code 0', async () => {
    const { code, said, shown } = await reconcile();
    expect(said).toEqual([expect.stringContaining('missed events handled: 0, payments credited: 0'), AGREE]);
    expect(shown[0]).toContain('Comparing with the payment provider: 1 of 8, refunds and disputes: 0, 0 s');
    expect(shown.at(-2)).toContain('Comparing with the payment provider: 8 of 8, findings: 0 of 0, ');
    expect(shown.at(-1)).toBe('\r\u001b[K');
    expect(code).toBe(0);
  });

  it('credits a payment that nobody heard of, and ends with code 0', async () => {
    const bought = await buyAndPay(shop, 'unheard');
    const { code, said } = await reconcile();
    expect(said).toEqual([expect.stringMatching(/missed events handled: [1-9]\d*, payments credited: 1,/), AGREE]);
    expect(code).toBe(0);
    expect(await stateOf(shop, bought)).toMatchObject({ available: '25', status: 'PAID' });
    expect(await reconcile()).toMatchObject({
      code: 0,
      said: [expect.stringContaining('payments credited: 0'), AGREE],
    });
  });

  it('knows of each step how much of it is done, and how far back the lists of the provider were read', async () => {
    await buyAndPay(shop, 'counted');
    const states: ReconciliationProgress[] = [];
    const { since } = await shop.purchases.reconcile({ onProgress: (state) => states.push(state) });
    expect([...new Set(states.map(({ step }) => step))]).toEqual(RECONCILIATION_STEPS);
    if (since === undefined) throw new Error('it was not compared');
    const last = Object.fromEntries(states.map((state) => [state.step, state]));
    const from = new Date(since.getTime() - 3 * 86_400_000);
    const whole = { from, to: shop.world.clock.now, reached: from };
    const many = expect.any(Number);
    expect(last).toEqual({
      'refunds and disputes': { step: 'refunds and disputes', done: 0, all: 0 },
      events: { step: 'events', done: many, span: { ...whole, from: since, reached: since } },
      checkouts: { step: 'checkouts', done: 1, span: whole },
      'top-ups': { step: 'top-ups', done: 0, span: whole },
      invoices: { step: 'invoices', done: 0, span: whole },
      'unpaid purchases': { step: 'unpaid purchases', done: 0, all: 0 },
      credits: { step: 'credits', done: many },
      findings: { step: 'findings', done: 0, all: 0 },
    });
    const [begun, page] = states
      .filter(({ step }) => step === 'checkouts')
      .map(({ done, span }) => [done, span?.reached]);
    expect(begun).toEqual([0, whole.to]);
    expect(page).toEqual([1, expect.any(Date)]);
    expect(page?.[1]).not.toEqual(from);
  });

  it.each(['PACK', 'PLAN', 'AUTO_TOP_UP'] as const)(
    'names credits of a %s that nobody paid for, leaves them, and ends with code 1',
    async (source) => {
      const accountId = await shop.world.newAccount();
      await shop.world.add(accountId, '9', { source });
      const { code, said } = await reconcile();
      const account = toPublicId('acct', accountId);
      expect(said).toEqual([
        expect.stringContaining(`Credits without a payment: lot 1 of ${account} (no payment at all). [fnd_`),
        expect.stringContaining('Compared with the payment provider since'),
        '1 to be looked at by a person.',
      ]);
      expect(code).toBe(1);
      expect(await shop.available(accountId)).toBe(9_000_000n);
      // Until somebody has seen to it, however long ago it was.
      shop.world.clock.now = new Date(shop.world.clock.now.getTime() + 20 * 86_400_000);
      expect(await reconcile()).toMatchObject({ code: 1 });
      const [finding = ''] = /fnd_\w+/.exec(said[0] ?? '') ?? [];
      expect(await reconcile({}, ['settle', finding, 'A gift'])).toMatchObject({ code: 0 });
      expect(await reconcile({}, ['settle', finding, 'A gift'])).toMatchObject({ code: 1 });
      expect(await reconcile()).toMatchObject({ code: 0, said: [expect.anything(), AGREE] });
    },
  );

  it('that cannot ask the payment provider ends with code 2, and changes nothing', async () => {
    const bought = await buyAndPay(shop, 'offline');
    await shop.goOffline();
    const { code, said, noted } = await reconcile();
    await shop.goOnline();
    expect([code, said]).toEqual([2, []]);
    expect(noted.join('\n')).toMatch(/payment provider cannot be asked[\s\S]*start one/);
    expect((await stateOf(shop, bought).catch(() => undefined))?.available).toBeUndefined();
    expect(await reconcile()).toMatchObject({ code: 0 });
    expect(await stateOf(shop, bought)).toMatchObject({ available: '25' });
  });

  it.each([
    ['settings that make no sense', { PORT: 'none' }, /PORT/],
    ['a database that is not there', { DATABASE_URL: 'postgres://localhost:1/none' }, /DATABASE_URL/],
  ])('ends with code 2 and advice: %s', async (_, variables, words) => {
    const { code, said, noted } = await reconcile(variables);
    expect([code, said]).toEqual([2, []]);
    expect(noted.join('\n')).toMatch(words);
  });
});
