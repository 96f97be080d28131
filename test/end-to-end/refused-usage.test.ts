// Refused requests in the usage of an account, whatever of the log is kept; and a gateway that stops writes what it has answered.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fromPublicId } from '../../src/database/index.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { GENERATE, generateInput } from '../support/gateway-operations.ts';
import { withClient } from '../support/postgres.ts';
import { waitUntil } from '../support/wait-until.ts';

const MODEL = 'bfl/flux-1.1-pro';
const COUNTS = 'generations succeeded refused';
const USAGE = `{ usage(days: 2) { totalRequests totalGenerations refused byModel { key ${COUNTS} } byApiKey { ${COUNTS} }
  byProvider { ${COUNTS} } byTag { ${COUNTS} } byDay { ${COUNTS} } } }`;

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.stop());

const sum = (buckets: Record<string, number>[], name: string): number =>
  buckets.reduce((all, bucket) => all + (bucket[name] ?? 0), 0);

describe('usage', () => {
  it.each(['all', 'off'])('counts what was refused, with the log of requests %s', async (log) => {
    const other = await startTestGateway({ besides: gateway, environment: { REQUEST_LOG: log } });
    try {
      const { key } = await gateway.newAccount('0.06');
      const ask = async (query: string, variables: object = {}) => (await other.ask(query, variables, { key })).data;
      const { generation } = (await ask(GENERATE, { input: generateInput({ tags: ['one'] }) })).generate;
      await other.ended(generation.id, key);
      await ask(GENERATE, { input: generateInput() });
      await ask(GENERATE, { input: generateInput({ count: 0 }) });
      await ask(GENERATE, { input: generateInput({ model: 'no/such-model' }) });
      await ask(GENERATE, { input: generateInput({ dryRun: true }) });
      await waitUntil('the refusals are counted', async () => (await ask(USAGE)).usage.refused >= 3);
      const { usage } = await ask(USAGE);
      expect(usage).toMatchObject({
        ...{ totalRequests: 4, totalGenerations: 1, refused: 3 },
        byModel: [{ key: MODEL, generations: 1, succeeded: 1, refused: 2 }],
        byApiKey: [{ generations: 1, succeeded: 1, refused: 3 }],
        byProvider: [{ refused: null }],
        byTag: [{ refused: null }],
      });
      expect([sum(usage.byDay, 'generations'), sum(usage.byDay, 'refused')]).toEqual([1, 3]);
      const { requests } = await ask(
        '{ requests(where: { status: [REJECTED], endpoint: [GENERATE] }) { totalCount } }',
      );
      expect(requests.totalCount).toBe(log === 'all' ? 3 : 0);
    } finally {
      await other.stop();
    }
  });
});

describe('a gateway that stops', () => {
  it('has written the lines of all that it answered', async () => {
    const { id, key } = await gateway.newAccount('1');
    const stopping = await startTestGateway({ besides: gateway });
    const asked = Array.from({ length: 20 }, () =>
      stopping.ask(`{ estimate(input: { model: "${MODEL}" }) { totalCost } }`, {}, { key }),
    );
    for (const { data } of await Promise.all(asked)) expect(data.estimate.totalCost).toBe('0.052');
    await stopping.stop();
    const lines = await withClient(gateway.databaseUrl, async (client) => {
      const { rows } = await client.query('select count(*)::int as lines from logged_request where account_id = $1', [
        fromPublicId('acct', id),
      ]);
      return (rows as { lines: number }[])[0]?.lines;
    });
    expect(lines).toBe(20);
  });
});
