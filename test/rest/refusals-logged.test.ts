// What a route refuses by its schema, by a scope or by a file that cannot be opened is a line of the log of requests, without a word of
// what was sent.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import type { Answer } from '../support/gateway-client.ts';
import { waitUntil } from '../support/wait-until.ts';
import { dialectClient, newKey, type Sending } from './dialect-client.ts';

const SECRET = 'swordfish';
const LINES = `query { requests(first: 100) {
  nodes { endpoint status model errorCode errorMessage userId apiKeyId inputBytes durationMilliseconds } totalCount
} }`;

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.stop());

const babysea = dialectClient('/babysea', () => gateway);
const lumenfall = dialectClient('/lumenfall', () => gateway);

const lines = async (key: string): Promise<Answer[]> => (await gateway.ask(LINES, {}, { key })).data.requests.nodes;

async function onlyLine(key: string): Promise<Answer> {
  await waitUntil('the line is written', async () => (await lines(key)).length > 0);
  const all = await lines(key);
  expect(all).toHaveLength(1);
  expect(JSON.stringify(all)).not.toContain(SECRET);
  return all[0];
}

const newAccount = async (): Promise<string> => (await gateway.newAccount('10')).key;
const IMAGE = '/v1/generate/image/bfl/flux-1.1-pro';
const EDITS = '/openai/v1/images/edits';
const brokenFile = new Blob([`${SECRET}, which is no picture`]);

interface Case {
  readonly what: string;
  readonly ask: (key: string) => Promise<{ readonly status: number }>;
  readonly status: number;
  readonly line: object;
}

const REJECTED = { status: 'REJECTED', endpoint: 'GENERATE' };
const UNREAD = { ...REJECTED, errorCode: 'INVALID_PARAMETER', errorMessage: 'A value was not accepted.' };
const FLUX = { model: 'bfl/flux-1.1-pro' };
const form = (fields: NonNullable<Sending['form']>, key: string): Sending => ({ form: fields, key });

const CASES: readonly Case[] = [
  {
    what: 'a value of another type',
    ask: (key) => babysea('POST', IMAGE, { key, json: { generation_prompt: { [SECRET]: SECRET } } }),
    status: 400,
    line: { ...UNREAD, ...FLUX },
  },
  {
    what: 'an unknown model with a value of another type',
    ask: (key) => babysea('POST', `/v1/generate/image/${SECRET}`, { key, json: { generation_prompt: 5 } }),
    status: 400,
    line: { ...UNREAD, model: null },
  },
  {
    what: 'a header of another form',
    ask: (key) =>
      babysea('POST', IMAGE, { key, idempotencyKey: `${SECRET} with spaces`, json: { generation_prompt: SECRET } }),
    status: 400,
    line: { ...UNREAD, ...FLUX },
  },
  {
    what: 'a body that is no JSON',
    ask: (key) => babysea('POST', IMAGE, { key, form: { generation_prompt: SECRET } }),
    status: 415,
    line: { ...REJECTED, errorCode: 'BAD_BODY' },
  },
  {
    what: 'an estimate by a query that is not accepted',
    ask: (key) => babysea('GET', `/v1/estimate/bfl/flux-1.1-pro?duration=${SECRET}`, { key }),
    status: 400,
    line: { ...UNREAD, ...FLUX, endpoint: 'ESTIMATE' },
  },
  {
    what: 'a dry run by a body that is not accepted',
    ask: (key) => lumenfall('POST', '/openai/v1/videos?dryRun=true', { key, json: { model: 5, prompt: SECRET } }),
    status: 400,
    line: { ...UNREAD, endpoint: 'GENERATE_DRY_RUN', model: null },
  },
  {
    what: 'a file that cannot be opened',
    ask: (key) =>
      lumenfall('POST', EDITS, form({ model: 'fal-ai/flux-pro/kontext', prompt: SECRET, image: brokenFile }, key)),
    status: 400,
    line: { ...REJECTED, errorCode: 'INPUT_FILE_UNSUPPORTED', model: 'fal-ai/flux-pro/kontext' },
  },
];

describe('the log of requests', () => {
  it.each(CASES)('has $what', async ({ ask, status, line }) => {
    const key = await newAccount();
    expect((await ask(key)).status).toBe(status);
    expect(await onlyLine(key)).toMatchObject(line);
  });

  it('has what a key without the scope was refused', async () => {
    const key = await newAccount();
    const reader = await newKey(gateway, key, { scopes: ['GENERATION_READ'] });
    const answers = [
      await babysea('POST', IMAGE, { key: reader, json: { generation_prompt: SECRET } }),
      // Nothing that generates or estimates.
      await babysea('GET', '/v1/status', { key: reader }),
      await lumenfall('GET', '/v1/requests?limit=many', { key: reader }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 400]);
    const line = await onlyLine(key);
    expect(line).toMatchObject({ ...REJECTED, errorCode: 'INSUFFICIENT_SCOPE' });
    // They are the client's errors, and no failures of the gateway.
    const { body } = await babysea('GET', '/v1/usage?days=1', { key });
    expect(body.data).toMatchObject({ usage_total_client_errors: 1, usage_total_server_errors: 0 });
  });
});
