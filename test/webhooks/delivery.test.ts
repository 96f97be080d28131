// Deliveries against a real PostgreSQL and real receivers.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { type Database, newId, shardOf, toPublicId } from '../../src/database/index.ts';
import { publishEvents } from '../../src/webhooks/index.ts';
import { waitUntil } from '../support/wait-until.ts';
import { createWebhookWorld, expiring, type Received, type WebhookWorld } from './webhook-world.ts';

let world: WebhookWorld;

beforeEach(async () => {
  world = await createWebhookWorld();
});

afterEach(async () => {
  await world.close();
  expect(world.logged).toEqual(expectedLog.splice(0));
});

/** What a test means to go wrong. */
const expectedLog: string[] = [];
const SECOND = 1_000;
const MINUTE = 60 * SECOND;

const verify = (secret: string, { body, headers }: Received): unknown => new Webhook(secret).verify(body, headers);

describe('an event', () => {
  it('arrives signed, with its id, and is in the log as delivered', async () => {
    const receiver = await world.receiver();
    const { accountId, id, secret } = await world.endpoint(receiver.url);
    await world.happen(expiring(accountId, world.clock.now));
    expect(await world.dispatcher().runOnce()).toBe(1);
    const [received] = receiver.received;
    if (received === undefined) throw new Error('nothing was received');
    expect(verify(secret, received)).toEqual({
      type: 'credits.expiring',
      timestamp: world.clock.now.toISOString(),
      data: { credits: '1.5', expiresAt: '2026-12-01T00:00:00.000Z', lotId: 'lot_1' },
    });
    const [line] = await world.log(accountId);
    expect(line).toMatchObject({ targetId: id, status: 'DELIVERED', attempts: 1, lastStatusCode: 204 });
    expect(received.id).toBe(toPublicId('evt', line?.eventId ?? ''));
    expect(() => verify('whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', received)).toThrow('No matching signature');
  });

  it('leaves no row for an account that listens nowhere, and none when its transaction fails', async () => {
    const receiver = await world.receiver();
    const { accountId } = await world.endpoint(receiver.url);
    const nobody = newId();
    await world.happen(expiring(nobody, world.clock.now));
    const failing = shardOf(world.database, accountId).transaction(async (tx) => {
      publishEvents(tx, [expiring(accountId, world.clock.now)]);
      await tx.rows('select 1');
      throw new Error('the effect failed');
    });
    await expect(failing).rejects.toThrow('the effect failed');
    const rows = await world.database.rows('select from webhook_event where account_id = any($1::uuid[])', [
      [nobody, accountId],
    ]);
    expect(rows).toEqual([]);
    await world.dispatcher().runOnce();
    expect(receiver.received).toEqual([]);
  });

  it('goes to every endpoint that asks for its type and to the URL of its own, and to no other account', async () => {
    const [all, some, others, single, foreign] = await Promise.all(Array.from({ length: 5 }, () => world.receiver()));
    if (!all || !some || !others || !single || !foreign) throw new Error('no receivers');
    const { accountId } = await world.endpoint(all.url);
    await world.endpoint(some.url, { accountId, eventTypes: ['credits.expiring'] });
    await world.endpoint(others.url, { accountId, eventTypes: ['purchase.paid'] });
    await world.endpoint(foreign.url);
    const rotated = await world.webhooks.rotateSecret({ accountId, endpointId: undefined });
    if (rotated.status === 'refused') throw new Error('refused');
    await world.happen(expiring(accountId, world.clock.now, { url: single.url }));
    await world.dispatcher().runOnce();
    expect([all, some, others, single, foreign].map(({ received }) => received.length)).toEqual([1, 1, 0, 1, 0]);
    const [toUrl] = single.received;
    expect(verify(rotated.secret, toUrl as Received)).toMatchObject({ type: 'credits.expiring' });
    expect(toUrl?.id).toBe(all.received[0]?.id);
  });

  it('comes again after a crash between the answer of the receiver and our commit, with the same id', async () => {
    const receiver = await world.receiver();
    const { accountId } = await world.endpoint(receiver.url);
    await world.happen(expiring(accountId, world.clock.now));
    const dying: Database = {
      ...world.database,
      rows: (text, values) =>
        text.includes("status = 'DELIVERED'") ? Promise.reject(new Error('killed')) : world.database.rows(text, values),
    };
    await world.dispatcher({ database: dying }).runOnce();
    expectedLog.push('webhook_not_concluded: Error: killed');
    expect(await world.log(accountId)).toMatchObject([{ status: 'SENDING' }]);
    const survivor = world.dispatcher();
    expect(await survivor.runOnce()).toBe(0);
    world.pass(61 * SECOND);
    expect(await survivor.runOnce()).toBe(1);
    expect(receiver.received.length).toBe(2);
    expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(1);
    expect(await world.log(accountId)).toMatchObject([{ status: 'DELIVERED', attempts: 2 }]);
  });

  it('waits as long as its receiver asks for', async () => {
    const receiver = await world.receiver(() => ({ status: 429, headers: { 'retry-after': '120' } }));
    const { accountId } = await world.endpoint(receiver.url);
    const dispatcher = world.dispatcher();
    await world.happen(expiring(accountId, world.clock.now));
    await dispatcher.runOnce();
    world.pass(120 * SECOND - 1);
    expect(await dispatcher.runOnce()).toBe(0);
    receiver.answer = () => 204;
    world.pass(1);
    expect(await dispatcher.runOnce()).toBe(1);
    expect(await world.log(accountId)).toMatchObject([{ status: 'DELIVERED', attempts: 2 }]);
  });

  it('is tried nine times over the documented pauses, then given up', async () => {
    const receiver = await world.receiver(() => 500);
    const { accountId, id } = await world.endpoint(receiver.url);
    const dispatcher = world.dispatcher();
    await world.happen(expiring(accountId, world.clock.now));
    await dispatcher.runOnce();
    for (const seconds of [5, 15, 45, 300, 1_800, 7_200, 18_000, 36_000]) {
      world.pass(seconds * SECOND - 1);
      expect(await dispatcher.runOnce()).toBe(0);
      world.pass(1);
      expect(await dispatcher.runOnce()).toBe(1);
    }
    expect(await world.log(accountId)).toMatchObject([
      { status: 'FAILED', attempts: 9, lastError: 'HTTP 500', lastStatusCode: 500, nextAttemptAt: undefined },
    ]);
    expect(new Set(receiver.received.map((each) => each.id)).size).toBe(1);
    expect(await world.webhooks.endpointsByIds(accountId, [id])).toMatchObject([{ status: 'ENABLED', failures: 9 }]);
    world.pass(86_400 * SECOND);
    expect(await dispatcher.runOnce()).toBe(0);
  });
});

describe('two gateways', () => {
  it('never send the same delivery at the same time, and together send each once', async () => {
    const underWay = new Set<string>();
    let doubles = 0;
    const receiver = await world.receiver(async ({ id }) => {
      if (underWay.has(id)) doubles += 1;
      underWay.add(id);
      await new Promise(setImmediate);
      underWay.delete(id);
      return 200;
    });
    const { accountId } = await world.endpoint(receiver.url);
    await world.happen(...Array.from({ length: 60 }, () => expiring(accountId, world.clock.now)));
    const gateways = [world.dispatcher(), world.dispatcher(), world.dispatcher()];
    let sent = 0;
    while (sent < 60) {
      const counts = await Promise.all(gateways.map((gateway) => gateway.runOnce()));
      sent += counts.reduce((sum, count) => sum + count, 0);
    }
    expect([doubles, sent, new Set(receiver.received.map(({ id }) => id)).size]).toEqual([0, 60, 60]);
    expect(receiver.received.length).toBe(60);
  });
});

describe('a slow endpoint', () => {
  it('holds its own places only: others are served meanwhile', async () => {
    let release: () => void = () => undefined;
    const opened = new Promise<number>((resolve) => {
      release = () => resolve(200);
    });
    const slow = await world.receiver(() => opened);
    const quick = await world.receiver();
    const tortoise = await world.endpoint(slow.url);
    const hare = await world.endpoint(quick.url);
    await world.happen(...Array.from({ length: 50 }, () => expiring(tortoise.accountId, world.clock.now)));
    const dispatcher = world.dispatcher();
    const first = dispatcher.runOnce();
    await untilReceived(slow.received, 4);
    await world.happen(...Array.from({ length: 12 }, () => expiring(hare.accountId, world.clock.now)));
    const rest: Promise<number>[] = [];
    for (const sent of [4, 8, 12]) {
      rest.push(dispatcher.runOnce());
      await untilReceived(quick.received, sent);
      await untilDelivered(hare.accountId, sent);
    }
    expect(slow.received.length).toBe(4);
    release();
    await Promise.all([first, ...rest]);
  });
});

describe('an endpoint that fails', () => {
  async function failing(): Promise<{
    accountId: string;
    id: string;
    receiver: { answer: () => number; url: string };
  }> {
    const receiver = await world.receiver(() => 503);
    const { accountId, id } = await world.endpoint(receiver.url);
    return { accountId, id, receiver: receiver as never };
  }

  const endpointOf = async ({ accountId, id }: { accountId: string; id: string }) =>
    (await world.webhooks.endpointsByIds(accountId, [id]))[0];

  async function failTimes(accountId: string, times: number): Promise<void> {
    const dispatcher = world.dispatcher();
    for (let time = 0; time < times; time += 1) {
      await world.happen(expiring(accountId, world.clock.now));
      await dispatcher.runOnce();
    }
  }

  it('is disabled after fifteen failures in a row over ten minutes, keeps its events and gets them when enabled', async () => {
    const endpoint = await failing();
    await failTimes(endpoint.accountId, 1);
    await world.database.rows('delete from webhook_delivery where account_id = $1', [endpoint.accountId]);
    world.pass(10 * MINUTE);
    await world.happen(...Array.from({ length: 13 }, () => expiring(endpoint.accountId, world.clock.now)));
    const dispatcher = world.dispatcher({ bounds: { overall: 64, perAccount: 64, perLane: 64 } });
    expect(await dispatcher.runOnce()).toBe(13);
    expect(await endpointOf(endpoint)).toMatchObject({ status: 'ENABLED', failures: 14 });
    await failTimes(endpoint.accountId, 1);
    expect(await endpointOf(endpoint)).toMatchObject({ status: 'DISABLED', disabledReason: 'FAILURES' });

    world.pass(5 * SECOND);
    await world.happen(expiring(endpoint.accountId, world.clock.now));
    expect(await dispatcher.runOnce()).toBe(0);
    const statuses = (await world.log(endpoint.accountId)).map(({ status }) => status);
    expect(statuses).toEqual(Array.from({ length: 15 }, () => 'HELD'));

    endpoint.receiver.answer = () => 200;
    await world.webhooks.updateEndpoint({ ...endpoint, status: 'ENABLED' });
    expect(await endpointOf(endpoint)).toMatchObject({ status: 'ENABLED', failures: 0, disabledReason: undefined });
    expect(await dispatcher.runOnce()).toBe(15);
    expect(new Set((await world.log(endpoint.accountId)).map(({ status }) => status))).toEqual(new Set(['DELIVERED']));
  });

  it('is not disabled by fifteen failures within a moment: a busy receiver may restart', async () => {
    const endpoint = await failing();
    await failTimes(endpoint.accountId, 16);
    expect(await endpointOf(endpoint)).toMatchObject({ status: 'ENABLED', failures: 16 });
  });

  it('has a clean record after one success', async () => {
    const endpoint = await failing();
    await failTimes(endpoint.accountId, 14);
    endpoint.receiver.answer = () => 200;
    await failTimes(endpoint.accountId, 1);
    expect(await endpointOf(endpoint)).toMatchObject({ failures: 0 });
  });

  it('is disabled at once by 410 Gone, with the event kept; a URL of a generation is given up', async () => {
    const endpoint = await failing();
    endpoint.receiver.answer = () => 410;
    await world.happen(expiring(endpoint.accountId, world.clock.now, { url: `${endpoint.receiver.url}/single` }));
    await world.dispatcher().runOnce();
    expect(await endpointOf(endpoint)).toMatchObject({ status: 'DISABLED', disabledReason: 'GONE' });
    const log = await world.log(endpoint.accountId);
    expect(new Map(log.map((line) => [line.url === undefined, line.status]))).toEqual(
      new Map([
        [true, 'HELD'],
        [false, 'FAILED'],
      ]),
    );
  });

  it('gets what a round found held although it is enabled: an event that was committed just then', async () => {
    const { accountId, id, receiver } = await failing();
    receiver.answer = () => 200;
    await world.happen(expiring(accountId, world.clock.now));
    await world.database.rows(
      "update webhook_delivery set status = 'HELD', next_attempt_at = null where account_id = $1",
      [accountId],
    );
    const dispatcher = world.dispatcher();
    expect(await dispatcher.runOnce()).toBe(0);
    await dispatcher.tidy();
    expect(await dispatcher.runOnce()).toBe(1);
    expect(await world.webhooks.deleteEndpoint({ accountId, id })).toEqual({ status: 'deleted' });
  });

  it('gets all that was kept when it is enabled, however much that is, share by share', async () => {
    const { accountId, id, receiver } = await failing();
    receiver.answer = () => 200;
    await world.webhooks.updateEndpoint({ accountId, id, status: 'DISABLED' });
    await world.happen(...Array.from({ length: 2_500 }, () => expiring(accountId, world.clock.now)));
    const counts = async () => {
      const rows = await world.database.rows<{ status: string; count: number }>(
        'select status, count(*)::int as count from webhook_delivery where account_id = $1 group by status',
        [accountId],
      );
      return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
    };
    expect(await counts()).toEqual({ HELD: 2_500 });
    await world.webhooks.updateEndpoint({ accountId, id, status: 'ENABLED' });
    expect(await counts()).toEqual({ PENDING: 1_000, HELD: 1_500 });
    const dispatcher = world.dispatcher();
    expect(await dispatcher.tidy()).toBe(true);
    expect(await dispatcher.tidy()).toBe(false);
    expect(await counts()).toEqual({ PENDING: 2_500 });
  });

  it('is forgotten when it is deleted: what waits for it is given up', async () => {
    const { accountId, id } = await failing();
    await world.happen(expiring(accountId, world.clock.now));
    await world.webhooks.deleteEndpoint({ accountId, id });
    expect(await world.dispatcher().runOnce()).toBe(0);
    expect(await world.log(accountId)).toMatchObject([{ status: 'FAILED', lastError: 'the endpoint was deleted' }]);
  });
});

const untilReceived = (received: readonly unknown[], count: number): Promise<void> =>
  waitUntil(`${count} are received`, () => received.length >= count);

const untilDelivered = (accountId: string, count: number): Promise<void> =>
  waitUntil(`${count} are delivered`, async () => {
    const log = await world.log(accountId);
    return log.filter(({ status }) => status === 'DELIVERED').length >= count;
  });
