import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { gatherLines } from '../../src/server/gather-lines.ts';

const CHARACTERS = 20;
const WAIT_MILLISECONDS = 50;

function open() {
  const written: string[] = [];
  let end = (): void => undefined;
  const lines = gatherLines(
    {
      write: (text) => written.push(text),
      flushSync: () => written.push('(flushed)'),
      once: (_event, listener) => {
        end = listener;
      },
    },
    { characters: CHARACTERS, waitMilliseconds: WAIT_MILLISECONDS },
  );
  return { written, lines, end: () => end() };
}

/** What a process has written to standard error that logs some lines, and then ends in its way. */
function endedBy(ending: string): string[] {
  const logger = new URL('../../src/server/create-logger.ts', import.meta.url).href;
  const program = `
    const { createLogger } = await import(${JSON.stringify(logger)});
    const logger = createLogger('info');
    for (let number = 0; number < 3; number += 1) logger.info({ number }, 'said');
    ${ending}
  `;
  const { stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
  return stderr.split('\n').filter((line) => line.startsWith('{"level"'));
}

describe('lines that are gathered', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  it('are handed on in their order, once there are enough of them', () => {
    const { written, lines } = open();
    lines.write('first line\n');
    expect(written).toEqual([]);
    lines.write('second line\n');
    expect(written).toEqual(['first line\nsecond line\n']);
  });

  it('are handed on after a moment, however few they are, and only when there are any', () => {
    jest.useFakeTimers();
    const { written, lines } = open();
    jest.advanceTimersByTime(WAIT_MILLISECONDS);
    expect(written).toEqual([]);
    lines.write('a line\n');
    jest.advanceTimersByTime(WAIT_MILLISECONDS);
    expect(written).toEqual(['a line\n']);
  });

  it('are written at once by whoever cannot wait', () => {
    const { written, lines } = open();
    lines.write('the last\n');
    lines.flushSync();
    expect(written).toEqual(['the last\n', '(flushed)']);
  });

  it('are dropped once the destination is closed', () => {
    const { written, lines, end } = open();
    end();
    lines.write('nobody reads it, however long it is\n');
    lines.flushSync();
    expect(written).toEqual([]);
  });
});

describe('a process that ends', () => {
  it.each([
    ['by itself', ''],
    ['when it says so', 'process.exit(0);'],
    ['by an error that nobody caught', "throw new Error('x');"],
    ['by an error in a callback', "setImmediate(() => { throw new Error('x'); });"],
  ])('%s has written all of its lines', (_how, ending) => {
    const numbers = endedBy(ending).map((line) => (JSON.parse(line) as { number: number }).number);
    expect(numbers).toEqual([0, 1, 2]);
  });

  it('has written more lines than one piece holds', () => {
    const lines = endedBy(
      "for (let number = 3; number < 5000; number += 1) logger.info({ number }, 'said'); process.exit(0);",
    );
    expect(lines.length).toBe(5_000);
  });
});
