import { expect, it } from '@jest/globals';
import { newId } from '../../src/database/index.ts';
import { recordWebhookEvents } from '../../src/webhooks/index.ts';
import { findLanes, FIRST_PLACE } from '../../src/webhooks/find-lanes.ts';
import { createWebhookWorld, expiring } from './webhook-world.ts';

it('perf', async () => {
  const world = await createWebhookWorld();
  const { database } = world;
  const out: string[] = [];
  const time = async (what: string, work: () => Promise<unknown>, n = 20) => {
    await work();
    const t = performance.now();
    for (let i = 0; i < n; i += 1) await work();
    out.push(`${what}: ${((performance.now() - t) / n).toFixed(2)} ms`);
  };
  const nobody = Array.from({ length: 100 }, () => expiring(newId(), world.clock.now));
  await time('record 100 events of accounts without endpoints', () => world.happen(...nobody));
  await time('empty transaction', () => world.happen());
  const receiver = await world.receiver();
  const busy = await world.endpoint(receiver.url);
  const mine = Array.from({ length: 100 }, () => expiring(busy.accountId, world.clock.now));
  await time('record 100 events with an endpoint', () => world.happen(...mine));
  await database.rows(`insert into webhook_event select account_id, gen_random_uuid(), type, data, created_at from webhook_event, generate_series(1, 100)`);
  await database.rows(`insert into webhook_delivery (account_id, event_id, target_id, status, next_attempt_at)
    select account_id, id, $1, 'PENDING', created_at from webhook_event on conflict do nothing`, [busy.id]);
  const [{ count }] = await database.rows<{ count: bigint }>('select count(*) from webhook_delivery') as [{ count: bigint }];
  out.push(`pending ${count}`);
  const spied: string[] = [];
  await findLanes({ rows: async (text: string) => (spied.push(text), []) } as never, FIRST_PLACE, 200);
  const shown = await database.rows<Record<string, string>>(`explain (analyze, buffers) ${spied[0]}`, [FIRST_PLACE.accountId, FIRST_PLACE.targetId, 200]);
  out.push(shown.map((row) => row['QUERY PLAN']).join('\n'));
  await time('lanes: one of 200,000', () => findLanes(database, FIRST_PLACE, 200));
  for (let i = 0; i < 2000; i += 1) {}
  await database.rows(`insert into webhook_event select gen_random_uuid(), gen_random_uuid(), 'x', '{}', now() from generate_series(1, 5000)`);
  await database.rows(`insert into webhook_delivery (account_id, event_id, target_id, status, next_attempt_at, url)
    select account_id, id, gen_random_uuid(), 'PENDING', now() + interval '1 day', 'http://x' from webhook_event where type = 'x'`);
  await time('lanes: 200 of 5000', () => findLanes(database, FIRST_PLACE, 200));
  process.stderr.write(out.join('\n') + '\n');if(out.length>0)return;const d = world.dispatcher();
  await time('an idle pass over 5000 lanes', () => d.runOnce(), 3);
  const t = performance.now(); let n = 0;
  const dd = world.dispatcher({ bounds: { overall: 64, perAccount: 64, perLane: 64 } });
  for (let i = 0; i < 10; i += 1) n += await dd.runOnce();
  out.push(`sent ${n} in ${(performance.now() - t).toFixed(0)} ms`);
  await time('log page', () => world.log(busy.accountId));
  await time('log FAILED', () => world.webhooks.deliveries({ accountId: busy.accountId, filter: { status: 'FAILED' }, limit: 50 }));
  await time('log endpoint', () => world.webhooks.deliveries({ accountId: busy.accountId, filter: { endpointId: busy.id }, limit: 50 }));
  await time('replay 10000', () => world.webhooks.replay({ accountId: busy.accountId, endpointId: busy.id, from: { since: new Date(0) } }), 2);
  await time('tidy (nothing)', () => d.tidy(), 5);
  world.pass(31 * 86_400_000);
  await time('tidy 1000', () => d.tidy(), 5);
  await database.rows('analyze webhook_delivery');
  await time('log endpoint, analysed', () => world.webhooks.deliveries({ accountId: busy.accountId, filter: { endpointId: busy.id }, limit: 50 }));
  process.stderr.write(out.join('\n') + '\n');
  expect(world.logged).toEqual([]);
  await world.close();
}, 120_000);
