// An account is told of an anomaly once, by webhook and on its sockets, whichever of two gateways finds it; nobody else is.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fromPublicId } from '../../src/database/index.ts';
import { refusalOnSocket } from '../programs/fuzz/ask-on-socket.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { type Answer, type Subscription, subscribe } from '../support/gateway-client.ts';
import { GENERATE, generateInput } from '../support/gateway-operations.ts';
import { withClient } from '../support/postgres.ts';
import { waitUntil } from '../support/wait-until.ts';
import { type Receiver, startReceiver } from '../webhooks/webhook-world.ts';

const LISTEN = `mutation ($url: URL!) { createWebhookEndpoint(input: { url: $url, eventTypes: [ANOMALY_DETECTED] }) {
  endpoint { id } userErrors { code } } }`;
const DETECTED = `subscription ($after: Int) { anomalyDetected(afterNumber: $after) { number announcedAt
  anomaly { kind severity message remedy apiKey { id } detectedAt evidence { id type generation { status } } } } }`;

let first: TestGateway;
let second: TestGateway;
const receivers: Receiver[] = [];

beforeAll(async () => {
  const environment = { WEBHOOKS_ALLOW_INSECURE: 'true' };
  first = await startTestGateway({ environment });
  second = await startTestGateway({ environment, besides: first });
});

afterAll(async () => {
  await second.stop();
  await first.stop();
  for (const receiver of receivers) await receiver.close();
});

interface Listener {
  readonly id: string;
  readonly key: string;
  readonly receiver: Receiver;
}

async function newListener(): Promise<Listener> {
  const { id, key } = await first.newAccount('5');
  const receiver = await startReceiver(() => 200);
  receivers.push(receiver);
  const { data } = await first.ask(LISTEN, { url: receiver.url }, { key });
  expect(data.createWebhookEndpoint.userErrors).toEqual([]);
  return { id, key, receiver };
}

async function generate({ key }: Listener, outcome: 'fail' | 'succeed', model = 'bfl/flux-1.1-pro'): Promise<void> {
  const parameters = outcome === 'fail' ? { sandbox: { outcome } } : {};
  const { data, errors } = await second.ask(GENERATE, { input: generateInput({ model, parameters }) }, { key });
  expect([errors, data?.generate.userErrors]).toEqual([undefined, []]);
  await second.ended(data.generate.generation.id, key);
}

const watch = (gateway: TestGateway, key: string, after?: number): Subscription =>
  subscribe(gateway.url, { query: DETECTED, variables: { after } }, { Authorization: `Bearer ${key}` });

const numbersOf = ({ events }: Subscription): number[] => events.map((event: Answer) => event.anomalyDetected.number);
const bodiesOf = ({ receiver }: Listener) => receiver.received.map(({ body }) => JSON.parse(body));

/** How many accounts were looked through to their end. */
async function lookedThrough(...accounts: readonly Listener[]): Promise<number> {
  const ids = accounts.map(({ id }) => fromPublicId('acct', id));
  return withClient(first.databaseUrl, async (client) => {
    const { rows } = await client.query(
      `select from wallet join anomaly_watch as watch using (account_id)
        where account_id = any($1::uuid[]) and watch.sequence = wallet.sequence and open_reservations = 0`,
      [ids],
    );
    return rows.length;
  });
}

describe('an anomaly that is found', () => {
  it('arrives once by webhook and on every socket of its account, and nowhere else', async () => {
    const [account, plain] = [await newListener(), await newListener()];
    const live = [watch(first, account.key), watch(second, account.key)];
    const others = [watch(first, plain.key), watch(second, plain.key, 0)];
    await generate(plain, 'succeed');
    await generate(plain, 'fail');
    for (let count = 0; count < 3; count += 1) await generate(account, 'fail');
    await waitUntil('the streak is told of', () => account.receiver.received.length > 0);
    // A second find: by the time it is told of, both gateways have looked again.
    for (let count = 0; count < 3; count += 1) await generate(account, 'fail', 'bfl/flux-schnell');
    await waitUntil('the second streak is told of', () => account.receiver.received.length > 1);
    await waitUntil('all are looked through', async () => (await lookedThrough(account, plain)) === 2);
    await waitUntil('the sockets have both', () => live.every(({ events }) => events.length >= 2));

    expect(live.map(numbersOf)).toEqual([
      [1, 2],
      [1, 2],
    ]);
    const { anomaly } = live[0]?.events[0].anomalyDetected;
    expect(anomaly).toEqual({
      kind: 'REFUND_STREAK',
      severity: 'WARNING',
      message: expect.stringContaining('3 generations of bfl/flux-1.1-pro in a row failed'),
      remedy: expect.stringContaining('providerOrder'),
      apiKey: null,
      detectedAt: expect.any(String),
      evidence: [1, 2, 3].map(() => ({ id: expect.any(String), type: 'REFUND', generation: { status: 'FAILED' } })),
    });
    const bodies = bodiesOf(account).toSorted((left, right) => left.data.number - right.data.number);
    expect(bodies.map(({ type, data }) => [type, data.number])).toEqual(
      [1, 2].map((number) => ['anomaly.detected', number]),
    );
    const { evidence, message, detectedAt } = anomaly;
    expect(bodies[0].data).toEqual({
      ...{ number: 1, kind: 'REFUND_STREAK', severity: 'WARNING', message, remedy: anomaly.remedy, apiKeyId: null },
      ...{ evidence: evidence.map(({ id }: Answer) => id), detectedAt },
    });
    expect(others.map(numbersOf)).toEqual([[], []]);
    expect(plain.receiver.received).toEqual([]);

    const resumed = [watch(first, account.key, 0), watch(second, account.key, 1)];
    await waitUntil(
      'what was missed is there',
      () => resumed[0]!.events.length === 2 && resumed[1]!.events.length === 1,
    );
    expect(resumed.map(numbersOf)).toEqual([[1, 2], [2]]);
    const { data } = await first.ask('{ anomalies { message } }', {}, { key: account.key });
    expect(data.anomalies.map(({ message: one }: Answer) => one)).toContain(message);
    for (const subscription of [...live, ...others, ...resumed]) await subscription.stop();
  });

  it('is told of to keys that may read the account, after a number that can be one', async () => {
    const { key } = await first.newAccount('5');
    const made = await first.ask(
      'mutation { createApiKey(input: { name: "Sees", scopes: [GENERATION_READ] }) { secret } }',
      {},
      { key },
    );
    const asked = (after: number) => ({ query: DETECTED, variables: { after } });
    expect(JSON.stringify(await refusalOnSocket(first.url, asked(0), made.data.createApiKey.secret))).toContain(
      'FORBIDDEN_SCOPE',
    );
    expect(JSON.stringify(await refusalOnSocket(first.url, asked(-1), key))).toContain('BAD_USER_INPUT');
  });
});
