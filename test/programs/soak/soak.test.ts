// Nothing grows while the load stays the same: memory, sockets, timers, connections, latency. Briefly here, where only the end is
// compared with the beginning; `npm run soak -- --minutes 60` judges by the trend.
import process from 'node:process';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { buildGateway } from '../../support/gateway-process.ts';
import { judge, type Tolerance, type Verdict } from './judge.ts';
import { type SoakPlan, soak } from './soak-run.ts';

const DAY = 86_400_000;
const MINUTES = process.env['SOAK_MINUTES'];
const isLong = MINUTES !== undefined;
const SAMPLES = 60;
const LEAK = Number(process.env['SOAK_LEAK_KILOBYTES'] ?? 0) * 1_000;

const say = (line: string): void => {
  if (isLong) process.stderr.write(`${line}\n`);
};

const minutes = Number(MINUTES ?? 0);
/** A sixth of the time is for warming up. */
const PLAN: SoakPlan = isLong
  ? {
      customers: 8,
      warmUpMilliseconds: minutes * 10_000,
      samples: SAMPLES,
      everyMilliseconds: (minutes * 50_000) / SAMPLES,
      ...{ leak: LEAK, say },
    }
  : { customers: 3, warmUpMilliseconds: 2_000, samples: 5, everyMilliseconds: 1_000, leak: 0, say };

/** Megabytes, counts and milliseconds. What a busy machine does to latency is no trend; what it does for an hour would be one. */
const TOLERANCES: Readonly<Record<string, Tolerance>> = {
  heap: { share: 0.05, amount: 3 },
  rss: { share: 0.1, amount: 20 },
  customers: { share: 0.1, amount: 4 },
  timers: { share: 0.1, amount: 4 },
  handles: { share: 0.1, amount: 4 },
  connections: { share: 0, amount: 2 },
  p50: { share: 0.3, amount: 3 },
  p99: { share: 0.5, amount: 30 },
};

const lineOf = ({ series, middle, growth, allowed, rising, isGrowing }: Verdict): string =>
  `${series.padEnd(12)} middle ${middle.toFixed(1)}   trend ${growth.toFixed(2)} of at most ${allowed.toFixed(2)}   ` +
  `${(rising * 100).toFixed(0)} % of pairs rise${isGrowing ? '   IT GROWS' : ''}`;

describe('a gateway that is asked for long', () => {
  beforeAll(() => buildGateway(), DAY);

  it(
    `holds in the end what it held in the beginning${isLong ? `, for ${minutes} minutes` : ''}`,
    async () => {
      const { samples, counts, webhooks, left, errors } = await soak(PLAN);
      const verdicts = judge(samples, TOLERANCES);
      say([JSON.stringify({ ...counts, webhooks }), ...verdicts.map(lineOf)].join('\n'));
      expect([counts.failures, errors]).toEqual([[], []]);
      expect(
        Math.min(counts.asked, counts.generated, counts.followed, counts.hungUp, counts.events, webhooks),
      ).toBeGreaterThan(0);
      expect(left).toBe(0);
      // In seconds the caches still fill: then there is nothing to judge but that there was something to be judged.
      expect(isLong ? verdicts.filter(({ isGrowing }) => isGrowing).map(lineOf) : []).toEqual([]);
    },
    DAY,
  );
});
