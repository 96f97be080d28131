// Files that a request names are fetched only when nothing else stands against it, and only some at once for an account.
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { fromPublicId } from '../../src/database/index.ts';
import { MOST_FETCHES } from '../../src/generation/inputs/input-files.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { GENERATE, generateInput } from '../support/gateway-operations.ts';
import { withClient } from '../support/postgres.ts';
import { waitUntil } from '../support/wait-until.ts';
import { type DialectAnswer, dialectClient, newKey, type Sending } from './dialect-client.ts';

const EDITOR = 'fal-ai/flux-pro/kontext';

let gateway: TestGateway;
/** Sells what CheapAI's HTTP asks for. */
let other: TestGateway;
let server: Server;
let picture: Buffer;
let address: string;
/** Since the test began. */
let fetched = 0;
let mostAtOnce = 0;
/** Answers that wait, when they are to. */
let held: ServerResponse[] | undefined;
let open = 0;

beforeAll(async () => {
  picture = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
    .png()
    .toBuffer();
  server = createServer((_request, response) => {
    fetched += 1;
    open += 1;
    mostAtOnce = Math.max(mostAtOnce, open);
    response.once('close', () => (open -= 1));
    if (held === undefined) response.end(picture);
    else held.push(response);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/a.png`;
  gateway = await startTestGateway({ environment: { WEBHOOKS_ALLOW_INSECURE: 'true' } });
  other = await startTestGateway({ environment: { WEBHOOKS_ALLOW_INSECURE: 'true', STOREFRONT: 'unit-credits' } });
});

afterAll(async () => {
  await gateway.stop();
  await other.stop();
  await new Promise((resolve) => void server.close(resolve));
});

beforeEach(() => {
  fetched = 0;
  mostAtOnce = 0;
  held = undefined;
});

const babysea = dialectClient('/babysea', () => gateway);
const lumenfall = dialectClient('/lumenfall', () => gateway);
const cheapai = dialectClient('/cheapai', () => other);

type Ask = (
  key: string,
  more?: Sending & { readonly prompt?: string; readonly query?: string },
) => Promise<DialectAnswer>;

const ofBabySea: Ask = (key, { prompt = 'in blue', ...more } = {}) =>
  babysea('POST', `/v1/generate/image/${EDITOR}`, {
    ...more,
    ...{ key, json: { generation_prompt: prompt, generation_input_file: [address] } },
  });
const ofLumenfall: Ask = (key, { prompt = 'in blue', query = '', ...more } = {}) =>
  lumenfall('POST', `/openai/v1/images/edits${query}`, {
    ...more,
    key,
    json: { model: EDITOR, prompt, image: address },
  });
const ofCheapai: Ask = (key, { prompt = '@img1 in blue', ...more } = {}) =>
  cheapai('POST', '/v1i/task/generate-image', {
    ...more,
    ...{ key, json: { prompt, model_id: 'bytedance-seedream-4.5', assets: [address] } },
  });

const DIALECTS: readonly (readonly [string, () => TestGateway, Ask])[] = [
  ['babysea', () => gateway, ofBabySea],
  ['lumenfall', () => gateway, ofLumenfall],
  ['cheapai', () => other, ofCheapai],
];

describe.each(DIALECTS)('%s', (_, gatewayOf, ask) => {
  it('fetches nothing for an account without credits, and says what is missing', async () => {
    const { key } = await gatewayOf().newAccount('0');
    const answer = await ask(key);
    expect([answer.status, fetched]).toEqual([402, 0]);
    expect(JSON.stringify(answer.body)).toMatch(/INSUFFICIENT|credits are needed/);
  });

  it('fetches for one that can pay, and not again for a repetition', async () => {
    const { key } = await gatewayOf().newAccount('100000');
    const first = await ask(key, { idempotencyKey: 'first' });
    expect(first.status).toBe(200);
    const before = fetched;
    expect(before).toBeGreaterThan(0);
    const again = await ask(key, { idempotencyKey: 'first' });
    expect([again.status, again.headers.get('idempotency-replayed'), fetched]).toEqual([200, 'true', before]);
  });

  it('fetches nothing for a suspended account or a spent key', async () => {
    const { key } = await gatewayOf().newAccount('100000');
    const spent = await newKey(gatewayOf(), key, { spendingLimit: { amount: '0.000001', period: 'DAY' } });
    expect([(await ask(spent)).status, fetched]).toEqual([429, 0]);
    const setStatus = (status: string) =>
      withClient(gatewayOf().databaseUrl, (client) => client.query('update account set status = $1', [status]));
    await setStatus('SUSPENDED');
    const suspended = await ask(key);
    await setStatus('ACTIVE');
    expect([suspended.status, fetched]).toEqual([403, 0]);
  });
});

it('nothing is fetched while all places of the account are taken, and the numbers are said', async () => {
  const { id, key } = await gateway.newAccount('100');
  const inDatabase = (sql: string) =>
    withClient(gateway.databaseUrl, (client) => client.query(sql, [fromPublicId('acct', id)]));
  await inDatabase("update account set plan_id = 'free' where id = $1");
  const slow = { parameters: { sandbox: { delayMilliseconds: 600_000 } } };
  const running: string[] = [];
  for (let place = 0; place < 2; place += 1) {
    const { data } = await gateway.ask(GENERATE, { input: generateInput(slow) }, { key });
    running.push(data.generate.generation.id);
  }
  const answer = await ofBabySea(key);
  expect([answer.status, fetched]).toEqual([429, 0]);
  expect(answer.body.error).toMatchObject({
    retryable: true,
    details: { reason: 'CONCURRENCY_LIMIT_REACHED' },
    message: expect.stringMatching(/\b2\b/),
  });
  expect((await babysea('POST', `/v1/content/generation/cancel/${running[0]}`, { key })).status).toBe(200);
  await gateway.ended(String(running[0]), key);
  expect((await ofBabySea(key)).status).toBe(200);
  expect(fetched).toBeGreaterThan(0);
});

it('nothing is fetched for an end user who has spent what may be, and the numbers are said', async () => {
  const { key } = await gateway.newAccount('100');
  const SET = 'mutation ($input: SetEndUserLimitInput!) { setEndUserLimit(input: $input) { userErrors { code } } }';
  const input = { endUser: 'u-1', limit: { amount: '0.000001', period: 'DAY' } };
  const { data } = await gateway.ask(SET, { input }, { key });
  expect(data.setEndUserLimit.userErrors).toEqual([]);
  const edit = (user: string) =>
    lumenfall('POST', '/openai/v1/images/edits', {
      key,
      json: { model: EDITOR, prompt: 'in blue', image: address, user },
    });
  const refused = await edit('u-1');
  expect([refused.status, fetched]).toEqual([429, 0]);
  expect(JSON.stringify(refused.body)).toMatch(/END_USER_LIMIT_REACHED/);
  expect(refused.body.error.message).toMatch(
    /this end user 0\.000001 credits may be spent per day; 0\.000001 are left/,
  );
  expect((await edit('u-2')).status).toBe(200);
  expect(fetched).toBeGreaterThan(0);
});

it('a dry run fetches nothing', async () => {
  const { key } = await gateway.newAccount('0');
  const answer = await ofLumenfall(key, { query: '?dryRun=true' });
  expect([answer.status, answer.body.estimated, fetched]).toEqual([200, true, 0]);
});

it('some files of an account are fetched at once, the others after them', async () => {
  const { key } = await gateway.newAccount('100');
  const { key: neighbour } = await gateway.newAccount('100');
  held = [];
  const count = 3 * MOST_FETCHES;
  const answers = Promise.all(Array.from({ length: count }, () => ofBabySea(key)));
  await waitUntil('as many as may be are fetched', () => fetched === MOST_FETCHES);
  // Another account does not wait for them.
  const theirs = ofBabySea(neighbour);
  await waitUntil("the neighbour's is fetched", () => fetched === MOST_FETCHES + 1);
  const waiting = held;
  held = undefined;
  for (const response of waiting) response.end(picture);
  expect((await theirs).status).toBe(200);
  expect((await answers).map(({ status }) => status)).toEqual(Array(count).fill(200));
  expect(mostAtOnce).toBeLessThanOrEqual(MOST_FETCHES + 1);
});
