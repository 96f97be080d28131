// How far a command is: on a terminal, in a log, and nowhere.
import { describe, expect, it } from '@jest/globals';
import { createProgressLine, elapsed, withProgress } from '../../../src/server/commands/progress-line.ts';
import { waitUntil } from '../../support/wait-until.ts';

function line(isTTY: boolean) {
  let now = 0;
  const written: string[] = [];
  const progress = createProgressLine({ isTTY, write: (text) => written.push(text) }, () => now);
  const at = (milliseconds: number, done: number): void => {
    now = milliseconds;
    progress.update((taken) => `${done} done after ${taken} ms`);
  };
  return { written, at, clear: () => progress.clear() };
}

const CLEAR = '\r\u001b[K';

describe('progress', () => {
  it('is one line of a terminal, written over and removed at the end', () => {
    const { written, at, clear } = line(true);
    at(500, 1);
    at(550, 2);
    at(1_000, 3);
    clear();
    expect(written).toEqual([`${CLEAR}1 done after 500 ms`, `${CLEAR}3 done after 1000 ms`, CLEAR]);
  });

  it('is a line now and then in a log', () => {
    const { written, at, clear } = line(false);
    for (const milliseconds of [1_000, 6_000, 7_000, 12_000]) at(milliseconds, milliseconds);
    clear();
    expect(written).toEqual(['6000 done after 6000 ms\n', '12000 done after 12000 ms\n']);
  });

  it('goes on while the work has no news, and ends with it', async () => {
    const written: string[] = [];
    const output = { isTTY: true, write: (text: string) => written.push(text) };
    const work = () => waitUntil('it was written twice', () => written.length >= 2).then(() => 'done');
    expect(await withProgress(output, elapsed('Working'), work)).toBe('done');
    expect(written.slice(0, 2)).toEqual([`${CLEAR}Working, 0 s`, `${CLEAR}Working, 0 s`]);
    expect(written.at(-1)).toBe(CLEAR);
  });

  it('ends with work that fails, and makes room for a result', async () => {
    const written: string[] = [];
    const output = { isTTY: true, write: (text: string) => written.push(text) };
    const work = async ({ clear }: { clear: () => void }): Promise<never> => {
      clear();
      written.push('a result\n');
      throw new Error('no more');
    };
    await expect(withProgress(output, elapsed('Working'), work)).rejects.toThrow('no more');
    expect(written).toEqual([`${CLEAR}Working, 0 s`, CLEAR, 'a result\n', CLEAR]);
  });

  it('is nothing where nobody wants it', async () => {
    expect(await withProgress(undefined, elapsed('Working'), async () => 'done')).toBe('done');
  });
});
