// Operations out of the schema with hostile values in every place, through a real gateway: whatever is asked, the answer says
// what is wrong with it, and never that the gateway failed. Long form: npm run fuzz -- --documents 20000 --seed 7
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildGraphqlSchema } from '../../../src/graphql/index.ts';
import type { TestGateway } from '../../support/gateway.ts';
import { fuzz, startFuzzGateway } from './fuzz-world.ts';

const DOCUMENTS = Number(process.env['FUZZ_DOCUMENTS'] ?? 600);
const SEED = Number(process.env['FUZZ_SEED'] ?? 1);
/** As many ask at once, each from a seed of its own. */
const ASKING = 4;
const HOUR = 3_600_000;

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startFuzzGateway();
});

afterAll(() => gateway.stop());

describe('whatever is asked', () => {
  it(
    `is answered and not failed at, in ${DOCUMENTS} operations from seed ${SEED}`,
    async () => {
      const schema = buildGraphqlSchema();
      const documents = Math.ceil(DOCUMENTS / ASKING);
      const seeds = Array.from({ length: ASKING }, (_, index) => SEED * 1_000 + index);
      const reports = await Promise.all(seeds.map((seed) => fuzz({ schema, gateway, seed, documents })));
      const failures = reports.flatMap((report) => report.failures);
      expect(failures.slice(0, 5)).toEqual([]);
      // Nor did anything fail that was not told.
      const unseen = gateway
        .logs()
        .split('\n')
        .filter((line) => line.includes('a resolver failed'));
      expect(unseen.slice(0, 3)).toEqual([]);
      const none = reports.reduce((sum, { codes }) => sum + (codes.get('none') ?? 0), 0);
      // Most of what is asked gets to the rooms, or the test would test a wall.
      expect(none).toBeGreaterThan(DOCUMENTS / 5);
    },
    HOUR,
  );
});
