// A price from its quote to its receipt, against a whole gateway.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import type { Answer } from '../support/gateway-client.ts';
import { GENERATE, generateInput } from '../support/gateway-operations.ts';
import { FROM_ELSEWHERE, holdWhatIsFromElsewhere } from '../support/held-generations.ts';
import { waitUntil } from '../support/wait-until.ts';

let gateway: TestGateway;
const clock = { ahead: 0 };

beforeAll(async () => {
  gateway = await startTestGateway({ now: () => new Date(Date.now() + clock.ahead) });
});

afterAll(async () => {
  await gateway.stop();
});

const QUOTE = `mutation ($input: EstimateInput!) {
  quote(input: $input) { quote { id costEstimate maxCost priceVersion expiresAt } userErrors { code path } }
}`;
const RECEIPT = `query ($id: ID!) {
  receipt(generationId: $id) {
    estimate reserved charged refunded stillReserved effectiveCost overrun priceVersion quoteId hash
    startedAt endedAt billedAt
    generation { id status cost review { estimate effective heldAt } }
    lines { description amount }
    lots { amount lot { id source granted } }
    transactions { type amount description }
  }
}`;
const HELD = '{ heldGenerations { nodes { accountId reserved generation { id review { estimate effective } } } } }';
const SETTLE = `mutation ($input: SettleGenerationInput!) {
  settleGeneration(input: $input) {
    generation { status cost } transaction { type amount description } balance { available reserved } replayed
    userErrors { code path status ... on ParameterError { allowed } }
  }
}`;

const CANCEL = 'mutation ($input: CancelGenerationInput!) { cancelGeneration(input: $input) { userErrors { code } } }';

const PROMPT = 'a lighthouse at dawn';
const MODEL = 'bfl/flux-1.1-pro';

async function asked(query: string, variables: object, key: string): Promise<Answer> {
  const { data, errors } = await gateway.ask(query, variables, { key });
  expect(errors).toBeUndefined();
  return data;
}

async function quoted(key: string, more: object = {}): Promise<Answer> {
  const input = { model: MODEL, prompt: PROMPT, count: 2, ...more };
  return (await asked(QUOTE, { input }, key)).quote.quote;
}

const generate = async (key: string, more: object): Promise<Answer> =>
  (await asked(GENERATE, { input: generateInput({ count: 2, ...more }) }, key)).generate;

/** The receipt, whose numbers add up at every moment. */
async function receiptOf(id: string, key: string): Promise<Answer> {
  const { receipt } = await asked(RECEIPT, { id }, key);
  const micro = (text: string): number => Math.round(Number(text) * 1e6);
  const { reserved, charged, refunded, stillReserved, lots, lines, effectiveCost } = receipt;
  expect(micro(charged) + micro(refunded) + micro(stillReserved)).toBe(micro(reserved));
  expect(total(lots.map((share: Answer) => micro(share.amount)))).toBe(micro(charged));
  if (effectiveCost !== null) expect(total(lines.map((line: Answer) => micro(line.amount)))).toBe(micro(effectiveCost));
  const verified = await asked('{ verifyLedger { ok problems } }', {}, key);
  expect(verified.verifyLedger).toEqual({ ok: true, problems: [] });
  return receipt;
}

const total = (amounts: readonly number[]): number => amounts.reduce((sum, amount) => sum + amount, 0);

describe('a quote', () => {
  it('binds a generation, whose receipt names it', async () => {
    const { key } = await gateway.newAccount('10');
    const quote = await quoted(key);
    expect(quote).toMatchObject({ id: expect.stringMatching(/^quo_/), costEstimate: '0.104', maxCost: '0.104' });
    const { generation, userErrors } = await generate(key, { quoteId: quote.id });
    expect(userErrors).toEqual([]);
    await gateway.ended(generation.id, key);
    expect(await receiptOf(generation.id, key)).toMatchObject({
      quoteId: quote.id,
      priceVersion: quote.priceVersion,
      charged: '0.104',
    });
  });

  it("is refused for another request, another account and an id of nobody's making", async () => {
    const { key } = await gateway.newAccount('10');
    const { id: quoteId } = await quoted(key);
    const other = await gateway.newAccount('10');
    const refused = async (who: string, more: object): Promise<Answer> => (await generate(who, more)).userErrors;
    expect(await refused(key, { quoteId, count: 1 })).toMatchObject([
      { code: 'QUOTE_MISMATCH', status: 409, path: ['count'], message: expect.stringContaining('count differs') },
    ]);
    expect(await refused(key, { quoteId, prompt: 'a fox' })).toMatchObject([{ path: ['prompt'] }]);
    expect(await refused(key, { quoteId, parameters: { width: 512 } })).toMatchObject([
      { path: ['parameters', 'width'] },
    ]);
    for (const [who, id] of [
      [other.key, quoteId],
      [key, 'quo_01k00000000000000000000000'],
      [key, 'mine'],
    ] as const) {
      expect(await refused(who, { quoteId: id })).toMatchObject([{ code: 'QUOTE_MISMATCH', path: ['quoteId'] }]);
    }
    const { balance } = await asked('{ balance { available reserved } }', {}, key);
    expect(balance).toEqual({ available: '10', reserved: '0' });
  });

  it('expires, and what it had bound before is answered again', async () => {
    const { key } = await gateway.newAccount('10');
    const { id: quoteId, expiresAt } = await quoted(key);
    const idempotencyKey = randomUUID();
    const first = await generate(key, { quoteId, idempotencyKey });
    await gateway.ended(first.generation.id, key);
    clock.ahead = 15 * 60_000;
    try {
      const late = await generate(key, { quoteId });
      expect(late.userErrors).toMatchObject([{ code: 'QUOTE_EXPIRED', status: 409, path: ['quoteId'] }]);
      expect(late.userErrors[0].message).toContain(expiresAt);
      const again = await generate(key, { quoteId, idempotencyKey });
      expect(again).toMatchObject({ replayed: true, generation: { id: first.generation.id }, userErrors: [] });
    } finally {
      clock.ahead = 0;
    }
  });
});

describe('a receipt', () => {
  it.each([
    ['delivered', {}, { charged: '0.104', refunded: '0', effectiveCost: '0.104' }, 'SUCCEEDED', ['RESERVE', 'CHARGE']],
    [
      'delivered in part',
      { outcome: 'partial', deliver: 1 },
      { charged: '0.052', refunded: '0.052', effectiveCost: '0.052' },
      'SUCCEEDED',
      ['RESERVE', 'CHARGE'],
    ],
    [
      'failed',
      { outcome: 'fail' },
      { charged: '0', refunded: '0.104', effectiveCost: null, lots: [], lines: [] },
      'FAILED',
      ['RESERVE', 'REFUND'],
    ],
  ])('of what was %s adds up', async (_, sandbox, numbers, status, types) => {
    const { key } = await gateway.newAccount('10');
    const { generation } = await generate(key, { parameters: { sandbox } });
    await gateway.ended(generation.id, key);
    const receipt = await receiptOf(generation.id, key);
    expect(receipt).toMatchObject({ estimate: '0.104', reserved: '0.104', stillReserved: '0', overrun: false });
    expect(receipt).toMatchObject({ ...numbers, generation: { status, review: null } });
    expect(receipt.transactions.map((one: Answer) => one.type)).toEqual(types);
    expect(receipt.hash).toMatch(/^[0-9a-f]{64}$/);
    if (numbers.charged !== '0') expect(receipt.lots).toMatchObject([{ lot: { source: 'PROMOTION', granted: '10' } }]);
    for (const moment of ['startedAt', 'endedAt', 'billedAt']) expect(receipt[moment]).not.toBeNull();
  });

  it('of what still runs shows the estimate, and nothing as charged', async () => {
    const { key } = await gateway.newAccount('10');
    const { generation } = await generate(key, { parameters: { sandbox: { outcome: 'timeout' } } });
    const receipt = await receiptOf(generation.id, key);
    expect(receipt).toMatchObject({ charged: '0', refunded: '0', stillReserved: '0.104', lots: [], billedAt: null });
    expect(receipt.lines).toMatchObject([{ amount: '0.104' }]);
    await asked(CANCEL, { input: { id: generation.id } }, key);
    await gateway.ended(generation.id, key);
  });

  it('counts what the operator gave back', async () => {
    const { id: accountId, key } = await gateway.newAccount('10');
    const { generation } = await generate(key, {});
    await gateway.ended(generation.id, key);
    const input = { accountId, generationId: generation.id, credits: '0.03', reason: 'Blurred.', idempotencyKey: 'r' };
    const refund = `mutation ($input: RefundChargeInput!) { refundCharge(input: $input) { userErrors { code } } }`;
    await asked(refund, { input }, gateway.operatorKey);
    expect(await receiptOf(generation.id, key)).toMatchObject({
      charged: '0.074',
      refunded: '0.03',
      effectiveCost: '0.104',
      transactions: [{ type: 'RESERVE' }, { type: 'CHARGE' }, { type: 'REFUND', description: 'Blurred.' }],
    });
  });

  it("is nobody else's", async () => {
    const { key } = await gateway.newAccount('10');
    const { generation } = await generate(key, {});
    const other = await gateway.newAccount('0');
    expect((await asked(RECEIPT, { id: generation.id }, other.key)).receipt).toBeNull();
    await gateway.ended(generation.id, key);
  });
});

describe('a cost that cannot be right', () => {
  beforeAll(() => holdWhatIsFromElsewhere(gateway.databaseUrl));

  async function held(key: string): Promise<string> {
    const { generation } = await generate(key, { prompt: FROM_ELSEWHERE });
    await gateway.ended(generation.id, key);
    return generation.id;
  }

  it('waits for the operator, whose decision the customer hears of', async () => {
    const { id: accountId, key } = await gateway.newAccount('10');
    const generationId = await held(key);
    expect(await receiptOf(generationId, key)).toMatchObject({
      ...{ charged: '0', refunded: '0', stillReserved: '0.104', effectiveCost: null, lines: [], billedAt: null },
      generation: { status: 'SUCCEEDED', cost: null, review: { estimate: '0.104', effective: null } },
    });
    const { heldGenerations } = await asked(HELD, {}, gateway.operatorKey);
    expect(heldGenerations.nodes).toContainEqual({
      ...{ accountId, reserved: '0.104' },
      generation: { id: generationId, review: { estimate: '0.104', effective: null } },
    });
    const following = gateway.follow(generationId, key);
    await waitUntil('the subscription', () => following.events.length === 1);
    const settle = async (cost: string): Promise<Answer> => {
      const input = { accountId, generationId, cost, reason: 'As estimated.' };
      return (await asked(SETTLE, { input }, gateway.operatorKey)).settleGeneration;
    };
    expect((await settle('0.105')).userErrors).toMatchObject([{ path: ['cost'], allowed: ['0 to 0.104'] }]);
    expect(await settle('0.1')).toEqual({
      generation: { status: 'SUCCEEDED', cost: '0.1' },
      transaction: { type: 'CHARGE', amount: '0.004', description: 'After review: As estimated.' },
      ...{ balance: { available: '9.9', reserved: '0' }, replayed: false, userErrors: [] },
    });
    expect(await settle('0.1')).toMatchObject({ replayed: true, balance: { available: '9.9' }, userErrors: [] });
    expect((await settle('0')).userErrors).toMatchObject([{ code: 'NOT_HELD', status: 409, path: ['cost'] }]);
    const events = await following.completed;
    expect(events.map((event) => [event.generationUpdated.terminal, event.generationUpdated.generation.cost])).toEqual([
      [false, null],
      [true, '0.1'],
    ]);
    expect(await receiptOf(generationId, key)).toMatchObject({ charged: '0.1', refunded: '0.004', stillReserved: '0' });
    expect(gateway.logs()).toContain('held_generation_settled');
  });

  it('is kept from customers to decide', async () => {
    const { id: accountId, key } = await gateway.newAccount('10');
    const input = { accountId, generationId: 'gen_x', cost: '0', reason: 'Please.' };
    expect((await gateway.ask(SETTLE, { input }, { key })).status).toBe(403);
    expect((await gateway.ask(HELD, {}, { key })).status).toBe(403);
  });
});
