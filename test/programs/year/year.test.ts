// A year of business in seconds: everybody buys, subscribes, pays late, disputes and leaves, all at once; then money and
// credits are compared. Briefly here; `npm run year -- --accounts 50 --seeds 3` for as long as you like.
import process from 'node:process';
import { describe, expect, it } from '@jest/globals';
import { findWrongs } from './checks/check-year.ts';
import { liveYear } from './live-year.ts';
import { PERSONAS } from './personas.ts';
import { openWorld } from './world.ts';

const DAY = 86_400_000;
const SEEDS = process.env['YEAR_SEEDS'];
const isLong = SEEDS !== undefined;
const first = Number(process.env['YEAR_SEED'] ?? 2028);
const seeds = Array.from({ length: Number(SEEDS ?? 1) }, (_, index) => first + index);
const accounts = Number(process.env['YEAR_ACCOUNTS'] ?? 11);
const density = isLong ? 1 : 0.2;

function say(line: string): void {
  if (isLong) process.stderr.write(`${line}\n`);
}

describe('thirteen months of business', () => {
  it.each(seeds)(
    'seed %i: money taken is credits given, and every invoice its charges',
    async (seed) => {
      const began = Date.now();
      const world = await openWorld(String(seed));
      try {
        const year = await liveYear(world, { seed: String(seed), accounts, density, personas: PERSONAS });
        const lived = Date.now();
        const wrongs = await findWrongs(world, year);
        say(
          `seed ${seed}: ${year.customers.length} accounts, ${year.moments.length} moments, ${(lived - began) / 1_000} s`,
        );
        for (const [what, times] of [...world.counts].toSorted()) say(`  ${times} × ${what}`);
        if (wrongs.length > 0) {
          process.stderr.write(
            `npm run year -- --seeds 1 --seed ${seed} --accounts ${accounts}\n${wrongs.join('\n')}\n`,
          );
        }
        expect(wrongs).toEqual([]);
        expect(year.customers).toHaveLength(accounts);
      } finally {
        await world.close();
      }
    },
    DAY,
  );
});
