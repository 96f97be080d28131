// Two gateways on one database: whatever one does, the other knows.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { BALANCE, GENERATE, generateInput, revokeKey } from '../support/gateway-operations.ts';
import { withClient } from '../support/postgres.ts';
import { waitUntil } from '../support/wait-until.ts';

let first: TestGateway;
let second: TestGateway;
/** While set, the second gateway's clock stands still, so that nothing leaves its caches by age. */
let standstill: Date | undefined;

beforeAll(async () => {
  first = await startTestGateway();
  second = await startTestGateway({ besides: first, now: () => standstill ?? new Date() });
});

afterAll(async () => {
  await second.stop();
  await first.stop();
});

describe('two gateways on one database', () => {
  it('share the demo account, which got its credits once', async () => {
    for (const gateway of [first, second]) {
      expect((await gateway.ask(BALANCE)).data.balance).toEqual({ available: '100', reserved: '0' });
    }
  });

  it('let a subscriber at the second follow a generation that was started at the first', async () => {
    const { key } = await first.newAccount('1');
    const input = generateInput({ parameters: { sandbox: { delayMilliseconds: 500 } } });
    const { data } = await first.ask(GENERATE, { input }, { key });
    const { id } = data.generate.generation;
    const subscription = second.follow(id, key);
    const events = await subscription.completed;
    expect(events.at(-1).generationUpdated).toMatchObject({ terminal: true, generation: { id, status: 'SUCCEEDED' } });
    const [output] = events.at(-1).generationUpdated.generation.outputs;
    const address = new URL(output.url);
    for (const { url } of [first, second]) expect((await fetch(`${url}${address.pathname}`)).status).toBe(200);
  });

  it('forget a key at both as soon as it is revoked at one', async () => {
    const { id: accountId, key } = await first.newAccount('1');
    standstill = new Date();
    expect((await second.ask(BALANCE, {}, { key })).status).toBe(200);
    const keys = await first.ask('{ apiKeys { id } }', {}, { key });
    const { id } = keys.data.apiKeys[0];
    await revokeKey(first.ask, first.operatorKey, { accountId, id, reason: 'a test' });
    await waitUntil('the second refuses it', async () => (await second.ask(BALANCE, {}, { key })).status === 401);
    standstill = undefined;
  });

  it('go on following after the listening connection was cut', async () => {
    const { key } = await first.newAccount('1');
    const input = generateInput({ parameters: { sandbox: { delayMilliseconds: 800 } } });
    const { data } = await first.ask(GENERATE, { input }, { key });
    const { id } = data.generate.generation;
    const subscription = second.follow(id, key);
    await waitUntil('the subscription has begun', () => subscription.events.length > 0);
    await withClient(first.applicationUrl, (client) =>
      client.query(`select pg_terminate_backend(pid) from pg_stat_activity
        where application_name = 'tollgate listener' and datname = current_database()`),
    );
    const events = await subscription.completed;
    expect(events.at(-1).generationUpdated).toMatchObject({ terminal: true, generation: { status: 'SUCCEEDED' } });
  });
});
