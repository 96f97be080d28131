// A window of time reads that part of the ledger, and gives what a scan of all of it would give.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { countTransactions, readTransactions } from '../../../src/ledger/index.ts';
import { createLedgerWorld, type LedgerWorld } from '../../support/ledger-world.ts';
import { withClient } from '../../support/postgres.ts';
import { hookStatements } from '../../support/statements.ts';

const HOUR = 3_600_000;
const BEGIN = Date.UTC(2026, 0, 1);
const TRANSACTIONS = 150;

let world: LedgerWorld;
let accountId: string;
/** When each was made, in the order of their numbers. */
let times: Date[];

beforeAll(async () => {
  world = await createLedgerWorld();
  // Another account's transactions are never meant.
  await world.newAccount('5');
  world.clock.now = new Date(BEGIN);
  accountId = await world.newAccount('1000000');
  for (let number = 1; number < TRANSACTIONS; number += 1) {
    // Five hours on, and up to twenty back: gateways whose clocks differ.
    world.clock.now = new Date(BEGIN + number * 5 * HOUR - ((number * 7) % 5) * 5 * HOUR);
    await world.reserve(accountId, '1');
  }
  const all = await readTransactions(world.database, { accountId, filter: {}, limit: TRANSACTIONS + 1 });
  times = all.map(({ createdAt }) => createdAt).toReversed();
});
afterAll(() => world.close());

const moment = fc.integer({ min: -40, max: TRANSACTIONS * 5 + 40 }).map((hours) => new Date(BEGIN + hours * HOUR));

describe('transactions of a window of time', () => {
  it('are those that a scan of all would give, also when clocks differ', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.option(moment, { nil: undefined }),
        fc.option(moment, { nil: undefined }),
        async (from, to) => {
          const filter = {
            ...(from === undefined ? {} : { createdFrom: from }),
            ...(to === undefined ? {} : { createdBefore: to }),
          };
          const expected = times.flatMap((at, index) =>
            (from === undefined || at >= from) && (to === undefined || at < to) ? [BigInt(index + 1)] : [],
          );
          const found = await readTransactions(world.database, { accountId, filter, limit: TRANSACTIONS + 1 });
          expect(found.map(({ sequence }) => sequence)).toEqual(expected.toReversed());
          expect(await countTransactions(world.database, { accountId, filter })).toBe(expected.length);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('of an account without a wallet are none', async () => {
    const filter = { createdFrom: new Date(BEGIN) };
    const nobody = '00000000-0000-4000-8000-000000000000';
    expect(await readTransactions(world.database, { accountId: nobody, filter, limit: 5 })).toEqual([]);
  });

  it('are found without reading what lies before it', async () => {
    const statements: { text: string; values: readonly unknown[] }[] = [];
    const unhook = hookStatements(world.database, {
      before: (text, values) => {
        if (text.includes('ledger_transaction')) statements.push({ text, values });
        return undefined;
      },
    });
    const createdFrom = new Date(BEGIN + (TRANSACTIONS - 10) * 5 * HOUR);
    await readTransactions(world.database, { accountId, filter: { createdFrom }, limit: 100 });
    unhook();
    const [asked] = statements;
    const plan = await withClient(world.url, async (client) => {
      await client.query('set enable_seqscan = off');
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(
        `explain (analyze, costs off, timing off, summary off) ${asked?.text ?? ''}`,
        [...(asked?.values ?? [])],
      );
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    });
    const removed = [...plan.matchAll(/Rows Removed by Filter: (\d+)/g)].map(([, count]) => Number(count));
    expect(plan).toMatch(/Index Cond: .*sequence >= /);
    // A day's worth of clocks that differ, not the 140 before.
    expect(Math.max(0, ...removed)).toBeLessThan(10);
  });
});
