// Cancels over HTTP: what is queued is refunded at once, what runs ends by its provider's word, and the answer says which.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { BALANCE, GENERATE, generateInput, TRANSACTIONS } from '../support/gateway-operations.ts';
import { withClient } from '../support/postgres.ts';
import { temporaryFolder } from '../support/postgres-processes.ts';
import { type ProviderDouble, startSpeechDouble } from '../support/provider-double/index.ts';
import { waitUntil } from '../support/wait-until.ts';

const CANCEL = `mutation ($id: ID!) { cancelGeneration(input: { id: $id }) {
  generation { id status cost startedAt endedAt billedAt } cancelSent refunded userErrors { code } } }`;
const GENERATION = `query ($id: ID!) { generation(id: $id) { status cost startedAt endedAt billedAt
  metadata { provider providerName executedModel upstreamId
    attempts { provider upstreamId status startedAt endedAt } } } }`;
const UNKNOWN = { cancelSent: false, refunded: '0', generation: null };

const cancel = async (gateway: TestGateway, id: string, key: string) =>
  (await gateway.ask(CANCEL, { id }, { key })).data.cancelGeneration;

const balance = async (gateway: TestGateway, key: string) => (await gateway.ask(BALANCE, {}, { key })).data.balance;

async function typesOf(gateway: TestGateway, key: string): Promise<string[]> {
  const { data } = await gateway.ask(TRANSACTIONS, {}, { key });
  return data.transactions.nodes.map(({ type }: { type: string }) => type).toReversed();
}

async function statusOf(gateway: TestGateway, id: string, key: string): Promise<string> {
  return (await gateway.ask(GENERATION, { id }, { key })).data.generation.status;
}

async function begin(gateway: TestGateway, key: string, changes: object): Promise<string> {
  const { data } = await gateway.ask(GENERATE, { input: { ...generateInput(), ...changes } }, { key });
  expect(data.generate.userErrors).toEqual([]);
  return data.generate.generation.id;
}

describe('a cancel at a gateway with its sandbox', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startTestGateway();
  });
  afterAll(() => gateway.stop());

  /** No worker gets a turn: whatever it takes from the queue stays there. */
  const HOLD_QUEUE = `create function stay_queued() returns trigger language plpgsql as 'begin return null; end';
    create trigger stay_queued before update on generation for each row
      when (old.status = 'QUEUED' and new.started_at is not null) execute function stay_queued()`;

  it('refunds what is still queued at once, and nobody is asked', async () => {
    const { key } = await gateway.newAccount('1');
    await withClient(gateway.databaseUrl, (client) => client.query(HOLD_QUEUE));
    const id = await begin(gateway, key, {});
    expect(await balance(gateway, key)).toEqual({ available: '0.948', reserved: '0.052' });
    expect(await statusOf(gateway, id, key)).toBe('QUEUED');
    expect(await cancel(gateway, id, key)).toMatchObject({
      cancelSent: false,
      refunded: '0.052',
      generation: { status: 'CANCELED', cost: '0', startedAt: null, endedAt: expect.any(String) },
      userErrors: [],
    });
    await withClient(gateway.databaseUrl, (client) => client.query('drop function stay_queued cascade'));
    expect(await balance(gateway, key)).toEqual({ available: '1', reserved: '0' });
    expect(await typesOf(gateway, key)).toEqual(['ADD', 'RESERVE', 'REFUND']);
    const { data } = await gateway.ask(GENERATION, { id }, { key });
    expect(data.generation).toMatchObject({ billedAt: expect.any(String), metadata: { attempts: [] } });
  });

  it('of what runs is sent to its provider, whose word ends it, and a repeated one hears the same', async () => {
    const { key } = await gateway.newAccount('1');
    const id = await begin(gateway, key, { parameters: { sandbox: { outcome: 'timeout' } } });
    const submitted = async (): Promise<boolean> => {
      const { data } = await gateway.ask(GENERATION, { id }, { key });
      return data.generation.status === 'RUNNING' && data.generation.metadata.attempts.length === 1;
    };
    await waitUntil('it is submitted', submitted);
    // The provider may not have heard of the work yet; then its worker passes the cancel on.
    const answer = await cancel(gateway, id, key);
    expect(answer.userErrors).toEqual([]);
    await gateway.ended(id, key);
    expect(await cancel(gateway, id, key)).toMatchObject({
      cancelSent: false,
      refunded: '0.052',
      generation: { status: 'CANCELED', cost: '0' },
      userErrors: [],
    });
    expect(await balance(gateway, key)).toEqual({ available: '1', reserved: '0' });
    expect(await typesOf(gateway, key)).toEqual(['ADD', 'RESERVE', 'REFUND']);
    const { data } = await gateway.ask(GENERATION, { id }, { key });
    expect(data.generation.metadata.attempts).toMatchObject([{ status: 'CANCELED', endedAt: expect.any(String) }]);
  });
});

describe('a cancel of a call that cannot be stopped', () => {
  const folder = temporaryFolder();
  let double: ProviderDouble;
  let gateway: TestGateway;

  beforeAll(async () => {
    double = await startSpeechDouble();
    gateway = await startTestGateway({
      environment: {
        STOREFRONT: patientStorefront(),
        ELEVENLABS_API_KEY: 'nobody-has-this-key',
        PAYMENTS: 'off',
        ELEVENLABS_BASE_URL: double.url,
      },
    });
  });
  afterAll(async () => {
    await gateway.stop();
    await double.close();
    folder.remove();
  });

  /** Models that run on provider doubles, with a deadline that no slow machine reaches. */
  function patientStorefront(): string {
    const text = readFileSync(path.resolve('test/programs/chaos/storefront.json'), 'utf8');
    const file = path.join(folder.path, 'patient.json');
    writeFileSync(file, text.replaceAll(/"deadlineSeconds": \d+/g, '"deadlineSeconds": 3600'));
    return file;
  }

  it('says that it was not sent and that nothing is back; the call delivers, and is charged', async () => {
    const { key } = await gateway.newAccount('1');
    double.behave({ submit: 'slow' });
    const id = await begin(gateway, key, { model: 'chaos/voice', prompt: 'Twenty characters .' });
    await waitUntil('it is submitted', () => double.book.submissions.length === 1);
    expect(await cancel(gateway, id, key)).toMatchObject({
      cancelSent: false,
      refunded: '0',
      generation: { status: 'RUNNING', cost: null, startedAt: expect.any(String), endedAt: null, billedAt: null },
      userErrors: [],
    });
    double.release();
    expect(await gateway.ended(id, key)).toMatchObject({ status: 'SUCCEEDED', cost: '0.019' });
    expect(await balance(gateway, key)).toEqual({ available: '0.981', reserved: '0' });
    expect(await cancel(gateway, id, key)).toMatchObject({ ...UNKNOWN, userErrors: [{ code: 'NOT_CANCELABLE' }] });
    const { data } = await gateway.ask(GENERATION, { id }, { key });
    const work = { provider: 'elevenlabs', upstreamId: expect.stringMatching(/^elevenlabs_/) };
    expect(data.generation.metadata).toMatchObject({
      ...work,
      ...{ providerName: 'ElevenLabs', executedModel: 'chaos_voice' },
      attempts: [{ ...work, status: 'SUCCEEDED' }],
    });
    const { startedAt, endedAt, billedAt, metadata } = data.generation;
    const [attempt] = metadata.attempts;
    const moments = [startedAt, attempt.startedAt, attempt.endedAt, endedAt, billedAt];
    expect(moments.toSorted()).toEqual(moments);
  });
});
