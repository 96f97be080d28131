import { describe, expect, it } from '@jest/globals';
import { createProgressLine } from '../../../src/server/commands/progress-line.ts';

const state = { accounts: 50, allAccounts: 200, transactions: 30_000, damaged: 0 };

function line(isTTY: boolean) {
  let now = 0;
  const written: string[] = [];
  const progress = createProgressLine({ isTTY, write: (text) => written.push(text) }, () => now);
  const at = (milliseconds: number, damaged = 0): void => {
    now = milliseconds;
    progress.update({ ...state, damaged });
  };
  return { written, at, end: () => progress.end() };
}

describe('the progress of a verification', () => {
  it('is one line of a terminal, written over and removed at the end', () => {
    const { written, at, end } = line(true);
    at(500);
    at(550);
    at(1_000, 2);
    end();
    expect(written).toEqual([
      '\r\u001b[K50 of 200 accounts, 30000 transactions (60000/s)',
      '\r\u001b[K50 of 200 accounts, 30000 transactions (30000/s), 2 damaged',
      '\r\u001b[K',
    ]);
  });

  it('is a line now and then in a log', () => {
    const { written, at, end } = line(false);
    for (const milliseconds of [1_000, 6_000, 7_000, 12_000]) at(milliseconds);
    end();
    expect(written).toEqual([
      '50 of 200 accounts, 30000 transactions (5000/s)\n',
      '50 of 200 accounts, 30000 transactions (2500/s)\n',
    ]);
  });
});
