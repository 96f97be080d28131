// Webhooks through a real gateway, which runs as the role that owns nothing.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { BALANCE, GENERATE, generateInput } from '../support/gateway-operations.ts';
import { waitUntil } from '../support/wait-until.ts';
import { type Receiver, startReceiver } from '../webhooks/webhook-world.ts';

const CREATE = `mutation ($url: URL!) { createWebhookEndpoint(input: { url: $url }) {
  endpoint { id } secret userErrors { code path ... on ParameterError { allowed } } } }`;
const TEST = `mutation ($id: ID!) { sendTestWebhook(input: { endpointId: $id }) { eventId userErrors { code } } }`;
const LOG = `{ webhookDeliveries { nodes { eventId type status attempts endpoint { id } } } }`;

let gateway: TestGateway;
let receiver: Receiver;

beforeAll(async () => {
  receiver = await startReceiver(() => 200);
  gateway = await startTestGateway({ environment: { WEBHOOKS_ALLOW_INSECURE: 'true' } });
});

afterAll(async () => {
  await gateway.stop();
  await receiver.close();
});

describe('webhooks', () => {
  it('go from an account to its receiver, signed, within a moment, and stand in the log', async () => {
    const { data } = await gateway.ask(CREATE, { url: receiver.url });
    const { endpoint, secret } = data.createWebhookEndpoint;
    const sent = (await gateway.ask(TEST, { id: endpoint.id })).data.sendTestWebhook;
    await waitUntil('the test arrives', () => receiver.received.length === 1);
    const [received] = receiver.received;
    expect(new Webhook(secret).verify(received?.body ?? '', received?.headers ?? {})).toMatchObject({
      type: 'webhook.test',
    });
    expect(received?.id).toBe(sent.eventId);
    const log = async () => (await gateway.ask(LOG)).data.webhookDeliveries.nodes;
    await waitUntil('the log says so', async () => (await log())[0].status === 'DELIVERED');
    expect(await log()).toEqual([
      { eventId: sent.eventId, type: 'WEBHOOK_TEST', status: 'DELIVERED', attempts: 1, endpoint: { id: endpoint.id } },
    ]);
    expect(gateway.logs()).not.toContain(secret);
    expect(gateway.logs()).toContain('WEBHOOKS_ALLOW_INSECURE is on');
  });

  it('tell of a generation, in its order, to the endpoint and to the address it was given', async () => {
    const { key } = await gateway.newAccount('10');
    const [everything, own] = [await startReceiver(() => 200), await startReceiver(() => 200)];
    const { secret } = (await gateway.ask(CREATE, { url: everything.url }, { key })).data.createWebhookEndpoint;
    const input = generateInput({ webhookUrl: own.url });
    const { data } = await gateway.ask(GENERATE, { input }, { key });
    const { id } = data.generate.generation;
    await waitUntil('both were told', () => everything.received.length >= 2 && own.received.length >= 2);
    for (const { received } of [everything, own]) {
      const told = received.map(({ body }) => JSON.parse(body) as { type: string; data: object });
      expect(told.map(({ type }) => type).toSorted()).toEqual(['generation.completed', 'generation.started']);
      const completed = told.find(({ type }) => type === 'generation.completed');
      expect(completed?.data).toMatchObject({
        generationId: id,
        status: 'SUCCEEDED',
        cost: '0.052',
        creditsRefunded: '0',
      });
    }
    const [first] = everything.received;
    expect(() => new Webhook(secret).verify(first?.body ?? '', first?.headers ?? {})).not.toThrow();
    expect((await gateway.ask(GENERATE, { input }, { key })).data.generate.replayed).toBe(true);
    await Promise.all([everything.close(), own.close()]);
  });

  it('refuse an address in this network for a generation, and nothing is reserved', async () => {
    const usual = await startTestGateway();
    for (const webhookUrl of ['http://example.com/', 'https://127.0.0.1/', 'https://169.254.169.254/']) {
      const { data } = await usual.ask(GENERATE, { input: generateInput({ webhookUrl }) });
      expect(data.generate).toMatchObject({
        generation: null,
        userErrors: [{ code: 'INVALID_PARAMETER', path: ['webhookUrl'] }],
      });
    }
    expect((await usual.ask(BALANCE)).data.balance).toEqual({ available: '100', reserved: '0' });
    await usual.stop();
  });

  it("are another account's own affair", async () => {
    const { data } = await gateway.ask(CREATE, { url: receiver.url });
    const { id } = data.createWebhookEndpoint.endpoint;
    const { key } = await gateway.newAccount('1');
    const asked = await gateway.ask(TEST, { id }, { key });
    expect(asked.data.sendTestWebhook.userErrors).toEqual([{ code: 'WEBHOOK_ENDPOINT_NOT_FOUND' }]);
    expect((await gateway.ask(LOG, {}, { key })).data.webhookDeliveries.nodes).toEqual([]);
    expect((await gateway.ask('query ($id: ID!) { node(id: $id) { id } }', { id }, { key })).data.node).toBeNull();
  });

  it('go nowhere near this network unless that is switched on', async () => {
    const usual = await startTestGateway();
    const refused = [receiver.url, 'https://localhost/', 'https://169.254.169.254/latest', 'https://[::1]/'];
    for (const url of refused) {
      const { data } = await usual.ask(CREATE, { url });
      expect(data.createWebhookEndpoint).toMatchObject({
        endpoint: null,
        userErrors: [{ code: 'INVALID_PARAMETER', path: ['url'], allowed: [expect.stringContaining('https://')] }],
      });
    }
    await usual.stop();
  });
});
