// Endpoints, their secrets, replay, the log and its end, against a real PostgreSQL and real receivers.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { newId } from '../../src/database/index.ts';
import type { Refused } from '../../src/webhooks/endpoints/refusal.ts';
import { createWebhookWorld, expiring, type Received, type TestEndpoint, type WebhookWorld } from './webhook-world.ts';

let world: WebhookWorld;

beforeEach(async () => {
  world = await createWebhookWorld();
});

afterEach(async () => {
  await world.close();
  expect(world.logged).toEqual([]);
});

const DAY = 86_400_000;
const verify = (secret: string, { body, headers }: Received): unknown => new Webhook(secret).verify(body, headers);

function done<Answer extends { status: string }>(answer: Answer | Refused): Exclude<Answer, Refused> {
  if (answer.status === 'refused') throw new Error(JSON.stringify(answer));
  return answer as Exclude<Answer, Refused>;
}

async function send(endpoint: TestEndpoint): Promise<void> {
  await world.happen(expiring(endpoint.accountId, world.clock.now));
  await world.dispatcher().runOnce();
}

describe('a secret', () => {
  it('signs alone until it is replaced, then together with its successor for a day, then not any more', async () => {
    const receiver = await world.receiver();
    const endpoint = await world.endpoint(receiver.url);
    const { secret, previousUntil } = done(await world.webhooks.rotateSecret({ ...endpoint, endpointId: endpoint.id }));
    expect(previousUntil).toEqual(new Date(world.clock.now.getTime() + DAY));
    await send(endpoint);
    const [both] = receiver.received as [Received];
    expect(verify(secret, both)).toBeDefined();
    expect(verify(endpoint.secret, both)).toBeDefined();

    world.clock.now = new Date(Date.now() - 60_000);
    await world.database.rows('update webhook_secret set previous_until = $1', [new Date(Date.now() - 120_000)]);
    await send(endpoint);
    const [, alone] = receiver.received as [Received, Received];
    expect(verify(secret, alone)).toBeDefined();
    expect(() => verify(endpoint.secret, alone)).toThrow('No matching signature');
  });

  it('is not one that is shown again, and no endpoint of another account is rotated', async () => {
    const receiver = await world.receiver();
    const endpoint = await world.endpoint(receiver.url);
    const stranger = newId();
    expect(await world.webhooks.rotateSecret({ accountId: stranger, endpointId: endpoint.id })).toMatchObject({
      status: 'refused',
    });
    expect(JSON.stringify(await world.webhooks.endpoints(endpoint.accountId))).not.toContain('whsec_');
    const rows = await world.database.rows('select from webhook_secret where account_id = $1', [stranger]);
    expect(rows).toEqual([]);
  });
});

describe('an account', () => {
  it('has at most twenty endpoints, however many are asked for at the same time', async () => {
    const accountId = newId();
    const ask = { accountId, url: 'http://localhost:1/', description: undefined, eventTypes: undefined };
    const answers = await Promise.all(Array.from({ length: 30 }, () => world.webhooks.createEndpoint(ask)));
    expect(answers.filter(({ status }) => status === 'created').length).toBe(20);
    expect((await world.webhooks.endpoints(accountId)).length).toBe(20);
    expect(answers.find(({ status }) => status === 'refused')).toMatchObject({
      refusal: { code: 'WEBHOOK_ENDPOINT_LIMIT_REACHED', limit: 20 },
    });
  });

  it("does not know another's endpoint, and sees nothing of its log", async () => {
    const receiver = await world.receiver();
    const endpoint = await world.endpoint(receiver.url);
    await send(endpoint);
    const { id } = endpoint;
    const accountId = newId();
    const unknown = { status: 'refused', refusal: { code: 'WEBHOOK_ENDPOINT_NOT_FOUND' } };
    const from = { since: new Date(0) };
    const asked = [
      world.webhooks.updateEndpoint({ accountId, id, status: 'DISABLED' }),
      world.webhooks.deleteEndpoint({ accountId, id }),
      world.webhooks.sendTest({ accountId, id }),
      world.webhooks.replay({ accountId, endpointId: id, from }),
    ];
    for (const answer of asked) expect(await answer).toEqual(unknown);
    expect(await world.webhooks.endpointsByIds(accountId, [id])).toEqual([]);
    const filter = { endpointId: id };
    expect(await world.webhooks.deliveries({ accountId, filter, limit: 10 })).toEqual([]);
    expect(await world.webhooks.endpoints(endpoint.accountId)).toMatchObject([{ status: 'ENABLED' }]);
  });
});

describe('an endpoint', () => {
  it('that its account disables gets nothing until it is enabled, then all of it', async () => {
    const receiver = await world.receiver();
    const endpoint = await world.endpoint(receiver.url);
    await world.happen(expiring(endpoint.accountId, world.clock.now));
    await world.webhooks.updateEndpoint({ ...endpoint, status: 'DISABLED' });
    await send(endpoint);
    expect(receiver.received).toEqual([]);
    expect(await world.webhooks.endpoints(endpoint.accountId)).toMatchObject([{ disabledReason: 'USER' }]);
    expect(await world.webhooks.sendTest(endpoint)).toMatchObject({ refusal: { code: 'INVALID_PARAMETER' } });
    await world.webhooks.updateEndpoint({ ...endpoint, status: 'ENABLED' });
    await world.dispatcher().runOnce();
    expect(receiver.received.length).toBe(2);
  });

  it('keeps what a change does not name', async () => {
    const { accountId, id } = await world.endpoint('http://localhost:1/a', { eventTypes: ['purchase.paid'] });
    await world.webhooks.updateEndpoint({ accountId, id, description: 'mine' });
    await world.webhooks.updateEndpoint({ accountId, id, url: 'http://localhost:1/b' });
    expect(await world.webhooks.endpoints(accountId)).toMatchObject([
      { url: 'http://localhost:1/b', description: 'mine', eventTypes: ['purchase.paid'], status: 'ENABLED' },
    ]);
    await world.webhooks.updateEndpoint({ accountId, id, description: null, eventTypes: null });
    const [endpoint] = await world.webhooks.endpoints(accountId);
    expect([endpoint?.description, endpoint?.eventTypes]).toEqual([undefined, undefined]);
  });

  it('gets a test whatever types it asks for', async () => {
    const receiver = await world.receiver();
    const endpoint = await world.endpoint(receiver.url, { eventTypes: ['purchase.paid'] });
    const { eventId } = done(await world.webhooks.sendTest(endpoint));
    await world.dispatcher().runOnce();
    expect(verify(endpoint.secret, receiver.received[0] as Received)).toMatchObject({ type: 'webhook.test' });
    expect(await world.log(endpoint.accountId)).toMatchObject([{ eventId, status: 'DELIVERED' }]);
  });
});

describe('a replay', () => {
  it('sends again what was delivered since a moment, with the same ids, and what a younger endpoint missed', async () => {
    const receiver = await world.receiver();
    const endpoint = await world.endpoint(receiver.url);
    await send(endpoint);
    // Ids tell milliseconds apart, not less.
    const since = new Date(Date.now() + 1);
    while (Date.now() <= since.getTime()) await new Promise(setImmediate);
    await send(endpoint);
    await send(endpoint);
    const late = await world.receiver();
    const young = await world.endpoint(late.url, { accountId: endpoint.accountId });
    const from = { since };
    expect(await world.webhooks.replay({ ...endpoint, endpointId: endpoint.id, from })).toEqual({
      status: 'queued',
      count: 2,
      resumeSince: undefined,
    });
    expect(done(await world.webhooks.replay({ ...young, endpointId: young.id, from })).count).toBe(2);
    await world.dispatcher().runOnce();
    const ids = receiver.received.map(({ id }) => id);
    expect(ids.slice(3).toSorted()).toEqual(ids.slice(1, 3).toSorted());
    expect(late.received.map(({ id }) => id).toSorted()).toEqual(ids.slice(1, 3).toSorted());
  });

  it('of one event sends that one, and one that another account had is none', async () => {
    const receiver = await world.receiver();
    const endpoint = await world.endpoint(receiver.url);
    await send(endpoint);
    await send(endpoint);
    const [last] = await world.log(endpoint.accountId);
    const from = { eventId: last?.eventId ?? '' };
    expect(done(await world.webhooks.replay({ ...endpoint, endpointId: endpoint.id, from })).count).toBe(1);
    const stranger = await world.endpoint(receiver.url);
    expect(done(await world.webhooks.replay({ ...stranger, endpointId: stranger.id, from })).count).toBe(0);
  });

  it('to an endpoint that is disabled waits for it', async () => {
    const receiver = await world.receiver();
    const endpoint = await world.endpoint(receiver.url);
    await send(endpoint);
    await world.webhooks.updateEndpoint({ ...endpoint, status: 'DISABLED' });
    await world.webhooks.replay({ ...endpoint, endpointId: endpoint.id, from: { since: new Date(0) } });
    await world.dispatcher().runOnce();
    expect(await world.log(endpoint.accountId)).toMatchObject([{ status: 'HELD', attempts: 0 }]);
  });
});

describe('the log', () => {
  it('is read page by page, by endpoint, by event and by status', async () => {
    const receiver = await world.receiver();
    const first = await world.endpoint(receiver.url);
    const { accountId } = first;
    await send(first);
    const second = await world.endpoint(receiver.url, { accountId });
    await send(first);
    receiver.answer = () => 500;
    await send(first);
    const page = (filter: object, more = {}) => world.webhooks.deliveries({ accountId, filter, limit: 2, ...more });
    const all = await world.log(accountId);
    expect(all.length).toBe(5);
    const one = await page({});
    const two = await page({}, { before: one[1] });
    const three = await page({}, { before: two[1] });
    expect([...one, ...two, ...three]).toEqual(all);
    expect((await page({ endpointId: second.id })).map(({ targetId }) => targetId)).toEqual([second.id, second.id]);
    expect((await page({ eventId: all[0]?.eventId })).length).toBe(2);
    expect((await page({ status: 'PENDING' })).map(({ lastError }) => lastError)).toEqual(['HTTP 500', 'HTTP 500']);
    expect((await page({ status: 'FAILED', endpointId: first.id })).length).toBe(0);
  });

  it('is pruned after 30 days, delivered or not, and nothing younger is', async () => {
    const receiver = await world.receiver();
    const endpoint = await world.endpoint(receiver.url);
    await send(endpoint);
    await world.webhooks.updateEndpoint({ ...endpoint, status: 'DISABLED' });
    await world.happen(expiring(endpoint.accountId, world.clock.now));
    world.pass(30 * DAY - 1);
    const dispatcher = world.dispatcher();
    await dispatcher.tidy();
    expect((await world.log(endpoint.accountId)).length).toBe(2);
    await world.happen(expiring(endpoint.accountId, world.clock.now));
    world.pass(2);
    expect(await dispatcher.tidy()).toBe(false);
    expect(await world.log(endpoint.accountId)).toMatchObject([{ status: 'HELD' }]);
    expect((await world.database.rows('select from webhook_event')).length).toBe(1);
  });
});
