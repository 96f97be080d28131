import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import type { Answer, GraphqlAnswer } from '../support/gateway-client.ts';
import { BALANCE, GENERATE, generateInput, TRANSACTIONS } from '../support/gateway-operations.ts';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
});

afterAll(async () => {
  await gateway.stop();
});

/** Asks again when the request was not read within half a minute (408), which a machine without a moment to spare can bring. */
async function generate(input: object, key: string): Promise<GraphqlAnswer> {
  for (;;) {
    const answer = await gateway.ask(GENERATE, { input }, { key });
    if (answer.status !== 408) return answer;
  }
}

const codes = (answers: readonly GraphqlAnswer[]): string[] =>
  answers
    .map(({ status, data, errors }) => {
      if (status !== 200 || errors !== undefined) return `${status} ${JSON.stringify(errors)}`;
      return String(data.generate.userErrors[0]?.code ?? 'ACCEPTED');
    })
    .toSorted();

describe('100 generates at once with money for 37', () => {
  it('accepts exactly 37 and never lets the wallet go below zero', async () => {
    const { key } = await gateway.newAccount('1.924'); // 37 times 0.052
    const answers = await Promise.all(Array.from({ length: 100 }, () => generate(generateInput(), key)));
    expect(codes(answers)).toEqual([...Array(37).fill('ACCEPTED'), ...Array(63).fill('INSUFFICIENT_CREDITS')]);
    const accepted = answers.flatMap(({ data }) => data.generate.generation?.id ?? []);
    for (const id of accepted) expect(await gateway.ended(id, key)).toMatchObject({ status: 'SUCCEEDED' });
    expect((await gateway.ask(BALANCE, {}, { key })).data.balance).toEqual({ available: '0', reserved: '0' });
    const { data } = await gateway.ask(TRANSACTIONS, { first: 100 }, { key });
    const lines = data.transactions.nodes;
    expect(lines.map((line: Answer) => Number(line.sequence))).toEqual(
      lines.map((_: Answer, index: number) => 75 - index),
    );
    for (const line of lines) {
      expect(Number(line.balanceAfter)).toBeGreaterThanOrEqual(0);
      expect(Number(line.reservedAfter)).toBeGreaterThanOrEqual(0);
    }
  });

  it('accepts one of many that come with the same idempotency key', async () => {
    const { key } = await gateway.newAccount('10');
    const input = generateInput({ idempotencyKey: 'the same' });
    const answers = await Promise.all(Array.from({ length: 50 }, () => generate(input, key)));
    const ids = new Set(answers.map(({ data }) => data.generate.generation.id));
    expect(ids.size).toBe(1);
    expect(answers.filter(({ data }) => data.generate.replayed === false)).toHaveLength(1);
    await gateway.ended([...ids][0], key);
    expect((await gateway.ask(BALANCE, {}, { key })).data.balance).toEqual({ available: '9.948', reserved: '0' });
  });
});
