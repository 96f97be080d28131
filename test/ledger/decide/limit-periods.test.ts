// Limits for days, weeks and months, counted by the account's clock: random spending on two gateways beside a model that keeps every
// reservation with its moment and adds up those of the period, as that is defined by then.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newId } from '../../../src/database/index.ts';
import { type LimitPeriod, periodAt } from '../../../src/keys/index.ts';
import type { Ledger, Outcome } from '../../../src/ledger/index.ts';
import { microCredits } from '../../../src/money/index.ts';
import { periodName, QUARTER, TIME_ZONES } from '../../support/account-days.ts';
import { createLedgerWorld, type LedgerWorld, refusalOf } from '../../support/ledger-world.ts';

let world: LedgerWorld;
let gateways: readonly Ledger[];

beforeAll(async () => {
  world = await createLedgerWorld();
  gateways = [world.ledger, (await world.besides()).ledger];
});
afterAll(() => world.close());

const MINUTE = 60_000;
const PERIODS = ['DAY', 'WEEK', 'MONTH'] as const;
const BEGINNING = new Date('2026-03-20T12:00:00Z');

interface Clock {
  readonly timeZone: string;
  readonly resetHour: number;
}

const limits = fc.option(fc.record({ amount: fc.integer({ min: 1, max: 60 }), period: fc.constantFrom(...PERIODS) }), {
  freq: 6,
});
const clocks = fc.record({ timeZone: fc.constantFrom(...TIME_ZONES), resetHour: fc.integer({ min: 0, max: 23 }) });
const keyNames = fc.constantFrom('parent', 'child', 'other');
type KeyName = 'parent' | 'child' | 'other';

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('reserve' as const),
      key: keyNames,
      amount: fc.integer({ min: 0, max: 25 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('settle' as const),
      which: fc.nat(50),
      percent: fc.integer({ min: 0, max: 100 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), minutes: fc.integer({ min: -20, max: 90 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('waitFor' as const),
      period: fc.constantFrom(...PERIODS),
      minutes: fc.integer({ min: -20, max: 20 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('limit' as const), key: keyNames, limit: limits }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('clock' as const), clock: clocks }) },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;
type Limit = { readonly amount: number; readonly period: LimitPeriod } | null;

const history = fc.record({
  clock: clocks,
  limits: fc.record({ parent: limits, child: limits, other: limits }),
  steps: fc.array(fc.record({ step, gateway: fc.nat(1) }), { minLength: 10, maxLength: 50 }),
});

interface Spent {
  readonly at: number;
  readonly keys: readonly KeyName[];
  readonly generationId: string;
  amount: number;
  isOpen: boolean;
}

const ABOVE: Readonly<Record<KeyName, readonly KeyName[]>> = {
  parent: ['parent'],
  child: ['child', 'parent'],
  other: ['other'],
};

class Player {
  readonly #account: string;
  readonly #ids: Readonly<Record<KeyName, string>>;
  readonly #spent: Spent[] = [];
  readonly #limits: Record<KeyName, Limit> = { parent: null, child: null, other: null };
  #clock: Clock = { timeZone: 'UTC', resetHour: 0 };
  readonly #names = new Map<string, string>();

  constructor(account: string, ids: Readonly<Record<KeyName, string>>) {
    this.#account = account;
    this.#ids = ids;
  }

  async setLimit(key: KeyName, limit: Limit): Promise<void> {
    this.#limits[key] = limit;
    const set = 'update api_key set spending_limit = $2, limit_period = $3 where id = $1';
    await world.database.rows(set, [this.#ids[key], limit?.amount ?? null, limit?.period ?? 'DAY']);
  }

  async setClock(clock: Clock): Promise<void> {
    this.#clock = clock;
    const set = 'update api_key set time_zone = $2, reset_hour = $3 where account_id = $1';
    await world.database.rows(set, [this.#account, clock.timeZone, clock.resetHour]);
  }

  async play(taken: Step, ledger: Ledger): Promise<void> {
    const now = world.clock.now.getTime();
    switch (taken.kind) {
      case 'reserve':
        return this.#reserve(taken, ledger);
      case 'settle':
        return this.#settle(taken, ledger);
      case 'wait':
        // Not before the account has credits.
        world.clock.now = new Date(Math.max(BEGINNING.getTime(), now + taken.minutes * MINUTE));
        return;
      case 'waitFor': {
        const { endsAt } = periodAt(world.clock.now, { period: taken.period, ...this.#clock });
        world.clock.now = new Date(Math.max(now, endsAt.getTime() + taken.minutes * MINUTE));
        return;
      }
      case 'limit':
        return this.setLimit(taken.key, taken.limit);
      case 'clock':
        return this.setClock(taken.clock);
      default:
        return taken satisfies never;
    }
  }

  async #reserve({ key, amount }: Extract<Step, { kind: 'reserve' }>, ledger: Ledger): Promise<void> {
    const generationId = newId();
    const command = {
      ...({ kind: 'reserve', accountId: this.#account, generationId, apiKeyId: this.#ids[key] } as const),
      ...{ amount: microCredits(BigInt(amount)), idempotencyKey: generationId, inputHash: 'once' },
    };
    const outcome = await ledger.submit({ command });
    const reached = amount === 0 ? [] : ABOVE[key].filter((one) => this.#leftOf(one) < amount);
    if (reached.length === 0) {
      expect(outcome.status).toBe('applied');
      this.#spent.push({ at: world.clock.now.getTime(), keys: ABOVE[key], generationId, amount, isOpen: true });
      return;
    }
    await this.#expectRefused(outcome, reached);
  }

  async #expectRefused(outcome: Outcome, reached: readonly KeyName[]): Promise<void> {
    const refusal = await refusalOf(outcome);
    if (refusal.code !== 'KEY_SPENDING_LIMIT_REACHED') throw new Error(refusal.code);
    const least = Math.min(...reached.map((key) => Math.max(0, this.#leftOf(key))));
    const whose = reached.find((key) => this.#ids[key] === refusal.apiKeyId) as KeyName;
    const limit = this.#limits[whose] as NonNullable<Limit>;
    expect([Number(refusal.left), Number(refusal.limit), refusal.period]).toEqual([least, limit.amount, limit.period]);
    const resetsAt = refusal.resetsAt.getTime();
    expect(this.#name(resetsAt - QUARTER, limit.period)).toBe(this.#name(world.clock.now.getTime(), limit.period));
    expect(this.#name(resetsAt, limit.period)).not.toBe(this.#name(resetsAt - QUARTER, limit.period));
  }

  async #settle({ which, percent }: Extract<Step, { kind: 'settle' }>, ledger: Ledger): Promise<void> {
    const open = this.#spent.filter(({ isOpen }) => isOpen);
    const work = open[which % Math.max(1, open.length)];
    if (work === undefined) return;
    const charged = Math.floor((work.amount * percent) / 100);
    const { generationId } = work;
    const of = { accountId: this.#account, generationId };
    const isFree = charged === 0;
    const command = isFree
      ? ({ kind: 'refund', ...of, reason: 'failed' } as const)
      : ({ kind: 'charge', ...of, amount: microCredits(BigInt(charged)) } as const);
    expect((await ledger.submit({ command })).status).toBe('applied');
    work.amount = charged;
    work.isOpen = false;
  }

  #leftOf(key: KeyName): number {
    const limit = this.#limits[key];
    if (limit === null) return Number.POSITIVE_INFINITY;
    const current = this.#name(world.clock.now.getTime(), limit.period);
    const counted = this.#spent.filter(
      ({ at, keys }) => keys.includes(key) && this.#name(at, limit.period) === current,
    );
    return limit.amount - counted.reduce((sum, { amount }) => sum + amount, 0);
  }

  #name(at: number, period: LimitPeriod): string {
    const quarter = Math.floor(at / QUARTER) * QUARTER;
    const asked = `${quarter} ${period} ${this.#clock.timeZone} ${this.#clock.resetHour}`;
    const name = this.#names.get(asked) ?? periodName(quarter, { period, ...this.#clock });
    this.#names.set(asked, name);
    return name;
  }
}

describe('limits for days, weeks and months', () => {
  it('bind as the sum of what was spent in the period, however limits, time zones and hours change, on any gateway', async () => {
    const property = fc.asyncProperty(history, async ({ clock, limits: given, steps }) => {
      world.clock.now = BEGINNING;
      const account = await world.newAccount('1000');
      const parent = await world.newKey(account);
      const ids = {
        parent,
        child: await world.newKey(account, { createdBy: parent }),
        other: await world.newKey(account),
      };
      const player = new Player(account, ids);
      await player.setClock(clock);
      for (const key of ['parent', 'child', 'other'] as const) await player.setLimit(key, given[key]);
      for (const { step: taken, gateway } of steps) await player.play(taken, gateways[gateway] as Ledger);
      expect((await world.ledger.verify(account))?.problems).toEqual([]);
    });
    await fc.assert(property, { numRuns: 40 });
  });

  const reserve = (ledger: Ledger, [accountId, apiKeyId]: readonly [string, string], amount: bigint) =>
    ledger.submit({
      command: {
        ...({ kind: 'reserve', accountId, apiKeyId, generationId: newId(), amount: microCredits(amount) } as const),
        ...{ idempotencyKey: newId(), inputHash: 'once' },
      },
    });

  it('count what a key has spent before a gateway began, also when what it asks first is to settle', async () => {
    world.clock.now = BEGINNING;
    const account = await world.newAccount('1000');
    const key = await world.newKey(account, { limit: { amount: '0.00001', period: 'DAY' } });
    const early = await world.reserve(account, '0.000002', { apiKeyId: key });
    world.clock.now = new Date(BEGINNING.getTime() + 20 * MINUTE);
    await world.reserve(account, '0.000005', { apiKeyId: key });
    // It has never heard of the account.
    const { ledger } = await world.besides();
    const charge = {
      kind: 'charge',
      accountId: account,
      generationId: early.generationId,
      amount: microCredits(2n),
    } as const;
    expect((await ledger.submit({ command: charge })).status).toBe('applied');
    expect((await reserve(ledger, [account, key], 3n)).status).toBe('applied');
    expect(await refusalOf(reserve(ledger, [account, key], 1n))).toMatchObject({ used: 10n, left: 0n });
    expect((await world.ledger.verify(account))?.problems).toEqual([]);
  });

  it('go on from what is remembered when a quarter of an hour begins, and read anew when a period does', async () => {
    world.clock.now = new Date('2026-03-20T12:14:00Z');
    const account = await world.newAccount('1000');
    const key = await world.newKey(account, { limit: { amount: '0.00001', period: 'DAY' } });
    await reserve(world.ledger, [account, key], 2n);
    const before = { ...world.ledger.batches };
    for (const time of ['12:14', '12:15', '13:59', '23:59']) {
      world.clock.now = new Date(`2026-03-20T${time}:00Z`);
      expect((await reserve(world.ledger, [account, key], 2n)).status).toBe('applied');
    }
    expect(world.ledger.batches).toMatchObject({ remembered: before.remembered + 4, read: before.read });
    world.clock.now = new Date('2026-03-21T00:00:00Z');
    expect((await reserve(world.ledger, [account, key], 10n)).status).toBe('applied');
    expect(world.ledger.batches).toMatchObject({ remembered: before.remembered + 4, read: before.read + 1 });
    expect((await world.ledger.verify(account))?.problems).toEqual([]);
  });

  it.each(['reset_hour = 22', "time_zone = 'America/New_York'", "limit_period = 'WEEK'"])(
    'are those of now for a wallet that is remembered, after %s',
    async (change) => {
      world.clock.now = new Date('2026-03-19T23:00:00Z');
      const account = await world.newAccount('1000');
      const key = await world.newKey(account, { limit: { amount: '0.00001', period: 'DAY' } });
      await reserve(world.ledger, [account, key], 8n);
      world.clock.now = new Date('2026-03-20T01:00:00Z');
      await reserve(world.ledger, [account, key], 6n);
      expect((await reserve(world.ledger, [account, key], 1n)).status).toBe('applied');
      await world.database.rows(`update api_key set ${change} where account_id = $1`, [account]);
      expect(await refusalOf(reserve(world.ledger, [account, key], 1n))).toMatchObject({ used: 15n, left: 0n });
    },
  );
});
