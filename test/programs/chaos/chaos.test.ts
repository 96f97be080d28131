// The promise of the room generation/ in the worst weather: whatever dies and whatever lies, every generation ends once, and
// what is charged is what was delivered. Briefly here; `npm run chaos -- --rounds 20 --seed 7` for as long as you like.
import process from 'node:process';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { buildGateway } from '../../support/gateway-process.ts';
import { playRound } from './chaos-round.ts';
import { findViolations } from './check-chaos.ts';

const DAY = 86_400_000;
const ROUNDS = process.env['CHAOS_ROUNDS'];
const isLong = ROUNDS !== undefined;
const first = Number(process.env['CHAOS_SEED'] ?? Date.now() % 1_000_000);
const seeds = Array.from({ length: Number(ROUNDS ?? 1) }, (_, index) => first + index);
const LIST = isLong
  ? { generations: 150, customers: 5, milliseconds: 25_000 }
  : { generations: 60, customers: 4, milliseconds: 9_000 };

function say(line: string): void {
  if (isLong) process.stderr.write(`${line}\n`);
}

describe('generations in chaos', () => {
  beforeAll(() => buildGateway(), DAY);

  it.each(seeds)(
    'seed %i: every generation ends once, and is charged for what was delivered',
    async (seed) => {
      const round = await playRound(String(seed), LIST);
      const { generations, attempts, submissions } = round.evidence;
      const violations = [...findViolations(round.evidence), ...round.wrongWebhooks];
      const counts = Object.entries(Object.groupBy(generations, ({ status }) => status));
      const ends = counts.map(([status, those]) => `${those?.length} ${status}`).join(', ');
      say(`seed ${seed}: ${ends}; attempts: ${attempts.length}, kills: ${round.kills}, webhooks: ${round.webhooks}`);
      if (violations.length > 0) {
        const found = violations.join('\n');
        process.stderr.write(`npm run chaos -- --rounds 1 --seed ${seed}\n${found}\n${round.output}\n`);
      }
      expect(violations).toEqual([]);
      expect(generations).toHaveLength(LIST.generations);
      expect(submissions.length).toBeGreaterThan(LIST.generations / 2);
      expect(round.kills).toBeGreaterThan(0);
    },
    DAY,
  );
});
