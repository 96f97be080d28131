// By which names a group's shards go on their node: views under the names of their tables, in a schema of the group.
import { escapeIdentifier } from 'pg';
import { readPlacement, type ShardGroup, schemaOfGroup, urlOfNode } from '../shards/placement.ts';
import type { Sql } from '../sql.ts';
import { FIRST_TABLE } from './decide-placement.ts';
import { onConnection } from './on-connection.ts';

export interface Naming {
  /** As the owner of the tables, of the coordinator. */
  readonly url: string;
  readonly sql: Pick<Sql, 'rows'>;
  /** The role that gateways run as, if it is another than the owner. */
  readonly applicationRole: string | undefined;
}

const SHARDS = `select relname as table, shardid::text as id, shard_name(logicalrelid, shardid) as shard
  from pg_dist_shard join pg_class on pg_class.oid = logicalrelid
  where logicalrelid in (select logicalrelid from pg_dist_partition where partmethod = 'h') and shardminvalue::int = $1
  order by relname`;

/**
 * `ctid` is a column of no view by itself. They run with the rights of who asks: Citus gives the shards those of their tables. They are
 * made anew, in one transaction, since a view takes no column in its middle.
 */
export async function nameShards({ url, sql, applicationRole }: Naming, group: ShardGroup): Promise<void> {
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

/**
 * Takes the names away, before a migration changes what a view depends on: until they are given back, nothing is written to a
 * shard, and its customers have to try again.
 */
export async function takeNamesAway({ url, sql }: Pick<Naming, 'url' | 'sql'>): Promise<void> {
  for (const group of await readPlacement(sql)) {
    await onConnection(urlOfNode(url, group.node), async (client) => {
      const { rows } = await client.query<{ view: string }>(
        'select format($2, $1::text, viewname) as view from pg_views where schemaname = $1',
        [schemaOfGroup(group), '%I.%I'],
      );
      if (rows.length > 0) await client.query(`drop view ${rows.map(({ view }) => view).join()}`);
    });
  }
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
    if to_regclass('${schema}.${FIRST_TABLE}') is null or not exists (select from pg_dist_placement
        where shardid = ${anchor} and groupid = (select groupid from pg_dist_local_group)) then
      raise exception 'the shards of ${schema} are on another node now, or are being changed' using errcode = '57P03';
    end if;
  end $here$`;

const grantsOn = (schema: string, role: string): string[] => [
  `grant usage on schema ${schema} to ${role}`,
  `grant select, insert, update, delete on all tables in schema ${schema} to ${role}`,
];
