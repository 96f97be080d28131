// A list costs the same number of SQL statements whatever its length.
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { GENERATE, generateInput } from '../support/gateway-operations.ts';

let gateway: TestGateway;
let key: string;

const GENERATIONS = 12;
const PAGE = `query ($first: Int!) {
  transactions(first: $first) {
    nodes {
      id type amount
      generation { id status model { identifier } transactions { id } metadata { attempts { provider } } }
      apiKey { id name dailySpend { used } }
      model { identifier name }
      purchase { id }
    }
    pageInfo { hasNextPage endCursor }
  }
}`;

beforeAll(async () => {
  gateway = await startTestGateway();
  ({ key } = await gateway.newAccount('10'));
  const answers = await Promise.all(
    Array.from({ length: GENERATIONS }, () => gateway.ask(GENERATE, { input: generateInput() }, { key })),
  );
  for (const { data } of answers) await gateway.ended(data.generate.generation.id, key);
});

afterAll(async () => {
  await gateway.stop();
});

const REPEATS = 5;
/** On a busy machine a request takes so long that something else is done beside each of its first repeats. */
const MOST_REPEATS = 50;

/** Every statement sent while `work` ran, sorted: the request's own, and those of whatever else the gateway was doing. */
async function statementsDuring(work: () => Promise<unknown>): Promise<string[]> {
  const query = jest.spyOn(pg.Client.prototype, 'query');
  try {
    await work();
    return (
      query.mock.calls
        .map(([statement]: unknown[]) => String((statement as { text?: string }).text ?? statement))
        // A list of ids is one look-up, however long it is.
        .map((text) => text.replaceAll(/ in \([^()]*\)/g, ' in (…)'))
        .toSorted()
    );
  } finally {
    query.mockRestore();
  }
}

/** The statements that all the lists have, each as often as the list that has it least. */
function common(lists: readonly (readonly string[])[]): string[] {
  const [first = [], ...others] = lists;
  return [...new Set(first)].flatMap((text) => {
    const times = [first, ...others].map((list) => list.filter((other) => other === text).length);
    return Array.from({ length: Math.min(...times) }, () => text);
  });
}

const isSame = (one: readonly string[], other: readonly string[]): boolean => one.join('\0') === other.join('\0');

describe('a page of transactions with generation, model and key', () => {
  it('takes the same statements for 2 lines as for 24', async () => {
    await gateway.ask(PAGE, { first: 1 }, { key }); // the key's cache is warm afterwards
    const page = async (first: number): Promise<string[]> =>
      statementsDuring(async () => {
        const { data, errors } = await gateway.ask(PAGE, { first }, { key });
        expect(errors).toBeUndefined();
        expect(data.transactions.nodes).toHaveLength(first);
      });
    // The request's own statements are there in each of its repeats; the queue's and the watchers' come and go.
    let [few, many] = [await page(2), await page(24)];
    for (let repeat = 2; repeat <= (isSame(few, many) ? REPEATS : MOST_REPEATS); repeat += 1) {
      [few, many] = [common([few, await page(2)]), common([many, await page(24)])];
    }
    expect(few.length).toBeGreaterThan(0);
    expect(many).toEqual(few);
    expect(many.length).toBeLessThanOrEqual(10);
  });
});
