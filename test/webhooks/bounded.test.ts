// The length of one queue costs the others nothing: what a look reads does not grow with it.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Sql, shardOf } from '../../src/database/index.ts';
import { claimDeliveries } from '../../src/webhooks/deliver/claim-deliveries.ts';
import { FIRST_PLACE, findLanes } from '../../src/webhooks/deliver/find-lanes.ts';
import { createWebhookWorld, expiring, type TestEndpoint, type WebhookWorld } from './webhook-world.ts';

const DELIVERIES = 20_000;
const MOST_BLOCKS = 60;

let world: WebhookWorld;
let busy: TestEndpoint;
let idle: TestEndpoint;

beforeAll(async () => {
  world = await createWebhookWorld();
  // Plans go by statistics: these are the same whenever the server would have got round to them.
  for (const table of ['webhook_event', 'webhook_delivery', 'webhook_endpoint']) {
    await world.database.rows(`alter table ${table} set (autovacuum_enabled = false)`);
  }
  busy = await world.endpoint('http://localhost:1/');
  idle = await world.endpoint('http://localhost:1/');
  await world.happen(expiring(busy.accountId, world.clock.now), expiring(idle.accountId, world.clock.now));
  await world.database.rows(
    `insert into webhook_event select account_id, gen_random_uuid(), type, data, created_at
       from webhook_event, generate_series(1, ${DELIVERIES}) where account_id = $1`,
    [busy.accountId],
  );
  await world.database.rows(
    `insert into webhook_delivery (account_id, event_id, target_id, status, next_attempt_at)
       select account_id, id, $2, 'PENDING', created_at from webhook_event where account_id = $1 on conflict do nothing`,
    [busy.accountId, busy.id],
  );
});

afterAll(() => world.close());

interface Plan {
  readonly 'QUERY PLAN': readonly { readonly Plan: Readonly<Record<string, number>> }[];
}

/** Blocks that a statement of the room read. */
async function blocksOf(work: (sql: Sql) => unknown) {
  let blocks = 0;
  const place = shardOf(world.database, busy.accountId);
  await work({
    ...place,
    rows: async <Row>(text: string, values?: readonly unknown[]) => {
      const explained = await place.rows<Plan>(`explain (analyze, buffers, format json) ${text}`, values);
      const { Plan: plan } = explained[0]?.['QUERY PLAN'][0] ?? { Plan: {} };
      blocks += (plan['Shared Hit Blocks'] ?? 0) + (plan['Shared Read Blocks'] ?? 0);
      return [] as Row[];
    },
  });
  return blocks;
}

describe('an endpoint with 20,000 deliveries', () => {
  it('is found, and so is the next one, in a few blocks', async () => {
    const lanes = await findLanes(world.database, FIRST_PLACE, 10);
    expect(lanes.map(({ targetId }) => targetId).toSorted()).toEqual([busy.id, idle.id].toSorted());
    const blocks = await blocksOf((sql) => findLanes(sql, FIRST_PLACE, 10));
    expect(blocks).toBeGreaterThan(0);
    expect(blocks).toBeLessThan(MOST_BLOCKS);
  });

  it('has its oldest deliveries claimed without a look at the others', async () => {
    const lanes = await findLanes(world.database, FIRST_PLACE, 10);
    const shares = lanes.map((lane) => ({ lane, most: 4 }));
    expect(await blocksOf((sql) => claimDeliveries(sql, shares, world.clock.now))).toBeLessThan(5 * MOST_BLOCKS);
    const claimed = await claimDeliveries(world.database, shares, world.clock.now);
    expect(claimed.filter(({ targetId }) => targetId === busy.id).length).toBe(4);
  });
});
