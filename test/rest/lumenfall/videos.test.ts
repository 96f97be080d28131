// Videos: rows L09, L10 and L20 over real HTTP against a real gateway.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { BALANCE } from '../../support/gateway-operations.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { type Answered, type AskOptions, askLumenfall, VIDEO, VIDEOS } from './ask-lumenfall.ts';

let gateway: TestGateway;
let key: string;

beforeAll(async () => {
  gateway = await startTestGateway();
  ({ key } = await gateway.newAccount('10'));
});
afterAll(() => gateway.stop());

const ask = (what: string, body?: object, options: AskOptions = {}) =>
  askLumenfall(gateway, what, { key, ...(body === undefined ? {} : { body }), ...options });
const available = async (): Promise<string> => (await gateway.ask(BALANCE, {}, { key })).data.balance.available;

async function ended(id: string): Promise<Answered> {
  let answered: Answered | undefined;
  await waitUntil(`${id} ends`, async () => {
    answered = await ask(`GET /openai/v1/videos/${id}`);
    return ['completed', 'failed'].includes(answered.body.status);
  });
  if (answered === undefined) throw new Error('nothing was answered');
  return answered;
}

const SLOW = { ...VIDEO, sandbox: { delayMilliseconds: 60_000 } };

describe('a video', () => {
  it('is accepted with its estimate, and shows what it cost once it is completed', async () => {
    const before = await available();
    const { status, headers, body } = await ask(VIDEOS, VIDEO);
    expect(status).toBe(202);
    expect(body).toMatchObject({
      ...{ object: 'video', status: 'queued', model: 'sora-2', prompt: VIDEO.prompt, seconds: '10', size: '1920x1080' },
      ...{ progress: 0, completed_at: null, expires_at: null, output: null, error: null },
      metadata: { cost_estimate: 0.21, cost_currency: 'USD' },
    });
    expect(headers.get('x-lumenfall-request-id')).toMatch(/^req_/);
    const done = await ended(body.id);
    expect(done.body).toMatchObject({ id: body.id, status: 'completed', progress: 100, error: null });
    expect(done.body.metadata).toMatchObject({ executed_model: 'sandbox/sora-2', cost: 0.21, provider: 'sandbox' });
    expect('cost_estimate' in done.body.metadata).toBe(false);
    expect(done.headers.get('x-lumenfall-provider')).toBe('sandbox');
    const content = await fetch(`${gateway.localUrl}/lumenfall/openai/v1/videos/${body.id}/content`, {
      headers: { authorization: `Bearer ${key}` },
    });
    expect([content.status, content.headers.get('content-type')]).toEqual([200, done.body.output.content_type]);
    expect((await content.arrayBuffer()).byteLength).toBe(done.body.output.size_bytes);
    expect([before, await available()]).toEqual(['10', '9.79']);
  });

  it('with a key that was used before is the video that is there; with another body it is refused', async () => {
    const first = await ask(VIDEOS, { ...VIDEO, idempotency_key: 'once' });
    const again = await ask(VIDEOS, { ...VIDEO, idempotency_key: 'once' });
    const byHeader = await ask(VIDEOS, VIDEO, { headers: { 'idempotency-key': 'once' } });
    expect([again.body.id, byHeader.body.id]).toEqual([first.body.id, first.body.id]);
    expect([first, again].map(({ headers }) => headers.get('idempotency-replayed'))).toEqual([null, 'true']);
    const other = await ask(VIDEOS, { ...VIDEO, prompt: 'another', idempotency_key: 'once' });
    expect([other.status, other.body.error.reason]).toEqual([409, 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH']);
    expect(other.headers.get('x-should-retry')).toBe('false');
  });

  it('takes a key of 256 characters', async () => {
    const key256 = 'k'.repeat(256);
    const [one, two] = [
      await ask(VIDEOS, { ...VIDEO, idempotency_key: key256 }),
      await ask(VIDEOS, { ...VIDEO, idempotency_key: key256 }),
    ];
    expect([one.status, two.body.id]).toEqual([202, one.body.id]);
    expect((await ask(VIDEOS, { ...VIDEO, idempotency_key: `${key256}k` })).status).toBe(400);
  });

  it('that failed says why, and cost nothing', async () => {
    const before = await available();
    const { body } = await ask(VIDEOS, { ...VIDEO, sandbox: { outcome: 'reject' } });
    const { body: failed } = await ended(body.id);
    expect(failed).toMatchObject({ status: 'failed', output: null, error: { code: 'CONTENT_POLICY_VIOLATION' } });
    expect(failed.metadata.cost).toBe(0);
    expect(await available()).toBe(before);
    const content = await ask(`GET /openai/v1/videos/${body.id}/content`);
    expect([content.status, content.body.error.code]).toEqual([400, 'INVALID_REQUEST']);
  });

  it('that is under way is called off by DELETE, and its credits are back', async () => {
    const before = await available();
    const { body } = await ask(VIDEOS, SLOW);
    const { status, body: nothing } = await ask(`DELETE /openai/v1/videos/${body.id}`);
    expect([status, nothing]).toEqual([204, '']);
    const { body: off } = await ended(body.id);
    expect(off).toMatchObject({ status: 'failed', error: { code: 'CANCELLED' }, metadata: { cost: 0 } });
    expect(await available()).toBe(before);
  });

  it('that has ended is erased by DELETE: it is no video any more, and its line of the log stays', async () => {
    const { body, headers } = await ask(VIDEOS, VIDEO);
    const { body: done } = await ended(body.id);
    const { status, body: deleted } = await ask(`DELETE /openai/v1/videos/${body.id}`);
    expect([status, deleted]).toEqual([200, { id: body.id, object: 'video.deleted', deleted: true }]);
    const later = await Promise.all(
      ['GET', 'DELETE']
        .map((method) => ask(`${method} /openai/v1/videos/${body.id}`))
        .concat(ask(`GET /openai/v1/videos/${body.id}/content`)),
    );
    expect(later.map((one) => one.status)).toEqual([404, 404, 404]);
    expect((await fetch(done.output.url)).status).toBe(404);
    const line = await ask(`GET /v1/requests/${headers.get('x-lumenfall-request-id')}`);
    expect(line.body).toMatchObject({ status: 'completed', cost: 0.21, modality: 'video' });
  });

  it('is priced without being made', async () => {
    const before = await available();
    const { status, body } = await ask(`${VIDEOS}?dryRun=true`, VIDEO);
    expect([status, body]).toMatchObject([200, { estimated: true, total_cost_micros: 210_000, provider: 'sandbox' }]);
    expect(await available()).toBe(before);
  });

  it('comes as a form, too, as the openai package sends it', async () => {
    const form = new FormData();
    for (const [name, value] of Object.entries(VIDEO)) form.append(name, value);
    form.append('metadata[userId]', 'a user');
    expect((await ask(VIDEOS, undefined, { form })).body).toMatchObject({ object: 'video', seconds: '10' });
  });
});

describe('refused', () => {
  it.each([
    ['no model', { prompt: 'a lighthouse' }, 'model'],
    ['a model of pictures', { ...VIDEO, model: 'bfl/flux-1.1-pro' }, 'model'],
    ['seconds that are none', { ...VIDEO, seconds: 'long' }, 'seconds'],
    ['a length that it does not have', { ...VIDEO, seconds: 7 }, 'seconds'],
    ['five of them', { ...VIDEO, n: 5 }, 'n'],
    [
      'a picture for a model that begins with none',
      { ...VIDEO, input_reference: 'https://example.com/a.png' },
      'image',
    ],
    [
      'a picture that cannot be fetched',
      { model: 'runway/gen4_turbo', prompt: 'x', input_reference: 'https://127.0.0.1:9/' },
      null,
    ],
  ])('%s', async (_, body, param) => {
    const answer = await ask(VIDEOS, body);
    expect([answer.status, answer.body.error.code, answer.body.error.param]).toEqual([400, 'INVALID_REQUEST', param]);
  });

  it('ids that are none, of another kind or of nobody', async () => {
    const { body: image } = await ask('POST /openai/v1/images/generations', { model: 'dall-e-3', prompt: 'x' });
    expect(image.metadata.cost).toBe(0.04);
    const { body: log } = await ask('GET /v1/requests?limit=1');
    const gen = String(log.data[0].id).replace('req_', 'gen_');
    const ids = [gen, 'gen_00000000000000000000000000', 'video_abc', '..%2f..', '%00'];
    const answers = await Promise.all(ids.map((id) => ask(`GET /openai/v1/videos/${id}`)));
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
  });
});

describe('webhook_url', () => {
  it('is checked when it is sent', async () => {
    const urls = [
      'http://example.com/hook',
      'https://10.0.0.1/hook',
      'https://[::1]/hook',
      'https://example.com:8080/hook',
      'https://localhost/hook',
      'https://metadata.google.internal/',
      'no address',
    ];
    const answers = await Promise.all(urls.map((url) => ask(VIDEOS, { ...VIDEO, webhook_url: url })));
    expect(answers.map(({ status, body }) => [status, body.error.code, body.error.param])).toEqual(
      urls.map(() => [400, 'INVALID_REQUEST', 'webhook_url']),
    );
  });
});
