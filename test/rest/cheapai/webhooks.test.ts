// What CheapAI posts to a receive_url (row C11): the task itself, once it has ended.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { taskAnswer } from '../../../src/rest/cheapai/find-task.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { type Received, type Receiver, startReceiver } from '../../webhooks/webhook-world.ts';
import { accountSecret, bodyOf, newFormatEndpoint, receivedThat } from '../webhook-endpoint.ts';
import { accepted, cheapaiClient, refused, SEEDREAM, THUNDER } from './cheapai-client.ts';

let gateway: TestGateway;
let receiver: Receiver;
let key: string;
let secret: string;

const { send, soundEffect, ended } = cheapaiClient(() => gateway);
const verify = async ({ body, headers }: Received, by: string) => new Webhook(by).verify(body, headers);

beforeAll(async () => {
  receiver = await startReceiver(() => 200);
  gateway = await startTestGateway({ environment: { STOREFRONT: 'unit-credits', WEBHOOKS_ALLOW_INSECURE: 'true' } });
  ({ key } = await gateway.newAccount('10000'));
  secret = await accountSecret(gateway, key);
});

afterAll(async () => {
  await gateway.stop();
  await receiver.close();
});

/** The one body that came, which is the task as it is found. */
async function posted(id: string) {
  const received = await receivedThat(receiver, (body) => body.id === id);
  const task = taskAnswer.strict().parse(bodyOf(received));
  expect(task).toEqual(await ended(id, key));
  await expect(verify(received, secret)).resolves.toEqual(task);
  expect(receiver.received.filter((one) => bodyOf(one).id === id)).toHaveLength(1);
  return task;
}

const picture = async (sandbox: object): Promise<string> => {
  const form = { prompt: 'a seal', model_id: SEEDREAM, model_parameters: JSON.stringify({ sandbox }) };
  return accepted(
    await send('POST', '/v1i/task/generate-image', { key, form: { ...form, receive_url: receiver.url } }),
  );
};

describe('receive_url', () => {
  it('gets the task once it is done, with what was charged', async () => {
    const id = accepted(await soundEffect({ key }, { ...THUNDER, receive_url: receiver.url }));
    const task = await posted(id);
    expect(task).toMatchObject({ status: 'done', progress: 100, credit_cost: 200, exact_credit_cost: '200' });
    expect(task.metadata.audio_url).toMatch(/^http/);
  });

  it('gets one that failed, which cost nothing', async () => {
    const task = await posted(await picture({ outcome: 'reject' }));
    expect(task).toMatchObject({ status: 'error', credit_cost: 0, error_code: 'CONTENT_POLICY' });
  });

  it('gets one that was called off', async () => {
    const id = await picture({ delayMilliseconds: 600_000 });
    const cancel = 'mutation ($id: ID!) { cancelGeneration(input: { id: $id }) { userErrors { code } } }';
    await gateway.ask(cancel, { id }, { key });
    expect(await posted(id)).toMatchObject({ status: 'error', credit_cost: 0, error_code: 'CANCELED' });
  });

  it('is looked at when it is sent', async () => {
    expect(refused(await soundEffect({ key }, { ...THUNDER, receive_url: 'nowhere' }))).toMatchObject({ status: 400 });
  });
});

describe("an endpoint in CheapAI's format", () => {
  it('gets the tasks of the account as they end, and tests that are tasks', async () => {
    const account = await gateway.newAccount('10000');
    const endpoint = await newFormatEndpoint(gateway, { key: account.key, format: 'CHEAPAI', verify });
    await endpoint.sendTest();
    const test = await receivedThat(endpoint.receiver, ({ type }) => type === 'webhook_test');
    expect(taskAnswer.strict().parse(bodyOf(test))).toMatchObject({ status: 'done', credit_cost: 0 });
    const id = accepted(await soundEffect({ key: account.key }));
    const task = await receivedThat(endpoint.receiver, (body) => body.id === id);
    expect(bodyOf(task)).toEqual(await ended(id, account.key));
    await waitUntil('these two are in the log', async () => {
      const log = await endpoint.log();
      return log.length === 2 && log.every(({ status }) => status === 'DELIVERED');
    });
    expect(await endpoint.replay({ eventId: task.id })).toBe(1);
    await waitUntil(
      'it comes again',
      () => endpoint.receiver.received.filter(({ id: one }) => one === task.id).length === 2,
    );
    await endpoint.receiver.close();
  });
});
