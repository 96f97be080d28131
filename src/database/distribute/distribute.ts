// Makes a migrated database distributed, and brings one that is to the shape of its migrations: new tables, and on each node the
// views by which its shards go under the names of their tables.
import { Client, escapeIdentifier } from 'pg';
import { readPlacement, type ShardGroup, schemaOfGroup, urlOfNode } from '../shards/placement.ts';
import type { Sql } from '../sql.ts';
import { decidePlacement, FIRST_TABLE, type Placement, type TableShape } from './decide-placement.ts';

export interface Distribution {
  /** As the owner of the tables, of the coordinator. */
  readonly url: string;
  readonly sql: Pick<Sql, 'rows'>;
  /** The role that gateways run as, if it is another than the owner. */
  readonly applicationRole: string | undefined;
  /** Of a database that is not distributed yet: groups of shards, more than there will ever be nodes. */
  readonly groups: number;
  readonly say: (line: string) => void;
}

const TABLES = `select c.relname as name, coalesce(key.columns, '{}') as "primaryKey"
  from pg_class c left join lateral (
    select array_agg(a.attname::text order by k.place) as columns
    from pg_index i cross join unnest(i.indkey) with ordinality k (number, place)
    join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number
    where i.indrelid = c.oid and i.indisprimary) as key on true
  where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r'
    and not exists (select from pg_dist_partition where logicalrelid = c.oid)
    and not exists (select from pg_depend where objid = c.oid and deptype = 'e')
  order by c.relname <> $1, c.relname`;

/** Safe to repeat: what is there stays. @throws NotDistributableError, with what to do, when there is no cluster */
export async function distribute(distribution: Distribution): Promise<void> {
  const { sql, say } = distribution;
  await refuseWithoutCluster(sql);
  await allowTriggers(sql);
  const tables = await sql.rows<TableShape>(TABLES, [FIRST_TABLE]);
  for (const table of tables) {
    const placement = decidePlacement(table);
    if (placement.kind === 'coordinator') continue;
    await place(distribution, table.name, placement);
    say(`${table.name}: ${placement.kind === 'shards' ? `by ${placement.column}` : 'everywhere'}`);
  }
  const groups = await readPlacement(sql);
  for (const group of groups) await nameShards(distribution, group);
  say(
    `groups of shards: ${groups.length}, nodes: ${new Set(groups.map(({ node }) => `${node.host}:${node.port}`)).size}`,
  );
}

export class NotDistributableError extends Error {
  override readonly name = 'NotDistributableError';
}

async function refuseWithoutCluster(sql: Distribution['sql']): Promise<void> {
  const [found] = await sql.rows<{ hasCitus: boolean }>(
    `select exists (select from pg_extension where extname = 'citus') as "hasCitus"`,
  );
  if (found?.hasCitus !== true) {
    throw new NotDistributableError(
      'This database has no Citus. Create the extension in it, on the coordinator and on every worker (CREATE EXTENSION citus), ' +
        'and add the workers on the coordinator (citus_set_coordinator_host, citus_add_node). See docs/scaling.md.',
    );
  }
  const [nodes] = await sql.rows<{ workers: number }>(
    `select count(*)::int as workers from pg_dist_node where noderole = 'primary' and shouldhaveshards`,
  );
  if ((nodes?.workers ?? 0) > 0) return;
  throw new NotDistributableError(
    'No node of this cluster may have shards. Add a worker on the coordinator: select citus_add_node(host, port). See docs/scaling.md.',
  );
}

/** The ledger is append-only by a trigger: Citus copies it to every shard, where it holds as it does here, if this setting is on. */
async function allowTriggers(sql: Distribution['sql']): Promise<void> {
  const [row] = await sql.rows<{ name: string }>('select current_database() as name');
  await sql.rows(`alter database ${escapeIdentifier(row?.name ?? '')} set citus.enable_unsafe_triggers = on`);
}

type Distributed = Exclude<Placement, { readonly kind: 'coordinator' }>;

async function place({ url, groups }: Distribution, table: string, placement: Distributed): Promise<void> {
  await onConnection(url, async (client) => {
    await client.query('set citus.enable_unsafe_triggers = on');
    if (placement.kind === 'everywhere') await client.query('select create_reference_table($1)', [table]);
    else if (table === FIRST_TABLE) {
      await client.query('select create_distributed_table($1, $2, shard_count => $3)', [
        table,
        placement.column,
        groups,
      ]);
    } else {
      const values = [table, placement.column, FIRST_TABLE];
      await client.query('select create_distributed_table($1, $2, colocate_with => $3)', values);
    }
  });
}

const SHARDS = `select relname as table, shardid::text as id, shard_name(logicalrelid, shardid) as shard
  from pg_dist_shard join pg_class on pg_class.oid = logicalrelid
  where logicalrelid in (select logicalrelid from pg_dist_partition where partmethod = 'h') and shardminvalue::int = $1
  order by relname`;

/**
 * `ctid` is a column of no view by itself. They run with the rights of who asks: Citus gives the shards those of their tables. They are
 * made anew, in one transaction, since a view takes no column in its middle.
 */
async function nameShards({ url, sql, applicationRole }: Distribution, group: ShardGroup): Promise<void> {
  const shards = await sql.rows<{ table: string; id: string; shard: string }>(SHARDS, [group.from]);
  const schema = schemaOfGroup(group);
  const anchor = shards.find(({ table }) => table === FIRST_TABLE)?.id ?? '';
  const statements = [
    'set local citus.enable_ddl_propagation = off',
    `create schema if not exists ${schema}`,
    ...shards.flatMap(({ table, shard }) => {
      const name = `${schema}.${escapeIdentifier(table)}`;
      const body = `select *, ctid from ${escapeIdentifier(shard)}`;
      return [`drop view if exists ${name}`, `create view ${name} with (security_invoker = true) as ${body}`];
    }),
    stillHere(schema, anchor),
    ...(applicationRole === undefined ? [] : grantsOn(schema, escapeIdentifier(applicationRole))),
  ];
  await onConnection(urlOfNode(url, group.node), async (client) => {
    await client.query(`begin; ${statements.join('; ')}; commit`);
  });
}

/** ShareLock: what writers through Citus take, too, and what a move of the group does not get beside them. */
const SHARE_LOCK = 5;

/**
 * See STILL_HERE. With the owner's rights, which the lock needs. The second statement has a snapshot of its own, taken when the lock
 * has been got.
 */
const stillHere = (
  schema: string,
  anchor: string,
): string => `create or replace function ${schema}.still_here() returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $here$
  begin
    perform lock_shard_metadata(${SHARE_LOCK}, array[${anchor}]);
    if not exists (select from pg_dist_placement where shardid = ${anchor}
        and groupid = (select groupid from pg_dist_local_group)) then
      raise exception 'the shards of ${schema} are on another node now' using errcode = '57P03';
    end if;
  end $here$`;

const grantsOn = (schema: string, role: string): string[] => [
  `grant usage on schema ${schema} to ${role}`,
  `grant select, insert, update, delete on all tables in schema ${schema} to ${role}`,
];

async function onConnection(url: string, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: url, application_name: 'tollgate distribute' });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
