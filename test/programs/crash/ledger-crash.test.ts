// The ledger's promise under kill -9: what was acknowledged is there, once. Briefly here; `npm run crash -- --kills 100` for
// as long as you like. A control on a PostgreSQL that acknowledges before it writes shows that the test can see a loss.
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CrashLab, type Kill, openCrashLab } from './crash-lab.ts';

const LONG_RUN_KILLS = process.env['CRASH_KILLS'];
const BRIEF: readonly Kill[] = ['gateway', 'immediate stop', 'gateway', 'postmaster', 'machine', 'backend'];
/** Half of a long run kills the gateway, half PostgreSQL. */
const LONG: readonly Kill[] = [
  'gateway',
  'immediate stop',
  'gateway',
  'postmaster',
  'gateway',
  'machine',
  'gateway',
  'backend',
];
const DAY = 86_400_000;

const kills: readonly Kill[] =
  LONG_RUN_KILLS === undefined
    ? BRIEF
    : Array.from({ length: Number(LONG_RUN_KILLS) }, (_, index) => LONG[index % LONG.length] ?? 'gateway');

/** A commit is answered at once, and written within the next seconds. */
const ASYNCHRONOUS = { synchronous_commit: 'off', wal_writer_delay: '10s' };
const MOST_CONTROL_ROUNDS = 20;

const total = { kills: 0, acknowledged: 0, failed: 0, commitsUnknown: 0 };

function say(line: string): void {
  if (LONG_RUN_KILLS !== undefined) process.stderr.write(`${line}\n`);
}

describe('the ledger under kill -9', () => {
  let lab: CrashLab;

  beforeAll(async () => {
    lab = await openCrashLab();
  }, DAY);

  afterAll(async () => {
    await lab.close();
    say(`crash: ${JSON.stringify(total)}`);
  }, DAY);

  it.each(kills.map((kill, index): [number, Kill] => [index + 1, kill]))(
    'kill %i, %s: every acknowledged operation is there, none twice, all of it verified',
    async (number, kill) => {
      const survival = await lab.round(kill);
      expect(survival.acknowledged).toBeGreaterThan(8);
      expect(survival.lost).toEqual([]);
      expect(survival.problems).toEqual([]);
      total.kills += 1;
      total.acknowledged += survival.acknowledged;
      total.failed += survival.failed;
      total.commitsUnknown += survival.commitsUnknown;
      const { acknowledged, failed, commitsUnknown } = survival;
      say(
        `kill ${number} (${kill}): ${acknowledged} acknowledged, 0 lost; ${failed} errors, ${commitsUnknown} unknown`,
      );
    },
    DAY,
  );
});

describe('the same on a PostgreSQL that acknowledges before it writes', () => {
  let lab: CrashLab;

  beforeAll(async () => {
    lab = await openCrashLab(ASYNCHRONOUS);
  }, DAY);

  afterAll(() => lab.close(), DAY);

  it(
    'loses acknowledged operations, so the test can see a loss; what is left is whole all the same',
    async () => {
      let lost = 0;
      for (let round = 1; lost === 0 && round <= MOST_CONTROL_ROUNDS; round += 1) {
        const survival = await lab.round('machine');
        lost += survival.lost.length;
        say(`control ${round}: ${survival.acknowledged} acknowledged, ${survival.lost.length} lost`);
        expect(survival.problems.filter((problem) => !/^account .* is gone$/.test(problem))).toEqual([]);
      }
      expect(lost).toBeGreaterThan(0);
    },
    DAY,
  );
});
