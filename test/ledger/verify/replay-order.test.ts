// Verification finds lots that paid out of their turn, and lots that ended when they should not.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newId } from '../../../src/database/index.ts';
import { canonicalContent, GENESIS_HASH, hashContent } from '../../../src/ledger/batch/chain.ts';
import type { LedgerCommand, LedgerTransaction } from '../../../src/ledger/index.ts';
import { compareReplay } from '../../../src/ledger/verify/compare-replay.ts';
import { replayRow } from '../../../src/ledger/verify/replay.ts';
import { startReplay } from '../../../src/ledger/verify/replay-state.ts';
import { createRowReader } from '../../../src/ledger/verify/transaction-row.ts';
import { microCredits } from '../../../src/money/index.ts';
import { busyHistory, type History, HOUR, START, toCommand } from '../../programs/simulation/histories.ts';
import { type AccountInMemory, budgetsIn, execute, openInMemory } from '../account-in-memory.ts';
import { binaryRow } from './binary-row.ts';

/** What verification says of an account whose chain is sound. */
function problemsOf(account: AccountInMemory, graceOnceAfter = 0n): readonly string[] {
  const lots = [...account.lots.values()];
  const paths = [...account.keyBudgets].map(
    ([id, budgets]) => [id, budgets.slice(1).map(({ apiKeyId }) => apiKeyId)] as const,
  );
  const given = { lots, graceOnceAfter, keyAncestors: new Map(paths) };
  const replay = startReplay(account.wallet.accountId, given);
  const read = createRowReader();
  let headHash = GENESIS_HASH.toString('hex');
  for (const transaction of account.transactions) {
    headHash = hashContent(headHash, canonicalContent(transaction));
    const earlier = account.transactions.filter(
      ({ generationId, sequence }) => generationId === transaction.generationId && sequence < transaction.sequence,
    );
    replayRow(replay, read(binaryRow(transaction, headHash, earlier)));
  }
  compareReplay(replay, { wallet: account.wallet, headHash, lots, keySpends: account.keySpends });
  return replay.problems;
}

function play({ credits: [credit = 0], rounds }: History): AccountInMemory {
  const account = openInMemory(newId(), credit);
  const ids = new Map<string, string>();
  let now = START;
  const { accountId } = account.wallet;
  for (const { advance, limits, steps } of rounds) {
    now += advance;
    account.keyBudgets = budgetsIn({ accountId, ids }, limits);
    const generations = new Set(account.transactions.map((transaction) => transaction.generationId));
    const commands = steps
      .map(([, step]) => toCommand({ accountId, ids }, step, now))
      .filter((command) => !isUsed(command, generations));
    execute(account, commands, new Date(now));
  }
  return account;
}

/** Notes what it reserves: no generation is reserved twice. */
function isUsed(command: LedgerCommand, generations: Set<string | undefined>): boolean {
  if (command.kind !== 'reserve') return false;
  if (generations.has(command.generationId)) return true;
  generations.add(command.generationId);
  return false;
}

/** Two lots of 5, the second of which ends first, and a reservation of 6 in that order. */
function accountWithTwoLots(): AccountInMemory {
  const account = openInMemory(newId(), 0);
  const named = { accountId: account.wallet.accountId, ids: new Map<string, string>() };
  const pack = { kind: 'add', amount: 5, source: 'PACK', priority: 0, startsIn: 0 } as const;
  const reserve = { kind: 'reserve', generation: 'g', apiKey: 'a', concurrency: 9, key: 'r' } as const;
  const commands = [
    toCommand(named, { ...pack, endsIn: 5 * HOUR, key: 'a' }, START),
    toCommand(named, { ...pack, endsIn: HOUR, key: 'b' }, START),
    toCommand(named, { ...reserve, amount: 6 }, START),
  ];
  execute(account, commands, new Date(START));
  return account;
}

function rewrite(account: AccountInMemory, index: number, change: Partial<LedgerTransaction>): void {
  const transaction = account.transactions[index];
  if (transaction === undefined) throw new Error('no such transaction');
  account.transactions[index] = { ...transaction, ...change };
}

const share = (lot: number, amount: number) => ({ lot, amount: microCredits(BigInt(amount)) });

describe('the burn order in verification', () => {
  it('holds in every random history', () => {
    fc.assert(
      fc.property(busyHistory, (history) => {
        expect(problemsOf(play(history))).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });

  it('names a reservation that was taken from the wrong lot, by what it should have been', () => {
    const account = accountWithTwoLots();
    expect(problemsOf(account)).toEqual([]);
    rewrite(account, 2, { lots: [share(1, 5), share(2, 1)] });
    expect(problemsOf(account)).toContain(
      'transaction 3: it takes from lot 1 (5), lot 2 (1), the burn order says lot 2 (5), lot 1 (1)',
    );
  });

  it('says nothing of the order of transactions from before the rule of one grace', () => {
    const account = accountWithTwoLots();
    rewrite(account, 2, { lots: [share(1, 5), share(2, 1)] });
    expect(problemsOf(account, 3n).join()).not.toContain('burn order');
  });

  it('names a credit line that paid while a lot could', () => {
    const account = accountWithTwoLots();
    rewrite(account, 2, { lots: [share(2, 5), share(0, 1)] });
    expect(problemsOf(account)).toContain(
      'transaction 3: it takes from lot 2 (5), the credit line (1), the burn order says lot 2 (5), lot 1 (1)',
    );
  });

  it('names credits that expired before their time, and an end that does not follow from what came back', () => {
    const account = accountWithTwoLots();
    execute(account, [{ kind: 'expire', accountId: account.wallet.accountId }], new Date(START + 5 * HOUR));
    expect(problemsOf(account)).toEqual([]);
    rewrite(account, 3, { createdAt: new Date(START + 4 * HOUR) });
    expect(problemsOf(account)).toEqual(['transaction 4: it expires lot 1 (4), what was over then is nothing']);
    const lot = account.lots.get(2);
    if (lot !== undefined) account.lots.set(2, { ...lot, usableUntil: new Date(START + 2 * HOUR) });
    expect(problemsOf(account)).toContain(
      'lot 2: it ends 2026-11-21T22:00:00.000Z, what came back to it says 2026-11-21T21:00:00.000Z',
    );
  });
});
