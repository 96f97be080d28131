// What each guard is for: the same situation with it, and with it taken out of the statement.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Database } from '../../src/database/index.ts';
import { createEndpoint } from '../../src/webhooks/endpoints/create-endpoint.ts';
import { changeStatements, createBarrier } from '../support/change-statements.ts';
import { lockWaits } from '../support/lock-waits.ts';
import { withClient } from '../support/postgres.ts';
import { hookStatements } from '../support/statements.ts';
import { createWebhookWorld, expiring, type WebhookWorld } from './webhook-world.ts';

let world: WebhookWorld;

beforeEach(async () => {
  world = await createWebhookWorld();
});

afterEach(() => world.close());

/** The database with some text taken out of every statement; fails when it is in none. */
function without(guard: string): { readonly database: Database; wasUsed(): boolean } {
  let isUsed = false;
  const text = (asked: string): string => {
    isUsed ||= asked.includes(guard);
    return asked.replaceAll(guard, '');
  };
  return { database: changeStatements(world.database, { text }), wasUsed: () => isUsed };
}

describe('a delivery that two gateways find at the same moment', () => {
  const GUARD = ' for update skip locked';
  /** Both have read it as due before either has claimed it: somebody else holds its row until then. */
  async function race(database: Database, blocked: number): Promise<{ sent: number; received: number }> {
    // Nobody is answered before all have sent: who claims what is delivered already breaks a CHECK instead of sending it again.
    const sends = createBarrier(blocked === 0 ? 1 : blocked);
    const receiver = await world.receiver(async () => {
      await sends();
      return 200;
    });
    const { accountId } = await world.endpoint(receiver.url);
    await world.happen(expiring(accountId, world.clock.now));
    const gateways = [world.dispatcher({ database }), world.dispatcher({ database })];
    const running = await withClient(world.url, async (client) => {
      await client.query('begin');
      await client.query('select from webhook_delivery where account_id = $1 for update', [accountId]);
      const passes = gateways.map((gateway) => gateway.runOnce());
      if (blocked === 0) await Promise.all(passes);
      else await until(async () => (await lockWaits(world.database)) === blocked);
      await client.query('commit');
      return passes;
    });
    await Promise.all(running);
    for (const gateway of gateways) await gateway.runOnce();
    const [line] = await world.log(accountId);
    return { sent: line?.attempts ?? 0, received: receiver.received.length };
  }

  it('is sent once: a row that another one holds is passed over', async () => {
    expect(await race(world.database, 0)).toEqual({ sent: 1, received: 1 });
  });

  it('would be sent by both if rows were not locked when they are read', async () => {
    const unguarded = without(GUARD);
    expect(await race(unguarded.database, 2)).toEqual({ sent: 2, received: 2 });
    expect(unguarded.wasUsed()).toBe(true);
  });
});

describe('a gateway whose lease has run out while it waited for an answer', () => {
  const GUARD = ' and attempts = $4';

  async function failLate(database: Database): Promise<string | undefined> {
    const answers: ((status: number) => void)[] = [];
    const receiver = await world.receiver(() => new Promise((resolve) => answers.push(resolve)));
    const { accountId } = await world.endpoint(receiver.url);
    await world.happen(expiring(accountId, world.clock.now));
    const first = world.dispatcher({ database }).runOnce();
    await until(() => answers.length === 1);
    world.pass(61_000);
    const second = world.dispatcher().runOnce();
    await until(() => answers.length === 2);
    answers[0]?.(500);
    await first;
    answers[1]?.(200);
    await second;
    return (await world.log(accountId))[0]?.status;
  }

  it('does not undo the delivery of the one that took over', async () => {
    expect(await failLate(world.database)).toBe('DELIVERED');
  });

  it('would, if it did not say whose attempt it was', async () => {
    // $4 is still given: it has to be used somewhere.
    const text = (asked: string): string => asked.replaceAll(GUARD, ' and $4::int is not null');
    expect(await failLate(changeStatements(world.database, { text }))).toBe('PENDING');
  });
});

describe('the twentieth and the twenty-first endpoint', () => {
  const QUEUE = 'pg_advisory_xact_lock';

  it('would both be created if creations of one account did not wait for each other', async () => {
    const first = await world.endpoint('http://localhost:1/');
    const { accountId } = first;
    for (let count = 1; count < 19; count += 1) await world.endpoint('http://localhost:1/', { accountId });
    const barrier = createBarrier(2);
    const unhook = hookStatements(world.database, {
      text: (text) => (text.includes(QUEUE) ? 'select $1::text' : text),
      after: (text) => (text.includes('count(*)') ? barrier() : undefined),
    });
    const rules = { reach: 'ANY' as const, resolve: async () => [], now: () => world.clock.now };
    const ask = { accountId, url: 'http://localhost:1/', description: undefined, eventTypes: undefined };
    await Promise.all([1, 2].map(() => createEndpoint({ database: world.database, ...rules }, ask)));
    unhook();
    expect((await world.webhooks.endpoints(accountId)).length).toBe(21);
  });
});

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise(setImmediate);
}
