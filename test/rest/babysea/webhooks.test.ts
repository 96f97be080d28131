// Webhooks in BabySea's format: rows B29 to B31, from a real gateway to a receiver that verifies as BabySea's client does.
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { startReceiver } from '../../webhooks/webhook-world.ts';
import { bodyOf, type FormatEndpoint, newFormatEndpoint, receivedThat } from '../webhook-endpoint.ts';
import { type AskBabySea, babySeaAt } from './babysea-client.ts';
import { verifyBabySea } from './verify-webhook.ts';

const IMAGE = 'POST /v1/generate/image/bfl/flux-1.1-pro';
const PROMPT = { generation_prompt: 'A baby seal plays in the Arctic', generation_ratio: '16:9' };
const WARN = `mutation ($input: ConfigureWarningsInput!) {
  configureWarnings(input: $input) { userErrors { code path } } }`;
const BUY = `mutation ($input: BuyCreditPackInput!) { buyCreditPack(input: $input) { checkoutUrl userErrors { code } } }`;
const CREATE = 'mutation ($url: URL!) { createWebhookEndpoint(input: { url: $url }) { secret } }';

let gateway: TestGateway;
const opened: FormatEndpoint[] = [];

beforeAll(async () => {
  gateway = await startTestGateway({ environment: { WEBHOOKS_ALLOW_INSECURE: 'true' } });
});

afterAll(async () => {
  await gateway.stop();
  await Promise.all(opened.map(({ receiver }) => receiver.close()));
});

interface Customer {
  readonly id: string;
  readonly key: string;
  readonly ask: AskBabySea;
  readonly endpoint: FormatEndpoint;
}

/** Ten credits are above what is warned of when nothing is said. */
async function newCustomer(credits: string): Promise<Customer> {
  const { id, key } = await gateway.newAccount(credits);
  const endpoint = await newFormatEndpoint(gateway, { key, format: 'BABYSEA', verify: verifyBabySea });
  opened.push(endpoint);
  return { id, key, endpoint, ask: babySeaAt(gateway.localUrl, key) };
}

/** The event, verified and parsed as its receiver does it. */
async function verified({ receiver, secret }: FormatEndpoint, event: string, generationId?: string) {
  const received = await receivedThat(
    receiver,
    ({ webhook_event, webhook_data }) =>
      webhook_event === event && (generationId === undefined || webhook_data.generation_id === generationId),
  );
  return { received, payload: await verifyBabySea(received, secret) };
}

const generate = async (ask: AskBabySea, more: object = {}): Promise<string> =>
  (await ask(IMAGE, { ...PROMPT, ...more })).body.data.generation_id;

/** As its content says, without what has no value. */
async function contentOf(ask: AskBabySea, id: string): Promise<object> {
  const { data } = (await ask(`GET /v1/content/${id}`)).body;
  return Object.fromEntries(Object.entries(data as object).filter(([, value]) => value !== null));
}

describe("an endpoint in BabySea's format", () => {
  it('gets the start and the completion of a generation, as its content shows it', async () => {
    const { id: accountId, ask, endpoint } = await newCustomer('10');
    const id = await generate(ask);
    const started = await verified(endpoint, 'generation.started', id);
    const { received, payload } = await verified(endpoint, 'generation.completed', id);
    expect(started.payload.webhook_data).toMatchObject({
      ...{ account_id: accountId, generation_status: 'processing', model_identifier: 'bfl/flux-1.1-pro' },
      generation_prompt: PROMPT.generation_prompt,
    });
    const unfinished = ['generation_output_file', 'generation_completed_at', 'generation_provider_used'];
    expect(unfinished.filter((field) => field in started.payload.webhook_data)).toEqual([]);
    expect(payload.webhook_data).toEqual(await contentOf(ask, id));
    expect(payload.webhook_data).toMatchObject({
      ...{ generation_status: 'succeeded', generation_ratio: '16:9', generation_provider_used: 'sandbox' },
      generation_output_file: [expect.stringMatching(/^http/)],
    });
    expect('credits_refunded' in payload.webhook_data).toBe(false);
    expect(received.headers).toMatchObject({
      'content-type': 'application/json',
      'x-babysea-event': 'generation.completed',
      'x-babysea-delivery-id': payload.webhook_delivery_id,
      'x-babysea-timestamp': expect.stringMatching(/^\d{10}$/),
      'x-babysea-signature': expect.stringMatching(/^t=\d{10},v1=[0-9a-f]{64}$/),
    });
    expect(received.headers['x-babysea-signature']).toContain(`t=${received.headers['x-babysea-timestamp']},`);
    expect('webhook-signature' in received.headers).toBe(false);
    await waitUntil('both are in the log', async () => {
      const log = await endpoint.log();
      return log.length === 2 && log.every(({ status }) => status === 'DELIVERED');
    });
    const eventIds = (await endpoint.log()).map(({ eventId }) => eventId);
    expect(eventIds).toContain(payload.webhook_delivery_id);
  });

  it('gets a failure with its code, and that the credits are back', async () => {
    const { ask, endpoint } = await newCustomer('10');
    const id = await generate(ask, { generation_sandbox: { outcome: 'reject' } });
    const { payload } = await verified(endpoint, 'generation.failed', id);
    expect(payload.webhook_data).toEqual({ ...(await contentOf(ask, id)), credits_refunded: true });
    expect(payload.webhook_data).toMatchObject({ generation_status: 'failed', generation_error_code: 'BSE2006' });
  });

  it('gets a cancellation, and that the credits are back', async () => {
    const { ask, endpoint } = await newCustomer('10');
    const id = await generate(ask, { generation_sandbox: { delayMilliseconds: 600_000 } });
    await verified(endpoint, 'generation.started', id);
    expect((await ask(`POST /v1/content/generation/cancel/${id}`)).body.data.generation_status).toBe('canceled');
    const { payload } = await verified(endpoint, 'generation.canceled', id);
    expect(payload.webhook_data).toEqual({ ...(await contentOf(ask, id)), credits_refunded: true });
  });

  it('gets a low balance in numbers of three decimals, the balance rounded down and the threshold up', async () => {
    const { id, key, endpoint } = await newCustomer('20.123999');
    await gateway.ask(WARN, { input: { thresholds: ['25.0001', '5'] } }, { key });
    const { received, payload } = await verified(endpoint, 'credits.low_balance');
    expect(payload.webhook_data).toEqual({
      account_id: id,
      current_balance: 20.123,
      thresholds_crossed: [{ threshold: 25.001, balance_at: 20.123 }],
    });
    expect(received.body).toContain('"current_balance":20.123,');
  });

  it('gets a test in the shape of a generation, and again when it is replayed, under the same id', async () => {
    const { ask, endpoint } = await newCustomer('10');
    const eventId = await endpoint.sendTest();
    const { payload } = await verified(endpoint, 'webhook.test');
    expect(payload.webhook_delivery_id).toBe(eventId);
    const id = await generate(ask);
    const first = await verified(endpoint, 'generation.completed', id);
    const ofIt = () => endpoint.receiver.received.filter(({ body }) => body === first.received.body).length;
    await waitUntil('it is delivered', async () =>
      (await endpoint.log()).every(({ status }) => status === 'DELIVERED'),
    );
    expect(await endpoint.replay({ eventId: first.payload.webhook_delivery_id })).toBe(1);
    await waitUntil('it comes again', () => ofIt() === 2);
  });

  it('gets nothing that BabySea has no word for', async () => {
    const { key, endpoint } = await newCustomer('10');
    const everything = await startReceiver(() => 200);
    await gateway.ask(CREATE, { url: everything.url }, { key });
    const bought = await gateway.ask(BUY, { input: { packId: 'pack-10', idempotencyKey: 'pack' } }, { key });
    await fetch(`${bought.data.buyCreditPack.checkoutUrl}/pay`, { method: 'POST' });
    await receivedThat(everything, ({ type }) => type === 'purchase.paid');
    await gateway.ask(WARN, { input: { thresholds: ['25'] } }, { key });
    await verified(endpoint, 'credits.low_balance');
    expect((await endpoint.log()).map(({ type }) => type).toSorted()).toEqual([
      ...['CREDITS_LOW_BALANCE', 'CREDITS_LOW_BALANCE', 'PURCHASE_PAID'],
    ]);
    expect(await endpoint.replay({ since: new Date(0).toISOString() })).toBe(1);
    expect(endpoint.receiver.received.filter(({ body }) => body.includes('purchase'))).toEqual([]);
    await everything.close();
  });

  it('gets a start that waited as a start, though the generation has ended meanwhile', async () => {
    const { key, ask, endpoint } = await newCustomer('10');
    await endpoint.enable(false);
    const id = await generate(ask);
    await gateway.ended(id, key);
    expect(endpoint.receiver.received).toEqual([]);
    await endpoint.enable(true);
    const { payload } = await verified(endpoint, 'generation.started', id);
    const { generation_status: status, ...data } = payload.webhook_data as Record<string, unknown>;
    expect(status).toBe('processing');
    const late = ['completed_at', 'metrics_total_time', 'metrics_predict_time', 'output_file', 'provider_used'];
    expect(late.filter((field) => `generation_${field}` in data)).toEqual([]);
  });
});

describe('the signature', () => {
  it('holds for this body, this secret and five minutes, and is keyed with the whole text of the secret', async () => {
    const { endpoint } = await newCustomer('10');
    await endpoint.sendTest();
    const { received } = await verified(endpoint, 'webhook.test');
    const { secret } = endpoint;
    const refused = async (...asked: Parameters<typeof verifyBabySea>) =>
      expect(verifyBabySea(...asked)).rejects.toThrow(/Invalid webhook signature|too old/);
    await refused({ ...received, body: received.body.replace('succeeded', 'failed') }, secret);
    await refused(received, `${secret}x`);
    await refused(received, secret, Date.now() + 301_000);
    const [, time = ''] = /t=(\d+)/.exec(received.headers['x-babysea-signature'] ?? '') ?? [];
    const [, digest] = /v1=(\w+)/.exec(received.headers['x-babysea-signature'] ?? '') ?? [];
    const signedBy = (key: string | Buffer) =>
      createHmac('sha256', key).update(`${time}.${received.body}`).digest('hex');
    expect(digest).toBe(signedBy(secret));
    // As Standard Webhooks would have it.
    expect(digest).not.toBe(signedBy(Buffer.from(secret.slice('whsec_'.length), 'base64')));
  });

  it('is by both secrets while one is replaced, and a receiver that has only the one before takes the repetition', async () => {
    const { endpoint } = await newCustomer('10');
    const next = await endpoint.rotate();
    await endpoint.sendTest();
    const test = () => endpoint.receiver.received.filter((one) => bodyOf(one).webhook_event === 'webhook.test');
    await waitUntil('it comes again', () => test().length === 2);
    const [first, second] = test();
    if (first === undefined || second === undefined) throw new Error('nothing came');
    await expect(verifyBabySea(first, next)).resolves.toMatchObject({ webhook_event: 'webhook.test' });
    await expect(verifyBabySea(first, endpoint.secret)).rejects.toThrow('Invalid webhook signature');
    await expect(verifyBabySea(second, endpoint.secret)).resolves.toMatchObject({ webhook_event: 'webhook.test' });
    await waitUntil('it is delivered', async () => (await endpoint.log())[0].status === 'DELIVERED');
  });
});
