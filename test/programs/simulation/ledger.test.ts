// Thousands of random histories through the real ledger on real PostgreSQL, beside an independent model: every answer and
// every balance must be the same. A failing history is printed with its seed, and shrunk.
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { elapsed } from '../../../src/server/commands/progress-line.ts';
import { createLedgerWorld, type LedgerWorld } from '../../support/ledger-world.ts';
import { programProgress } from '../program-progress.ts';
import { HOUR, history, START } from './histories.ts';
import { apply, available, expire, newModel } from './model.ts';
import { play } from './play-history.ts';

const RUNS = Number(process.env['SIMULATION_RUNS'] ?? 60);
const SEED = process.env['SIMULATION_SEED'];
const progress = programProgress(process.env['SIMULATION_RUNS'] !== undefined);

let world: LedgerWorld;

beforeAll(async () => {
  world = await createLedgerWorld();
});

afterAll(() => world.close());

describe('the ledger in simulation', () => {
  it(
    `answers like an independent model over ${RUNS} random histories`,
    async () => {
      let played = 0;
      const seed = SEED === undefined ? {} : { seed: Number(SEED) };
      await fc.assert(
        fc.asyncProperty(history, async (chosen) => {
          await play(world, chosen);
          played += 1;
          progress.update((taken) => elapsed(`${played} of ${RUNS} histories`)(taken));
        }),
        { numRuns: RUNS, ...seed },
      );
      progress.clear();
    },
    24 * HOUR,
  );

  it('would notice a model that forgets expiry', () => {
    const model = newModel(0);
    apply(model, { kind: 'add', amount: 5, source: 'PACK', priority: 0, startsIn: 0, endsIn: HOUR, key: 'k' }, START);
    expect(available(model, START + HOUR)).toBe(0);
    expect(expire(model, START + HOUR)).toBe(true);
  });
});
