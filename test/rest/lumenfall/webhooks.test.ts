// Webhooks in Lumenfall's format: rows L19 and L20, from a real gateway to receivers that verify as its guide says, with the package that it
// names (github.com/lumenfall-ai/agent-skill 1.2.2, SKILL.md, "Webhook Receiver Pattern").
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { videoShape } from '../../../src/rest/lumenfall/video-shape.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import type { Answer } from '../../support/gateway-client.ts';
import { GENERATE, generateInput } from '../../support/gateway-operations.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { type Received, type Receiver, startReceiver } from '../../webhooks/webhook-world.ts';
import { accountSecret, bodyOf, newFormatEndpoint, receivedThat } from '../webhook-endpoint.ts';
import { askLumenfall, VIDEO, VIDEOS } from './ask-lumenfall.ts';

const verify = async ({ body, headers }: Received, secret: string): Promise<Answer> =>
  new Webhook(secret).verify(body, headers);

let gateway: TestGateway;
let key: string;
let secret: string;
let receiver: Receiver;

beforeAll(async () => {
  gateway = await startTestGateway({ environment: { WEBHOOKS_ALLOW_INSECURE: 'true' } });
  ({ key } = await gateway.newAccount('10'));
  secret = await accountSecret(gateway, key);
  receiver = await startReceiver((received) =>
    verify(received, secret).then(
      () => 200,
      () => 400,
    ),
  );
});

afterAll(async () => {
  await gateway.stop();
  await receiver.close();
});

const ask = (what: string, body?: object) =>
  askLumenfall(gateway, what, { key, ...(body === undefined ? {} : { body }) });

/** What is received of a video that is asked for so. */
async function told(more: object, type: string) {
  const { body, headers } = await ask(VIDEOS, { ...VIDEO, webhook_url: receiver.url, ...more });
  const received = await receivedThat(receiver, ({ data }) => data.id === body.id);
  const payload = await verify(received, secret);
  expect(payload).toEqual({ type, timestamp: expect.any(String), data: expect.anything() });
  // Told once: there is no word for its start.
  expect(receiver.received.filter((one) => bodyOf(one).data.id === body.id)).toHaveLength(1);
  return { id: body.id, requestId: headers.get('x-lumenfall-request-id'), received, payload };
}

describe('webhook_url', () => {
  it('gets the video once it is completed, as GET shows it, under the id of its request', async () => {
    const { id, requestId, received, payload } = await told({}, 'video.completed');
    expect(received.id).toBe(`msg_${requestId}`);
    expect(videoShape.parse(payload.data)).toEqual((await ask(`GET /openai/v1/videos/${id}`)).body);
    expect(payload.data).toMatchObject({ status: 'completed', output: { url: expect.stringMatching(/^http/) } });
    expect(payload.data.metadata).toMatchObject({ cost: 0.21, cost_currency: 'USD' });
  });

  it('gets one that failed', async () => {
    const { id, payload } = await told({ sandbox: { outcome: 'reject' } }, 'video.failed');
    expect(payload.data).toEqual((await ask(`GET /openai/v1/videos/${id}`)).body);
    expect(payload.data).toMatchObject({ status: 'failed', error: { code: 'CONTENT_POLICY_VIOLATION' } });
  });

  it('gets one that was called off', async () => {
    const { body } = await ask(VIDEOS, {
      ...{ ...VIDEO, webhook_url: receiver.url, sandbox: { delayMilliseconds: 600_000 } },
    });
    expect((await ask(`DELETE /openai/v1/videos/${body.id}`)).status).toBe(204);
    const received = await receivedThat(receiver, ({ data }) => data.id === body.id);
    const payload = await verify(received, secret);
    expect(payload).toMatchObject({
      type: 'video.cancelled',
      data: { status: 'failed', error: { code: 'CANCELLED' } },
    });
  });

  it('of a request of GraphQL is written to in the usual way, whatever others are', async () => {
    const own = await startReceiver(() => 200);
    const input = generateInput({ webhookUrl: own.url });
    const { data } = await gateway.ask(GENERATE, { input }, { key });
    const { id } = data.generate.generation;
    const received = await receivedThat(own, ({ type }) => type === 'generation.completed');
    expect(bodyOf(received).data).toMatchObject({ generationId: id, status: 'SUCCEEDED' });
    expect(received.id).toMatch(/^evt_/);
    await own.close();
  });

  it('does not hold with another body or another secret, and not after five minutes', async () => {
    const { received } = await told({}, 'video.completed');
    await expect(verify({ ...received, body: received.body.replace('completed', 'failed') }, secret)).rejects.toThrow();
    await expect(verify(received, `whsec_${'A'.repeat(32)}`)).rejects.toThrow('No matching signature');
    const at = Number(received.headers['webhook-timestamp']);
    const old = { ...received.headers, 'webhook-timestamp': String(at - 301) };
    await expect(verify({ ...received, headers: old }, secret)).rejects.toThrow('Message timestamp too old');
  });
});

describe("an endpoint in Lumenfall's format", () => {
  it('gets videos, whoever asked for them, and tests; pictures have no word there', async () => {
    const { key: other } = await gateway.newAccount('10');
    const endpoint = await newFormatEndpoint(gateway, { key: other, format: 'LUMENFALL', verify });
    const picture = (await gateway.ask(GENERATE, { input: generateInput() }, { key: other })).data.generate.generation;
    await gateway.ended(picture.id, other);
    const eventId = await endpoint.sendTest();
    const { body } = await askLumenfall(gateway, VIDEOS, { key: other, body: VIDEO });
    const video = await receivedThat(endpoint.receiver, ({ data }) => data.id === body.id);
    const test = await receivedThat(endpoint.receiver, ({ type }) => type === 'webhook.test');
    expect(test.id).toBe(`msg_${eventId}`);
    await expect(verify(video, endpoint.secret)).resolves.toMatchObject({ type: 'video.completed' });
    await waitUntil('the log has these two', async () => {
      const log = await endpoint.log();
      return log.length === 2 && log.every(({ status }) => status === 'DELIVERED');
    });
    const [{ eventId: ofVideo }] = (await endpoint.log()).filter(({ type }) => type === 'GENERATION_COMPLETED');
    expect(await endpoint.replay({ eventId: ofVideo })).toBe(1);
    await waitUntil(
      'it comes again',
      () => endpoint.receiver.received.filter(({ id }) => id === video.id).length === 2,
    );
    expect(endpoint.receiver.received.filter(({ body: text }) => text.includes(picture.id))).toEqual([]);
    await endpoint.receiver.close();
  });
});
