// Where the rows of accounts lie in a database that Citus has distributed (`npm run db:distribute`).
import { prepared } from '../prepared.ts';
import type { Sql } from '../sql.ts';
import { hashId } from './hash-id.ts';

/** The shards of all tables of accounts with one range of hashes: they lie together, and move together. */
export interface ShardGroup {
  /** From 0, in the order of the hashes. */
  readonly number: number;
  /** Hashes of account ids, as `uuid_hash` has them; both ends belong to it. */
  readonly from: number;
  readonly to: number;
  readonly node: { readonly host: string; readonly port: number };
}

const GROUPS = `select (row_number() over (order by shardminvalue::int) - 1)::int as number, shardminvalue::int as "from",
    shardmaxvalue::int as "to", nodename as host, nodeport as port
  from pg_dist_shard join pg_dist_placement using (shardid) join pg_dist_node using (groupid)
  where logicalrelid = to_regclass('account') and noderole = 'primary' and shardstate = 1
  order by shardminvalue::int`;

const IS_DISTRIBUTED = `select to_regclass('pg_catalog.pg_dist_shard') is not null as "hasCitus"`;

/** In the order of their numbers; none where the database is not distributed. */
export async function readPlacement(sql: Pick<Sql, 'rows'>): Promise<readonly ShardGroup[]> {
  const [answer] = await sql.rows<{ hasCitus: boolean }>(IS_DISTRIBUTED);
  if (answer?.hasCitus !== true) return [];
  const rows = await sql.rows<Omit<ShardGroup, 'node'> & ShardGroup['node']>(GROUPS);
  return rows.map(({ number, from, to, host, port }) => ({ number, from, to, node: { host, port } }));
}

/** The schema, on the node of a group, in which each table is this group's shard of it. */
export const schemaOfGroup = ({ number }: Pick<ShardGroup, 'number'>): string => `shard_${number}`;

/**
 * Begins every transaction on a shard: waits while the group is moved to another node, keeps it from being moved until the
 * transaction has ended, and fails with 57P03 when it is no longer here.
 */
export const STILL_HERE = prepared('shard_still_here', 'select still_here()');

/** @throws Error when no group has it: the ranges of a distributed table leave nothing out */
export function groupOf(groups: readonly ShardGroup[], accountId: string): ShardGroup {
  const hash = hashId(accountId);
  let [low, high] = [0, groups.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((groups[middle]?.to ?? 0) < hash) low = middle + 1;
    else high = middle;
  }
  const found = groups[low];
  if (found === undefined || hash < found.from || hash > found.to) throw new Error(`no shard has account ${accountId}`);
  return found;
}

/** Those whose hashes and a range's, both ends included, have one in common. */
export const groupsBetween = (
  groups: readonly ShardGroup[],
  range: Pick<ShardGroup, 'from' | 'to'>,
): readonly ShardGroup[] => groups.filter(({ from, to }) => from <= range.to && to >= range.from);

/** The same user and database on another node. */
export function urlOfNode(url: string, { host, port }: ShardGroup['node']): string {
  const ofNode = new URL(url);
  ofNode.hostname = host;
  ofNode.port = String(port);
  return ofNode.href;
}
