// Webhooks through a real gateway, which runs as the role that owns nothing.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
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
