// Formats as the room sees them: which events are for whom, what waits when one cannot be written, and rows from before there were any.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/database/index.ts';
import type { ForeignFormats, NewWebhookEvent, WebhookFormat } from '../../src/webhooks/index.ts';
import { createWebhookWorld, expiring, type WebhookWorld } from './webhook-world.ts';

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
const HOUR = 3_600_000;

const lowBalance = (accountId: string, more: Partial<NewWebhookEvent> = {}): NewWebhookEvent =>
  ({
    ...{ accountId, type: 'credits.low_balance', occurredAt: world.clock.now },
    data: { available: '1', thresholdsCrossed: [{ threshold: '5', available: '1' }] },
    ...more,
  }) as NewWebhookEvent;

/** Writes which type it was; what `write` answers instead, when it is given. */
function formats(write?: WebhookFormat['write']): ForeignFormats {
  const format = (name: string): WebhookFormat => ({
    write: write ?? (({ type, eventId }) => Promise.resolve({ id: eventId, body: `${name} ${type}` })),
    sign: ({ type, attempt }, { secret }) => ({ 'x-signed': `${type} ${attempt} ${secret}` }),
  });
  return { BABYSEA: format('BABYSEA'), LUMENFALL: format('LUMENFALL'), CHEAPAI: format('CHEAPAI') };
}

const typeOf = ({ body }: { readonly body: string }): unknown => (JSON.parse(body) as { type: unknown }).type;

describe('rows from before there were formats', () => {
  it('are of an endpoint that is written to in the usual way', async () => {
    const receiver = await world.receiver();
    const accountId = newId();
    // As the release before creates an endpoint.
    await world.database.rows(
      'insert into webhook_endpoint (account_id, id, url, created_at) values ($1, $2, $3, now())',
      [accountId, newId(), receiver.url],
    );
    expect(await world.webhooks.endpoints(accountId)).toMatchObject([{ format: 'TOLLGATE' }]);
    // Neither is in the other's way: it gets what no other system has a word for.
    await world.database.rows(
      'insert into webhook_secret (account_id, owner_id, secret) select $1, id, $2 from webhook_endpoint',
      [accountId, `whsec_${'A'.repeat(43)}=`],
    );
    await world.happen(expiring(accountId, world.clock.now));
    expect(await world.dispatcher({ formats: formats() }).runOnce()).toBe(1);
    expect(receiver.received.map(typeOf)).toEqual(['credits.expiring']);
  });

  it('are of a webhookUrl that is written to in the usual way, as the release before records it', async () => {
    const receiver = await world.receiver();
    const accountId = newId();
    await world.happen(expiring(accountId, world.clock.now, { url: receiver.url }));
    expect(await world.database.rows('select format from webhook_delivery')).toEqual([{ format: null }]);
    expect(await world.dispatcher({ formats: formats() }).runOnce()).toBe(1);
    expect(receiver.received.map(typeOf)).toEqual(['credits.expiring']);
  });
});

describe('an event', () => {
  it('is for the endpoints whose format has a word for it, each in its own', async () => {
    const accountId = newId();
    const receivers = await Promise.all(
      (['TOLLGATE', 'BABYSEA', 'LUMENFALL'] as const).map(async (format) => {
        const receiver = await world.receiver();
        const { secret } = await world.endpoint(receiver.url, { accountId, format });
        return { receiver, secret };
      }),
    );
    await world.happen(lowBalance(accountId), expiring(accountId, world.clock.now));
    expect((await world.log(accountId)).length).toBe(3);
    expect(await world.dispatcher({ formats: formats() }).runOnce()).toBe(3);
    const [own, babySea, lumenfall] = receivers;
    expect(own?.receiver.received.map(typeOf).toSorted()).toEqual(['credits.expiring', 'credits.low_balance']);
    expect(babySea?.receiver.received).toMatchObject([
      { body: 'BABYSEA credits.low_balance', headers: { 'x-signed': `credits.low_balance 1 ${babySea?.secret}` } },
    ]);
    expect(babySea?.receiver.received[0]?.headers['webhook-signature']).toBeUndefined();
    expect(lumenfall?.receiver.received).toEqual([]);
  });

  it('goes to the address of a request only where its format has a word for it', async () => {
    const receiver = await world.receiver();
    const accountId = newId();
    const to = { url: receiver.url, urlFormat: 'CHEAPAI' } as const;
    await world.happen(lowBalance(accountId, to));
    expect(await world.log(accountId)).toEqual([]);
    const ended = { type: 'generation.completed', data: { generationId: 'gen_1' } } as unknown as NewWebhookEvent;
    await world.happen({ ...lowBalance(accountId, to), ...ended, accountId, ...to, occurredAt: world.clock.now });
    expect(await world.dispatcher({ formats: formats() }).runOnce()).toBe(1);
    expect(receiver.received).toMatchObject([{ body: 'CHEAPAI generation.completed' }]);
  });

  it('is replayed to an endpoint only where its format has a word for it', async () => {
    const everything = await world.receiver();
    const { accountId } = await world.endpoint(everything.url);
    await world.happen(lowBalance(accountId), expiring(accountId, world.clock.now));
    const receiver = await world.receiver();
    const { id } = await world.endpoint(receiver.url, { accountId, format: 'BABYSEA' });
    const since = new Date(world.clock.now.getTime() - HOUR);
    expect(await world.webhooks.replay({ accountId, endpointId: id, from: { since } })).toMatchObject({ count: 1 });
    await world.dispatcher({ formats: formats() }).runOnce();
    expect(receiver.received.map(({ body }) => body)).toEqual(['BABYSEA credits.low_balance']);
  });

  it('of which its format has nothing to say leaves the log, and nobody is called', async () => {
    const receiver = await world.receiver();
    const { accountId } = await world.endpoint(receiver.url, { format: 'BABYSEA' });
    await world.happen(lowBalance(accountId));
    await world.dispatcher({ formats: formats(() => Promise.resolve(undefined)) }).runOnce();
    expect([receiver.received, await world.log(accountId)]).toEqual([[], []]);
  });

  it('is written in the format that its endpoint has when it is sent', async () => {
    const receiver = await world.receiver();
    const endpoint = await world.endpoint(receiver.url, { format: 'BABYSEA' });
    const { accountId, id } = endpoint;
    await world.happen(lowBalance(accountId));
    await world.webhooks.updateEndpoint({ accountId, id, format: 'TOLLGATE' });
    await world.dispatcher({ formats: formats() }).runOnce();
    expect(receiver.received.map(typeOf)).toEqual(['credits.low_balance']);
  });
});

describe('what cannot be written', () => {
  it('waits as for a failure and is given up in the end, and its endpoint is not blamed', async () => {
    const receiver = await world.receiver();
    const { accountId, id } = await world.endpoint(receiver.url, { format: 'BABYSEA' });
    await world.happen(lowBalance(accountId));
    const dispatcher = world.dispatcher({ formats: formats(() => Promise.reject(new Error('a bug'))) });
    for (let attempt = 0; attempt < 9; attempt += 1) {
      expect(await dispatcher.runOnce()).toBe(1);
      expectedLog.push('webhook_not_written: Error: a bug');
      world.pass(11 * HOUR);
    }
    expect(await dispatcher.runOnce()).toBe(0);
    expect(await world.log(accountId)).toMatchObject([
      { status: 'FAILED', attempts: 9, lastError: 'the gateway could not write it', lastStatusCode: undefined },
    ]);
    expect(await world.webhooks.endpointsByIds(accountId, [id])).toMatchObject([{ status: 'ENABLED', failures: 0 }]);
    expect(receiver.received).toEqual([]);
  });

  it('goes out as soon as it can be written, and once', async () => {
    const receiver = await world.receiver();
    const { accountId } = await world.endpoint(receiver.url, { format: 'BABYSEA' });
    await world.happen(lowBalance(accountId));
    await world.dispatcher({ formats: formats(() => Promise.reject(new Error('no database'))) }).runOnce();
    expectedLog.push('webhook_not_written: Error: no database');
    world.pass(5_000);
    expect(await world.dispatcher({ formats: formats() }).runOnce()).toBe(1);
    expect(await world.log(accountId)).toMatchObject([{ status: 'DELIVERED', attempts: 2, lastError: undefined }]);
    expect(receiver.received.length).toBe(1);
  });

  it('may be in a format of a later release: it waits for a gateway that knows it', async () => {
    const receiver = await world.receiver();
    const { accountId } = await world.endpoint(receiver.url, { format: 'BABYSEA' });
    await world.happen(lowBalance(accountId));
    const { BABYSEA: _unknown, ...older } = formats();
    await world.dispatcher({ formats: older as ForeignFormats }).runOnce();
    expect(await world.log(accountId)).toMatchObject([
      { status: 'PENDING', lastError: 'this gateway does not know the format BABYSEA' },
    ]);
  });
});

describe('types that a format has no word for', () => {
  it('are refused, when the endpoint is made and when either is changed', async () => {
    const { accountId, id } = await world.endpoint('http://localhost/', { eventTypes: ['purchase.paid'] });
    const wordless = {
      status: 'refused',
      refusal: {
        code: 'INVALID_PARAMETER',
        path: ['eventTypes'],
        message: 'The format LUMENFALL has no word for purchase.paid: it would never be sent.',
        allowed: ['null', 'generation.completed', 'generation.failed', 'generation.canceled', 'webhook.test'],
      },
    };
    const format = 'LUMENFALL';
    const made = {
      accountId,
      url: 'http://localhost/',
      description: undefined,
      eventTypes: ['purchase.paid'],
      format,
    } as const;
    expect(await world.webhooks.createEndpoint(made)).toEqual(wordless);
    expect(await world.webhooks.updateEndpoint({ accountId, id, format })).toEqual(wordless);
    expect(await world.webhooks.endpoints(accountId)).toMatchObject([{ format: 'TOLLGATE' }]);
    const both = await world.webhooks.updateEndpoint({ accountId, id, format, eventTypes: null });
    expect(both).toMatchObject({ status: 'done', endpoint: { format } });
    const back = await world.webhooks.updateEndpoint({ accountId, id, eventTypes: ['purchase.paid'] });
    expect(back).toEqual(wordless);
  });
});
