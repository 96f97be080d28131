// How far a command is: on a terminal, in a log, and nowhere.
import process from 'node:process';
import { describe, expect, it, jest } from '@jest/globals';
import { step, whileShown } from '../../../bench/bench-progress.ts';
import {
  createProgressLine,
  doneOf,
  elapsed,
  measured,
  withProgress,
} from '../../../src/server/commands/progress-line.ts';
import { waitUntil } from '../../support/wait-until.ts';

function line(isTTY: boolean) {
  let now = 0;
  const written: string[] = [];
  const progress = createProgressLine({ isTTY, write: (text) => written.push(text) }, () => now);
  const at = (milliseconds: number, done: number): void => {
    now = milliseconds;
    progress.update((taken) => `${done} done after ${taken} ms`);
  };
  const finish = (done: number): void => progress.finish((taken) => `${done} done after ${taken} ms`);
  return { written, at, finish, clear: () => progress.clear() };
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

  it('says at the end what is done, unless a log has no line of it at all', () => {
    const terminal = line(true);
    terminal.at(500, 1);
    terminal.at(550, 2);
    terminal.finish(3);
    expect(terminal.written).toEqual([`${CLEAR}1 done after 500 ms`, `${CLEAR}3 done after 550 ms`]);
    const brief = line(false);
    brief.at(4_000, 1);
    brief.finish(2);
    expect(brief.written).toEqual([]);
    const long = line(false);
    long.at(6_000, 1);
    long.at(7_000, 2);
    long.finish(3);
    expect(long.written).toEqual(['1 done after 6000 ms\n', '3 done after 7000 ms\n']);
  });

  it('has a measure, which is asked for each time, and a total that what is done does not exceed', () => {
    let done = 1;
    const describe = measured('Working', () => doneOf(done, 3, 'step'));
    expect(describe(1_999)).toBe('Working: 1 of 3 steps, 1 s');
    done = 4;
    expect(describe(2_000)).toBe('Working: 4 of 4 steps, 2 s');
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

  it.each([
    [true, 0],
    [false, 1],
  ])('of a benchmark is said unless --json asks for the result alone: %s', async (json, atLeast) => {
    const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    const { isTTY } = process.stderr;
    process.stderr.isTTY = true;
    await whileShown('pricing', { json }, async () => step('round 1 of 1'));
    const lines = write.mock.calls.map(([text]) => String(text));
    process.stderr.isTTY = isTTY;
    write.mockRestore();
    expect(lines.filter((text) => text.includes('bench pricing')).length).toBeGreaterThanOrEqual(atLeast);
    if (json) expect(lines).toEqual([]);
    else expect(lines.at(-2)).toContain('bench pricing, round 1 of 1, 0 s');
  });

  it('is nothing where nobody wants it', async () => {
    expect(await withProgress(undefined, elapsed('Working'), async () => 'done')).toBe('done');
  });
});
