// Operations out of the schema with hostile values in every place, and inputs that are no operations at all, through a real gateway:
// whatever is sent, the answer says what is wrong with it, and never that the gateway failed.
// Long form: npm run fuzz -- --documents 20000 --raw 20000 --seed 7
import process from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildGraphqlSchema } from '../../../src/graphql/index.ts';
import { elapsed } from '../../../src/server/commands/progress-line.ts';
import type { TestGateway } from '../../support/gateway.ts';
import { programProgress } from '../program-progress.ts';
import { fuzz, newKeys, startFuzzGateway } from './fuzz-world.ts';
import { newKnown } from './known-values.ts';
import { randomFrom } from './random.ts';
import { sendRaw } from './send-raw.ts';

const DOCUMENTS = Number(process.env['FUZZ_DOCUMENTS'] ?? 600);
const RAW = Number(process.env['FUZZ_RAW'] ?? 1_200);
const SEED = Number(process.env['FUZZ_SEED'] ?? 1);
/** As many ask at once, each from a seed of its own. */
const ASKING = 4;
const HOUR = 3_600_000;
/** From here on memory is judged: Apollo's cache of documents alone takes more than ten thousand of them before it is full. */
const ENOUGH_FOR_MEMORY = 50_000;
const MOST_GROWTH = 60_000_000;

const progress = programProgress(process.env['FUZZ_DOCUMENTS'] !== undefined);

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startFuzzGateway();
});

afterAll(() => gateway.stop());

/** Of this process, gateway and all, without what is only waiting to be collected. */
function memoryInUse(): number {
  setFlagsFromString('--expose_gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

/** Without what the reconciliation finds, rightly, after some minutes: credits that an operator granted as if they had been paid for. */
const failuresLogged = (): readonly string[] =>
  gateway
    .logs()
    .split('\n')
    .filter((line) => /"level":[56]0/.test(line) && !line.includes('"msg":"Credits without a payment'));

const ofAll = <Report>(run: (seed: number) => Promise<Report>): Promise<Report[]> =>
  Promise.all(Array.from({ length: ASKING }, (_, index) => run(SEED * 1_000 + index)));

/** Counts what was asked, for whoever waits. */
function countTo(total: number): (count: number) => void {
  let asked = 0;
  return (count) => {
    asked += count;
    progress.update(elapsed(`${asked} of ${total} asked`));
  };
}

/** Runs three fifths, and then the rest with memory no higher than after that. */
async function steadily(total: number, run: (count: number, part: number) => Promise<void>): Promise<void> {
  const first = Math.ceil((total * 3) / 5);
  await run(first, 0);
  const before = memoryInUse();
  await run(total - first, 1);
  const growth = memoryInUse() - before;
  process.stdout.write(`${total} asked, ${Math.round(growth / 1e6)} MB more in use than after ${first}\n`);
  if (total >= ENOUGH_FOR_MEMORY) expect(growth).toBeLessThan(MOST_GROWTH);
}

describe('whatever is asked', () => {
  it(
    `is answered and not failed at, in ${DOCUMENTS} operations from seed ${SEED}`,
    async () => {
      const schema = buildGraphqlSchema();
      let none = 0;
      const onAsked = countTo(DOCUMENTS);
      await steadily(DOCUMENTS, async (count, part) => {
        const documents = Math.ceil(count / ASKING);
        const reports = await ofAll((seed) => fuzz({ schema, gateway, seed: seed + part * 500, documents, onAsked }));
        const failures = reports.flatMap((report) => report.failures);
        expect(failures.slice(0, 5)).toEqual([]);
        none += reports.reduce((sum, { codes }) => sum + (codes.get('none') ?? 0), 0);
      });
      // Nor did anything fail that was not said.
      expect(failuresLogged().slice(0, 3)).toEqual([]);
      // Most of what is asked gets to the rooms, or the test would test a wall.
      expect(none).toBeGreaterThan(DOCUMENTS / 5);
    },
    HOUR,
  );
});

describe('whatever is sent', () => {
  it(
    `is refused or answered and not failed at, in ${RAW} raw inputs from seed ${SEED}`,
    async () => {
      const outcomes = new Set<string>();
      const onAsked = countTo(RAW);
      await steadily(RAW, async (count, part) => {
        const inputs = Math.ceil(count / ASKING);
        const keys = await newKeys(gateway, newKnown());
        const reports = await ofAll((seed) =>
          sendRaw({ gateway, keys, random: randomFrom(seed + part * 500), inputs, onAsked }),
        );
        const failures = reports.flatMap((report) => report.failures);
        expect(failures.slice(0, 5)).toEqual([]);
        for (const report of reports) for (const outcome of report.outcomes.keys()) outcomes.add(outcome);
      });
      expect(failuresLogged().slice(0, 3)).toEqual([]);
      // Some of everything: what was understood, what was not, what was no request at all.
      expect([...outcomes]).toEqual(
        expect.arrayContaining(['200', '400', '401', '404', 'closed with 1000', 'closed with 4400']),
      );
    },
    HOUR,
  );
});
