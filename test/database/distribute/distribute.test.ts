// What db:distribute makes of the tables of this release; on a cluster (CITUS_URL), what it has made.

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Migration } from '@mikro-orm/migrations';
import { decidePlacement, type TableShape } from '../../../src/database/distribute/decide-placement.ts';
import {
  connectDatabase,
  type Database,
  errorCode,
  migrate,
  NotDistributableError,
  newId,
} from '../../../src/database/index.ts';
import { readPlacement, schemaOfGroup, urlOfNode } from '../../../src/database/shards/placement.ts';
import { ormConfig } from '../../../src/mikro-orm.config.ts';
import { distributeDatabase, rebalanceDatabase } from '../../../src/server/distribute-database.ts';
import { isCluster } from '../../support/cluster.ts';
import { DISTRIBUTED_TABLES } from '../../support/distribution/tables.ts';
import { createTestDatabase, type TestDatabase, withClient } from '../../support/postgres.ts';
import { waitUntil } from '../../support/wait-until.ts';

let test: TestDatabase;
let database: Database;

beforeAll(async () => {
  test = await createTestDatabase();
  database = await connectDatabase({ url: test.url, orm: ormConfig });
});

afterAll(async () => {
  await database.close();
  await test.drop();
});

const SHAPES = `select relname as name, array(select attname::text from unnest(indkey) with ordinality k (number, place)
    join pg_attribute on attrelid = indrelid and attnum = k.number order by k.place) as "primaryKey"
  from pg_class join pg_index on indrelid = pg_class.oid and indisprimary
  where relnamespace = 'public'::regnamespace and relkind = 'r' order by relname`;

describe('where tables lie', () => {
  it('is with their accounts, but for what accounts are found by and what belongs to none', async () => {
    const tables = await database.rows<TableShape>(SHAPES);
    const placed = tables.map((table) => ({ name: table.name, ...decidePlacement(table) }));
    const namesOf = (kind: string) => placed.filter((table) => table.kind === kind).map(({ name }) => name);
    expect(namesOf('everywhere')).toEqual(['account_email', 'payment_event', 'stripe_customer', 'welcome_credit']);
    // A table that joins them is read and written by one node, whatever accounts it is about.
    expect(namesOf('coordinator')).toEqual([
      'client_token_key',
      'expiry_watermark',
      'mikro_orm_migrations',
      'price_book',
      'reconciled',
      'reconciliation',
      'reconciliation_finding',
      'stripe_simulator_object',
    ]);
    expect(namesOf('shards')).toEqual([...DISTRIBUTED_TABLES].toSorted());
  });

  it('lets every unique constraint of account data name the account', async () => {
    const tables = await database.rows<TableShape>(SHAPES);
    const onShards = tables.filter((table) => decidePlacement(table).kind === 'shards').map(({ name }) => name);
    const others = await database.rows<{ index: string }>(
      `select indexrelid::regclass::text as index from pg_index join pg_class on pg_class.oid = indrelid
        where indisunique and relname = any($1) and not exists (select from pg_attribute
          where attrelid = indrelid and attnum = any(indkey) and attname in ('account_id', 'id') and
            (attname = 'account_id' or relname = 'account'))`,
      [onShards],
    );
    expect(others).toEqual([]);
  });
});

const onOneServer = isCluster() ? describe.skip : describe;
const onCluster = isCluster() ? describe : describe.skip;

onOneServer('a database without Citus', () => {
  it('is not distributed, and it is said what is missing', async () => {
    const refusal = distributeDatabase({ url: test.url, applicationRole: undefined, groups: 4, say: () => undefined });
    await expect(refusal).rejects.toThrow(NotDistributableError);
    await expect(refusal).rejects.toThrow(/CREATE EXTENSION citus/);
  });
});

onCluster('a distributed database', () => {
  it('has each account where its id says, on the node and nowhere else, and is the same after a second time', async () => {
    await distributeDatabase({ url: test.url, applicationRole: undefined, groups: 4, say: () => undefined });
    const groups = await readPlacement(database);
    expect(groups).toHaveLength(4);
    const ids = Array.from({ length: 40 }, () => newId());
    for (const id of ids) {
      const shard = database.sharding?.shards[database.sharding.indexOf(id)];
      await shard?.rows('insert into usage_zone (account_id, time_zone) values ($1, $2)', [id, 'UTC']);
    }
    expect(await database.rows('select account_id from usage_zone')).toHaveLength(ids.length);
    for (const id of ids) {
      const found = await database.rows('select time_zone from usage_zone where account_id = $1', [id]);
      expect(found).toEqual([{ time_zone: 'UTC' }]);
    }
  });

  it('keeps the ledger append-only on its shards, past Citus, too', async () => {
    for (const group of await readPlacement(database)) {
      const table = `${schemaOfGroup(group)}.ledger_transaction`;
      await withClient(urlOfNode(test.url, group.node), async (client) => {
        await client.query('set citus.enable_manual_changes_to_shards = on');
        await expect(client.query(`update ${table} set description = 'another'`)).rejects.toThrow(/append-only/);
        await expect(client.query(`delete from ${table}`)).rejects.toThrow(/append-only/);
      });
    }
  });

  it('loses nothing when a group is moved while it is written, and is written on when its shards have names again', async () => {
    const writer = await writeToGroup(0);
    await waitUntil('it is written', () => writer.written.length > 50);
    await database.rows(MOVE_FIRST_GROUP);
    await waitUntil('writers are refused', () => writer.failures.length > 0);
    const nodesBefore = writer.sharding.nodes.urls;
    await distributeDatabase({ ...target(), groups: 4 });
    const before = writer.written.length;
    await waitUntil('it is written on', () => writer.written.length > before + 50);
    await writer.stop();
    expect(new Set(writer.failures)).toEqual(new Set(['57P03']));
    expect(await writer.found()).toBe(writer.written.length);
    // Each of two nodes has groups still.
    expect(writer.sharding.nodes.urls).toEqual(nodesBefore);
  });

  it('is moved by a plan, while it is written: from a node that shall have none, and to one that may have some', async () => {
    const [first] = await readPlacement(database);
    if (first === undefined) throw new Error('not distributed');
    const { host, port } = first.node;
    const mayHaveShards = (may: boolean) =>
      database.rows('select citus_set_node_property($1, $2, $3, $4)', [host, port, 'shouldhaveshards', may]);
    const writer = await writeToGroup(0);
    const nodes: (readonly string[])[] = [];
    writer.sharding.nodes.onChange((urls) => nodes.push(urls));
    const both = writer.sharding.nodes.urls;
    for (const may of [false, true]) {
      await mayHaveShards(may);
      await rebalanceDatabase(target());
      const before = writer.written.length;
      await waitUntil('it is written on', () => writer.written.length > before + 20);
      const has = (await readPlacement(database)).map(({ node }) => node.port === port && node.host === host);
      expect(has.filter(Boolean)).toHaveLength(may ? 2 : 0);
    }
    await writer.stop();
    expect(await writer.found()).toBe(writer.written.length);
    expect(new Set(writer.failures)).toEqual(new Set(writer.failures.length === 0 ? [] : ['57P03']));
    const left = both.filter((url) => Number(new URL(url).port) !== port);
    expect(nodes[0]).toEqual(left);
  });
});

/** As those of a later release would be. */
function releaseWith(...later: readonly { name: string; sql: string }[]): typeof ormConfig {
  const known = ormConfig.migrations?.migrationsList ?? [];
  const added = later.map(({ name, sql }) => ({
    name,
    class: class extends Migration {
      override up(): void {
        this.addSql(sql);
      }
    },
  }));
  return { ...ormConfig, migrations: { ...ormConfig.migrations, migrationsList: [...known, ...added] } };
}

onCluster('migrations of a distributed database', () => {
  const ADD = { name: '29990101000000_add', sql: 'alter table usage_zone add column later text' };
  const TABLE = {
    name: '29990101000001_table',
    sql: 'create table later_table (account_id uuid not null, id uuid not null, primary key (account_id, id))',
  };
  const DROP = { name: '29990101000002_drop', sql: 'alter table usage_zone drop column later' };
  const WRONG = {
    name: '29990101000003_wrong',
    sql: 'alter table usage_zone drop column time_zone, drop column nothing',
  };

  it('give new columns and tables their names on each shard, and take away what the names depend on, while it is written', async () => {
    const writer = await writeToGroup(0);
    await waitUntil('it is written', () => writer.written.length > 0);
    await migrate(test.url, releaseWith(ADD, TABLE));
    const shard = writer.sharding.shards[0];
    expect(await shard?.rows('select later from usage_zone limit 1')).toEqual([{ later: null }]);
    expect(await shard?.rows('select from later_table')).toEqual([]);
    await migrate(test.url, releaseWith(ADD, TABLE, DROP));
    const before = writer.written.length;
    await waitUntil('it is written on', () => writer.written.length > before + 20);
    await expect(shard?.rows('select later from usage_zone limit 1')).rejects.toThrow(/"later" does not exist/);
    await writer.stop();
    expect(await writer.found()).toBe(writer.written.length);
    expect(new Set(writer.failures)).toEqual(new Set(writer.failures.length === 0 ? [] : ['57P03']));
  });

  it('leave the names in place when they fail', async () => {
    await expect(migrate(test.url, releaseWith(ADD, TABLE, DROP, WRONG))).rejects.toThrow(/"nothing"/);
    const [shard] = database.sharding?.shards ?? [];
    expect(await shard?.rows('select from usage_zone where false')).toEqual([]);
  });
});

const target = () => ({ url: test.url, applicationRole: undefined, say: () => undefined });

/** Three writers of one gateway, to accounts of one group. */
async function writeToGroup(group: number) {
  const gateway = await connectDatabase({ url: test.url, orm: ormConfig });
  const { sharding } = gateway;
  const shard = sharding?.shards[group];
  if (sharding === undefined || shard === undefined) throw new Error('not distributed');
  const written: string[] = [];
  const failures: string[] = [];
  const mark = newId();
  let isWriting = true;
  const write = async (): Promise<void> => {
    while (isWriting) {
      const id = newId();
      if (sharding.indexOf(id) !== group) continue;
      try {
        await shard.rows('insert into usage_zone (account_id, time_zone) values ($1, $2)', [id, mark]);
        written.push(id);
      } catch (error) {
        failures.push(errorCode(error) ?? String(error));
      }
    }
  };
  const writing = Promise.all([write(), write(), write()]);
  return {
    ...{ sharding, written, failures },
    stop: async () => {
      isWriting = false;
      await writing;
      await gateway.close();
    },
    found: async () => (await database.rows('select from usage_zone where time_zone = $1', [mark])).length,
  };
}

/** To a node that has none of it. */
const MOVE_FIRST_GROUP = `select citus_move_shard_placement(first.shardid, first.nodename, first.nodeport, other.nodename, other.nodeport,
    'block_writes')
  from (select * from pg_dist_shard join pg_dist_placement using (shardid) join pg_dist_node using (groupid)
    where logicalrelid = 'account'::regclass order by shardminvalue::int limit 1) as first
  join pg_dist_node as other on other.shouldhaveshards and other.nodeid <> first.nodeid limit 1`;
