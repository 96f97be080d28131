// Whose key it is decides what there is, and its scopes what may be asked: over all routes of the dialect.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Scope } from '../../../src/keys/index.ts';
import { LUMENFALL } from '../../../src/rest/lumenfall/dialect.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { askLumenfall, IMAGE, IMAGES, VIDEO, VIDEOS } from './ask-lumenfall.ts';

let gateway: TestGateway;
let owner: string;
let stranger: string;
let video: string;
let request: string;

beforeAll(async () => {
  gateway = await startTestGateway();
  ({ key: owner } = await gateway.newAccount('10'));
  ({ key: stranger } = await gateway.newAccount('10'));
  const made = await askLumenfall(gateway, VIDEOS, { key: owner, body: VIDEO });
  video = made.body.id;
  request = String(made.headers.get('x-lumenfall-request-id'));
});
afterAll(() => gateway.stop());

async function keyWith(scopes: readonly Scope[]): Promise<string> {
  const create = `mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret userErrors { code } } }`;
  const { data } = await gateway.ask(create, { input: { name: 'Narrow', scopes } }, { key: owner });
  return data.createApiKey.secret;
}

/** Of every route, one call that its scopes allow. */
const CALLS = (): Readonly<Record<string, readonly [what: string, body?: object]>> => ({
  generateImages: [`${IMAGES}?dryRun=true`, IMAGE],
  editImages: [
    'POST /openai/v1/images/edits?dryRun=true',
    { model: 'fal-ai/flux-pro/kontext', prompt: 'x', image: 'data:image/png;base64,AAAA' },
  ],
  createVideo: [`${VIDEOS}?dryRun=true`, VIDEO],
  getVideo: [`GET /openai/v1/videos/${video}`],
  getVideoContent: [`GET /openai/v1/videos/${video}/content`],
  deleteVideo: [`DELETE /openai/v1/videos/${video}`],
  listModels: ['GET /openai/v1/models'],
  getModel: [`GET /openai/v1/models/${IMAGE.model}`],
  getBalance: ['GET /v1/balance'],
  listRequests: ['GET /v1/requests'],
  getRequest: [`GET /v1/requests/${request}`],
  purgeRequest: [`DELETE /v1/requests/${request}/payloads`],
});

const ALL: readonly Scope[] = ['GENERATION_WRITE', 'GENERATION_READ', 'ACCOUNT_READ', 'BILLING_WRITE', 'KEYS_WRITE'];

describe.each(LUMENFALL.routes.map(({ name, scopes }) => ({ name, scopes })))('$name', ({ name, scopes }) => {
  const call = () => {
    const [what, body] = CALLS()[name] ?? [];
    if (what === undefined) throw new Error(`nobody tries ${name}`);
    return (key: string | undefined) => askLumenfall(gateway, what, { key, ...(body === undefined ? {} : { body }) });
  };

  it('is refused to a key with every scope but its own', async () => {
    const others = ALL.filter((scope) => scopes !== 'NO_KEY' && !scopes.includes(scope));
    const { status, body } = await call()(await keyWith(others));
    expect([status, body.error.code]).toEqual([403, 'PERMISSION_DENIED']);
  });

  it('is refused without a key', async () => {
    expect((await call()(undefined)).status).toBe(401);
  });
});

describe("what is another account's", () => {
  it.each(['getVideo', 'getVideoContent', 'deleteVideo', 'getRequest', 'purgeRequest'])(
    'is not there for %s',
    async (name) => {
      const [what = ''] = CALLS()[name] ?? [];
      const { status, body } = await askLumenfall(gateway, what, { key: stranger });
      expect([status, body.error.code]).toEqual([404, 'NOT_FOUND']);
      const mine = await askLumenfall(gateway, `GET /openai/v1/videos/${video}`, { key: owner });
      expect(mine.status).toBe(200);
    },
  );

  it('is in no list', async () => {
    const { body } = await askLumenfall(gateway, 'GET /v1/requests', { key: stranger });
    expect(body.data).toEqual([]);
  });
});

it('a key that may not see the balance is shown no words that may name it', async () => {
  await askLumenfall(gateway, IMAGES, { key: owner, body: { ...IMAGE, size: 'none' } });
  const messages = async (key: string): Promise<unknown[]> => {
    const { body } = await askLumenfall(gateway, 'GET /v1/requests?status=rejected', { key });
    return body.data.map((line: { error_message: unknown }) => line.error_message);
  };
  await waitUntil('the line is written', async () => (await messages(owner)).length > 0);
  expect(await messages(owner)).not.toContain(null);
  const seen = await messages(await keyWith(['GENERATION_READ']));
  expect(seen.length).toBeGreaterThan(0);
  expect(seen.every((message) => message === null)).toBe(true);
});

it('a key that may ask and not read sees nothing of what another one asked for under the same idempotency key', async () => {
  const writer = await keyWith(['GENERATION_WRITE']);
  const headers = { 'idempotency-key': 'of another' };
  const image = await askLumenfall(gateway, IMAGES, { key: owner, body: IMAGE, headers });
  expect(image.status).toBe(200);
  const seen = await askLumenfall(gateway, IMAGES, { key: writer, body: IMAGE, headers });
  expect([seen.status, seen.body.error.code]).toEqual([403, 'PERMISSION_DENIED']);
  const named = { key: writer, body: { ...VIDEO, idempotency_key: 'a video of another' } };
  const first = await askLumenfall(gateway, VIDEOS, { ...named, key: owner });
  await gateway.ended(first.body.id, owner);
  const again = await askLumenfall(gateway, VIDEOS, named);
  expect(again.body).toMatchObject({ id: first.body.id, prompt: null, output: null, outputs: [], seconds: null });
  expect(again.body.metadata).toMatchObject({ cost_estimate: 0.21, provider: null, attempts: [] });
});

it('a client token erases nothing: one end user could erase what is of another', async () => {
  const token = await clientToken();
  for (const what of [`DELETE /v1/requests/${request}/payloads`, `DELETE /openai/v1/videos/${video}`]) {
    const { status, body } = await askLumenfall(gateway, what, { key: token });
    expect([status, body.error.code]).toEqual([403, 'PERMISSION_DENIED']);
  }
});

async function clientToken(): Promise<string> {
  await gateway.ended(video.replace('video_', 'gen_'), owner);
  const create = `mutation ($input: CreateClientTokenInput!) {
    createClientToken(input: $input) { token userErrors { code message } }
  }`;
  const input = { endUser: 'somebody', scopes: ['GENERATION_WRITE', 'GENERATION_READ'] };
  const { data, errors } = await gateway.ask(create, { input }, { key: owner });
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return data.createClientToken.token;
}
