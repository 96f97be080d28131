// Statements equal the ledger, month by month, whatever happened: at the ends of months, in every time zone, where clocks are put
// forward or back, and when the clocks of gateways differ.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type LedgerTransaction, readTransactions } from '../../src/ledger/index.ts';
import { createStatements, periodOfMonth, type Statement } from '../../src/statements/index.ts';
import { history } from '../programs/simulation/histories.ts';
import { playFrom } from '../programs/simulation/play-history.ts';
import { periodName, TIME_ZONES } from '../support/account-days.ts';
import { createLedgerWorld, credits, type LedgerWorld } from '../support/ledger-world.ts';
import { hookStatements } from '../support/statements.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** In Havana the first hour of 1 November 2026 comes twice; in Berlin March 2026 has an hour less; 2028 has a leap day. */
const ENDS_OF_MONTHS = ['2026-11-01', '2027-01-01', '2026-04-01', '2028-03-01', '2026-08-01'].map((day) =>
  Date.parse(day),
);

let world: LedgerWorld;

beforeAll(async () => {
  world = await createLedgerWorld();
});
afterAll(() => world.close());

/** Oldest first. */
async function allOf(accountId: string): Promise<LedgerTransaction[]> {
  return (await readTransactions(world.database, { accountId, filter: {}, limit: 10_000 })).toReversed();
}

const room = (now = new Date('2030-01-01')) => createStatements(world.database, () => now);

/** The month before the first transaction, through the one after the last. */
function monthsOf(transactions: readonly LedgerTransaction[], timeZone: string): string[] {
  const times = transactions.map(({ createdAt }) => createdAt.getTime());
  const months = new Set<string>();
  for (let at = Math.min(...times) - 31 * DAY; at <= Math.max(...times) + 32 * DAY; at += 6 * HOUR) {
    months.add(new Date(at).toISOString().slice(0, 7));
  }
  for (const at of times) months.add(periodName(at, { period: 'MONTH', timeZone, resetHour: 0 }));
  return [...months].toSorted();
}

const NET: Readonly<Record<string, readonly string[]>> = {
  added: ['ADD'],
  charged: ['CHARGE'],
  refunded: ['REFUND'],
  expired: ['EXPIRE'],
  frozen: ['FREEZE', 'RELEASE'],
  clawedBack: ['CLAWBACK'],
  adjusted: ['ADJUST'],
  invoiced: ['INVOICE'],
};

/** By adding up one by one. */
function movesOf(transactions: readonly LedgerTransaction[]): Record<string, bigint> {
  const moves = Object.entries(NET).map(([move, types]) => {
    const own = transactions.filter(({ type }) => types.includes(type));
    return [move, own.reduce((sum, { amount, reservedChange }) => sum + amount + reservedChange, 0n)];
  });
  return Object.fromEntries(moves) as Record<string, bigint>;
}

const pick = (statement: Statement): Record<string, bigint> =>
  Object.fromEntries(Object.keys(NET).map((move) => [move, statement[move as keyof Statement] as bigint]));

async function compare(accountId: string, timeZone: string): Promise<void> {
  const all = await allOf(accountId);
  if (all.length === 0) return;
  let closing = { total: 0n, available: 0n, reserved: 0n };
  let through = 0n;
  for (const month of monthsOf(all, timeZone)) {
    const clock = { period: 'MONTH', timeZone, resetHour: 0 } as const;
    const own = all.filter(({ createdAt }) => periodName(createdAt.getTime(), clock) === month);
    const statement = await room().statement({ accountId, month, timeZone });
    expect(pick(statement)).toEqual(movesOf(own));
    expect(statement.transactions).toBe(own.length);
    // What closed the month before opens this one.
    expect(statement.opening).toEqual(closing);
    expect(statement.afterSequence).toBe(through);
    ({ closing, throughSequence: through } = statement);
    const moved = Object.values(pick(statement)).reduce((sum, amount) => sum + amount, 0n);
    expect(statement.opening.total + moved).toBe(closing.total);
  }
  const last = all.at(-1);
  expect(closing).toMatchObject({ available: last?.availableAfter, reserved: last?.reservedAfter });
  expect(through).toBe(last?.sequence);
}

describe('statements', () => {
  it('equal the ledger over random histories at the ends of months, and join', async () => {
    const start = fc
      .tuple(fc.constantFrom(...ENDS_OF_MONTHS), fc.integer({ min: -20, max: 60 }))
      .map(([end, hours]) => end - hours * HOUR);
    await fc.assert(
      fc.asyncProperty(history, start, fc.constantFrom(...TIME_ZONES), async (chosen, begin, timeZone) => {
        for (const accountId of await playFrom(begin, world, chosen)) await compare(accountId, timeZone);
      }),
      { numRuns: 12 },
    );
  });

  it('put the transactions of both hours of a night that comes twice into the month that has begun', async () => {
    // Havana, 1 November 2026: midnight at 04:00 UTC, and once more at 05:00.
    const { startsAt } = periodOfMonth('2026-11', 'America/Havana');
    expect(startsAt).toEqual(new Date('2026-11-01T04:00:00Z'));
    world.clock.now = new Date(startsAt.getTime() - 1);
    const accountId = await world.newAccount('1');
    world.clock.now = startsAt;
    await world.add(accountId, '2');
    const asked = { accountId, timeZone: 'America/Havana' };
    const [october, november] = await Promise.all(
      ['2026-10', '2026-11'].map((month) => room().statement({ ...asked, month })),
    );
    expect([october?.added, november?.added]).toEqual([credits('1'), credits('2')]);
  });

  it('join when the clocks of gateways differ, and lose nothing', async () => {
    const end = Date.parse('2026-12-01T00:00:00Z');
    world.clock.now = new Date(end - 3 * DAY);
    const accountId = await world.newAccount('100');
    // Over the end of the month, up to 20 hours back and forth.
    for (let number = 0; number < 60; number += 1) {
      world.clock.now = new Date(end - 20 * HOUR + number * HOUR - ((number * 7) % 5) * 5 * HOUR);
      await world.reserve(accountId, '1');
    }
    const statements = await Promise.all(
      ['2026-10', '2026-11', '2026-12', '2027-01'].map((month) =>
        room().statement({ accountId, month, timeZone: 'UTC' }),
      ),
    );
    expect(statements.slice(1).map(({ opening }) => opening)).toEqual(
      statements.slice(0, -1).map(({ closing }) => closing),
    );
    expect(statements.map(({ transactions }) => transactions).reduce((sum, count) => sum + count)).toBe(61);
    expect(statements.at(-1)?.closing.reserved).toBe(credits('60'));
  });

  it('are final an hour after the month, and say until when they are not', async () => {
    const accountId = await world.newAccount();
    const asked = { accountId, month: '2026-11', timeZone: 'UTC' };
    const isFinal = async (now: string) => (await room(new Date(now)).statement(asked)).isFinal;
    expect(await isFinal('2026-12-01T00:59:59Z')).toBe(false);
    expect(await isFinal('2026-12-01T01:00:00Z')).toBe(true);
  });

  it('of an account without a wallet are empty', async () => {
    const nobody = '00000000-0000-4000-8000-000000000000';
    const statement = await room().statement({ accountId: nobody, month: '2026-11', timeZone: 'UTC' });
    expect(statement).toMatchObject({ transactions: 0, closing: { total: 0n }, headHash: undefined });
  });

  it('refuse to be made of a ledger that does not add up', async () => {
    world.clock.now = new Date('2026-11-21T12:00:00Z');
    const accountId = await world.newAccount('5');
    await world.reserve(accountId, '1');
    const damage = async (set: string): Promise<void> => {
      await world.database.rows('alter table ledger_transaction disable trigger user');
      await world.database.rows(`update ledger_transaction set ${set} where account_id = $1 and sequence = 2`, [
        accountId,
      ]);
    };
    await damage('available_after = available_after + 1');
    await expect(room().statement({ accountId, month: '2026-11', timeZone: 'UTC' })).rejects.toThrow('does not add up');
    await damage('available_after = available_after - 1, reserved_after = reserved_after + 1');
    await expect(room().statement({ accountId, month: '2026-11', timeZone: 'UTC' })).rejects.toThrow('does not add up');
  });
});

describe('the balance at a moment', () => {
  it('is the one beside the last transaction before it', async () => {
    const begin = Date.parse('2026-05-01T00:00:00Z');
    world.clock.now = new Date(begin);
    const accountId = await world.newAccount('100');
    for (let number = 1; number < 40; number += 1) {
      world.clock.now = new Date(begin + number * 5 * HOUR);
      await world.reserve(accountId, '1');
    }
    const all = await allOf(accountId);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: -10, max: 220 }), fc.constantFrom(-1, 0, 1), async (hours, milliseconds) => {
        const at = new Date(begin + hours * HOUR + milliseconds);
        const last = all.findLast(({ createdAt }) => createdAt < at);
        expect(await room().balanceAt(accountId, at)).toMatchObject({
          sequence: last?.sequence ?? 0n,
          available: last?.availableAfter ?? 0n,
          reserved: last?.reservedAfter ?? 0n,
        });
      }),
      { numRuns: 100 },
    );
  });

  it('is found without reading the history', async () => {
    world.clock.now = new Date('2026-01-01T00:00:00Z');
    const accountId = await world.newAccount('1000');
    for (let day = 1; day < 90; day += 1) {
      world.clock.now = new Date(Date.parse('2026-01-01T00:00:00Z') + day * DAY);
      await world.reserve(accountId, '1');
    }
    const asked: { text: string; values: readonly unknown[] }[] = [];
    const unhook = hookStatements(world.database, {
      before: (text, values) => {
        if (text.includes('available_after')) asked.push({ text, values });
        return undefined;
      },
    });
    const books = await room().balanceAt(accountId, new Date('2026-02-01T12:00:00Z'));
    unhook();
    expect(books.sequence).toBe(32n);
    const plan = await world.database.rows<{ 'QUERY PLAN': string }>(
      `explain (analyze, costs off, timing off, summary off) ${asked[0]?.text ?? ''}`,
      [...(asked[0]?.values ?? [])],
    );
    const removed = plan.flatMap((row) => /Rows Removed by Filter: (\d+)/.exec(row['QUERY PLAN'])?.[1] ?? []);
    expect(Math.max(0, ...removed.map(Number))).toBeLessThan(10);
  });
});
