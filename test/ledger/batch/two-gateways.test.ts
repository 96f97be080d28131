// Races between two gateway processes on one account: each has its own connections and its own batches.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../../src/database/index.ts';
import type { Ledger, LedgerCommand, Outcome } from '../../../src/ledger/index.ts';
import { createLedgerWorld, credits, type LedgerWorld } from '../../support/ledger-world.ts';

const REPETITIONS = 20;

let world: LedgerWorld;
let gateways: readonly [Ledger, Ledger];

beforeAll(async () => {
  world = await createLedgerWorld();
  gateways = [world.ledger, (await world.besides()).ledger];
});

afterAll(() => world.close());

/** Alternates between the two, all at once. */
const submitAll = (commands: readonly LedgerCommand[]): Promise<Outcome[]> =>
  Promise.all(commands.map((command, index) => gateways[index % 2 === 0 ? 0 : 1].submit({ command })));

const statusCounts = (outcomes: readonly Outcome[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { status } of outcomes) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
};

const reserve = (accountId: string, idempotencyKey: string = newId()): LedgerCommand => ({
  kind: 'reserve',
  accountId,
  generationId: newId(),
  apiKeyId: newId(),
  amount: credits('1'),
  idempotencyKey,
  inputHash: 'same',
});

async function expectClean(accountId: string): Promise<void> {
  expect((await world.ledger.verify(accountId))?.problems).toEqual([]);
}

describe(`two gateways on one account, ${REPETITIONS} times`, () => {
  it('let exactly as many of 100 parallel reservations through as there is money for', async () => {
    for (let repetition = 0; repetition < REPETITIONS; repetition += 1) {
      const money = 1 + ((repetition * 7) % 60);
      const account = await world.newAccount(String(money));
      const outcomes = await submitAll(Array.from({ length: 100 }, () => reserve(account)));
      expect(statusCounts(outcomes)).toEqual({ applied: money, refused: 100 - money });
      expect(await world.ledger.balance(account)).toMatchObject({ available: 0n, reserved: credits(String(money)) });
      await expectClean(account);
    }
  });

  it('give one idempotency key one effect, and everybody the same answer', async () => {
    for (let repetition = 0; repetition < REPETITIONS; repetition += 1) {
      const account = await world.newAccount('50');
      const outcomes = await submitAll(Array.from({ length: 20 }, () => reserve(account, 'same')));
      expect(statusCounts(outcomes)).toEqual({ applied: 1, replayed: 19 });
      const answers = outcomes.map((outcome) => (outcome.status === 'refused' ? undefined : outcome.transaction));
      expect(new Set(answers.map((transaction) => transaction?.generationId)).size).toBe(1);
      expect(await world.ledger.balance(account)).toMatchObject({ reserved: credits('1'), sequence: 2n });
      await expectClean(account);
    }
  });

  it('settle a generation once when one charges and the other refunds', async () => {
    for (let repetition = 0; repetition < REPETITIONS; repetition += 1) {
      const account = await world.newAccount('1');
      const { generationId } = await world.reserve(account, '1');
      const settlements = Array.from({ length: 10 }, (_, index): LedgerCommand => {
        const base = { accountId: account, generationId };
        return index % 2 === repetition % 2
          ? { kind: 'charge', ...base, amount: credits('0.4') }
          : { kind: 'refund', ...base, reason: 'nothing came' };
      });
      const outcomes = await submitAll(settlements);
      expect(statusCounts(outcomes)).toEqual({ applied: 1, unchanged: 9 });
      const balance = await world.ledger.balance(account);
      expect(balance?.reserved).toBe(0n);
      expect([credits('0.6'), credits('1')]).toContain(balance?.available);
      await expectClean(account);
    }
  });

  it('keep the daily limit of a key and the concurrency limit together', async () => {
    for (let repetition = 0; repetition < REPETITIONS; repetition += 1) {
      const [byDay, byConcurrency] = [await world.newAccount('50'), await world.newAccount('50')];
      const apiKeyId = await world.newKey(byDay, { dailyLimit: '7' });
      const daily = Array.from({ length: 20 }, () => ({ ...reserve(byDay), apiKeyId }));
      const atOnce = Array.from({ length: 20 }, () => ({ ...reserve(byConcurrency), concurrencyLimit: 7 }));
      expect(statusCounts(await submitAll(daily))).toEqual({ applied: 7, refused: 13 });
      expect(statusCounts(await submitAll(atOnce))).toEqual({ applied: 7, refused: 13 });
      await expectClean(byDay);
    }
  });

  it('number the transactions of an account without gaps', async () => {
    const account = await world.newAccount('100');
    for (let repetition = 0; repetition < REPETITIONS; repetition += 1) {
      await submitAll(Array.from({ length: 4 }, () => reserve(account)));
    }
    const rows = await world.database.rows<{ sequence: bigint }>(
      'select sequence from ledger_transaction where account_id = $1 order by sequence',
      [account],
    );
    expect(rows.map((row) => row.sequence)).toEqual(Array.from({ length: 81 }, (_, index) => BigInt(index + 1)));
    await expectClean(account);
  });

  it('never wait for each other in a circle, though their batches hold the same accounts in any order', async () => {
    const accounts = await Promise.all(Array.from({ length: 12 }, () => world.newAccount('100')));
    for (let repetition = 0; repetition < REPETITIONS; repetition += 1) {
      const shuffled = accounts.flatMap((account, index) => [account, accounts.at(-index - 1) ?? account]);
      const outcomes = await submitAll(shuffled.map((account) => reserve(account)));
      expect(statusCounts(outcomes)).toEqual({ applied: 24 });
    }
  });
});
