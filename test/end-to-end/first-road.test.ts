// The road of a customer's first hour, over HTTP and WebSocket against a whole gateway.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { BALANCE, GENERATE, generateInput, TRANSACTIONS } from '../support/gateway-operations.ts';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
});

afterAll(async () => {
  await gateway.stop();
});

describe('a customer on the first road', () => {
  it('finds 100 credits in the demo wallet', async () => {
    const { status, data } = await gateway.ask(BALANCE);
    expect(status).toBe(200);
    expect(data.balance).toEqual({ available: '100', reserved: '0' });
  });

  it('asks for a price without paying', async () => {
    const { data } = await gateway.ask(
      `query ($input: EstimateInput!) {
        estimate(input: $input) { costPerGeneration totalCost maxCost exactness canAfford affordableCount balance }
        balance { available }
      }`,
      { input: { model: 'bfl/flux-1.1-pro', count: 2 } },
    );
    expect(data.estimate).toMatchObject({ totalCost: '0.104', exactness: 'EXACT', canAfford: true, balance: '100' });
    expect(data.balance.available).toBe('100');
  });

  it('generates, pays what it cost, and fetches a file of the asked size', async () => {
    const { key } = await gateway.newAccount('10');
    const input = generateInput({ parameters: { width: 512, height: 768 } });
    const { data } = await gateway.ask(GENERATE, { input }, { key });
    expect(data.generate).toMatchObject({
      replayed: false,
      userErrors: [],
      balance: { available: '9.948', reserved: '0.052' },
    });
    const generation = await gateway.ended(data.generate.generation.id, key);
    expect(generation).toMatchObject({ status: 'SUCCEEDED', cost: '0.052', error: null });
    const [output] = generation['outputs'] as {
      url: string;
      width: number;
      height: number;
      mimeType: string;
      bytes: number;
    }[];
    expect(output).toMatchObject({ width: 512, height: 768, mimeType: 'image/png' });
    const file = await fetch(output?.url ?? '');
    const content = Buffer.from(await file.arrayBuffer());
    expect(file.headers.get('content-type')).toBe('image/png');
    expect(content.length).toBe(output?.bytes);
    expect([content.readUInt32BE(16), content.readUInt32BE(20)]).toEqual([512, 768]); // IHDR of the PNG itself
    const after = await gateway.ask(BALANCE, {}, { key });
    expect(after.data.balance).toEqual({ available: '9.948', reserved: '0' });
  });

  it('is charged for the sound that came out, by its length', async () => {
    const { key } = await gateway.newAccount('10');
    const input = generateInput({ model: 'openai/tts-1', prompt: 'Hello from the gateway.' });
    const { data } = await gateway.ask(GENERATE, { input }, { key });
    const generation = await gateway.ended(data.generate.generation.id, key);
    expect(generation).toMatchObject({ status: 'SUCCEEDED' });
    const [output] = generation['outputs'] as { url: string; durationSeconds: string; mimeType: string }[];
    expect(Number(output?.durationSeconds)).toBeGreaterThan(0);
    expect((await fetch(output?.url ?? '')).headers.get('content-type')).toBe(output?.mimeType);
  });

  it('gets everything back when the provider refuses, and pays for fewer outputs when fewer come', async () => {
    const { key } = await gateway.newAccount('10');
    const rejected = generateInput({ parameters: { sandbox: { outcome: 'reject' } } });
    const first = await gateway.ask(GENERATE, { input: rejected }, { key });
    expect(await gateway.ended(first.data.generate.generation.id, key)).toMatchObject({ status: 'FAILED', cost: '0' });
    const partial = generateInput({ count: 3, parameters: { sandbox: { outcome: 'partial', deliver: 2 } } });
    const second = await gateway.ask(GENERATE, { input: partial }, { key });
    const generation = await gateway.ended(second.data.generate.generation.id, key);
    expect(generation).toMatchObject({ status: 'SUCCEEDED', cost: '0.104' });
    const { data } = await gateway.ask(`${BALANCE} ${TRANSACTIONS}`, {}, { key });
    expect(data).toBeUndefined(); // two operations without a name are refused: ask them one by one
    expect((await gateway.ask(BALANCE, {}, { key })).data.balance).toEqual({ available: '9.896', reserved: '0' });
    const lines = (await gateway.ask(TRANSACTIONS, {}, { key })).data.transactions.nodes;
    expect(lines.map((line: { type: string; amount: string }) => [line.type, line.amount])).toEqual([
      ['CHARGE', '0.052'],
      ['RESERVE', '-0.156'],
      ['REFUND', '0.052'],
      ['RESERVE', '-0.052'],
      ['ADD', '10'],
    ]);
  });

  it('follows a generation live until it ends', async () => {
    const { key } = await gateway.newAccount('10');
    const input = generateInput({ parameters: { sandbox: { delayMilliseconds: 300 } } });
    const { data } = await gateway.ask(GENERATE, { input }, { key });
    const { id } = data.generate.generation;
    const events = await gateway.follow(id, key).completed;
    const last = events.at(-1).generationUpdated;
    expect(last).toMatchObject({ terminal: true, generation: { id, status: 'SUCCEEDED', cost: '0.052' } });
    const sequences = events.map((event) => event.generationUpdated.sequence);
    expect(sequences).toEqual(sequences.toSorted((a, b) => a - b));
    expect(new Set(sequences).size).toBe(sequences.length);
  });

  it('pays once for a repeated request, and is told when the key was used for something else', async () => {
    const { key } = await gateway.newAccount('10');
    const input = generateInput({ idempotencyKey: 'order-1' });
    const first = await gateway.ask(GENERATE, { input }, { key });
    const [second, third] = await Promise.all([
      gateway.ask(GENERATE, { input }, { key }),
      gateway.ask(GENERATE, { input }, { key }),
    ]);
    for (const { data } of [second, third]) {
      expect(data.generate).toMatchObject({ replayed: true, generation: { id: first.data.generate.generation.id } });
    }
    const misuse = await gateway.ask(GENERATE, { input: { ...input, prompt: 'something else' } }, { key });
    expect(misuse.data.generate).toMatchObject({
      generation: null,
      userErrors: [{ code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH', status: 409 }],
    });
    await gateway.ended(first.data.generate.generation.id, key);
    expect((await gateway.ask(BALANCE, {}, { key })).data.balance).toEqual({ available: '9.948', reserved: '0' });
  });

  it('rehearses a request with dryRun, which costs and starts nothing', async () => {
    const { key } = await gateway.newAccount('10');
    const input = generateInput({ dryRun: true });
    const { data } = await gateway.ask(GENERATE, { input }, { key });
    expect(data.generate).toMatchObject({ generation: null, estimate: { totalCost: '0.052' }, userErrors: [] });
    expect((await gateway.ask(BALANCE, {}, { key })).data.balance).toEqual({ available: '10', reserved: '0' });
  });
});
