// Whether commands were decided in one batch or one by one must not be seen afterwards: not in an answer, not in a
// transaction, not in a lot. Commands that wait for each other are put into one batch by chance.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newId } from '../../../src/database/index.ts';
import type { LedgerCommand } from '../../../src/ledger/index.ts';
import { busyHistory, type History, HOUR, micro, START, toCommand } from '../../programs/simulation/histories.ts';
import { type AccountInMemory, budgetsIn, execute, openInMemory } from '../account-in-memory.ts';

const RUNS = 2_000;

/** A caller makes a new generation id for every request, so a used one is never reserved again. */
function isMeaningful(account: AccountInMemory, command: LedgerCommand): boolean {
  if (command.kind !== 'reserve') return true;
  return !account.transactions.some((transaction) => transaction.generationId === command.generationId);
}

function play({ credits: [credit = 0], rounds }: History): void {
  const accountId = newId();
  const single = openInMemory(accountId, credit);
  const batched = openInMemory(accountId, credit);
  const ids = new Map<string, string>();
  let now = START;
  for (const { advance, limits, steps } of rounds) {
    now += advance;
    single.keyBudgets = batched.keyBudgets = budgetsIn({ accountId, ids }, limits);
    const at = new Date(now);
    const commands: LedgerCommand[] = [];
    const expected = steps.flatMap(([, step]) => {
      const command = toCommand({ accountId, ids }, step, now);
      if (!isMeaningful(single, command)) return [];
      commands.push(command);
      return execute(single, [command], at);
    });
    expect(execute(batched, commands, at)).toEqual(expected);
    expect(batched).toEqual(single);
  }
}

describe('commands in one batch', () => {
  it('come to the same answers, transactions and lots as one by one', () => {
    fc.assert(fc.property(busyHistory, play), { numRuns: RUNS });
  });

  it('reserve from the lot that ends first, when a refund has moved the end of another', () => {
    const account = openInMemory(newId(), 0);
    const { accountId } = account.wallet;
    const named = { accountId, ids: new Map<string, string>() };
    const at = (hours: number): Date => new Date(START + hours * HOUR);
    const add = (endsIn: number, key: string) =>
      toCommand(
        named,
        { kind: 'add', amount: 5, source: 'PACK', priority: 0, startsIn: 0, endsIn: endsIn * HOUR, key },
        START,
      );
    const reserve = (generation: string) =>
      toCommand(named, { kind: 'reserve', generation, amount: 5, apiKey: 'a', concurrency: 9, key: generation }, START);
    execute(account, [add(1, 'k1'), add(3, 'k2'), reserve('g1')], at(0));
    execute(account, [toCommand(named, { kind: 'refund', generation: 'g1' }, START), reserve('g2')], at(2));
    expect(account.lots.get(1)).toMatchObject({ remaining: micro(5), reserved: 0n });
    expect(account.lots.get(2)).toMatchObject({ remaining: 0n, reserved: micro(5) });
  });
});
