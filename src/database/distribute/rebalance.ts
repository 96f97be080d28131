// Groups of shards to other nodes, as Citus plans it: when a node has been added, or shall have none any more.
import { readPlacement, type ShardGroup } from '../shards/placement.ts';
import { FIRST_TABLE } from './decide-placement.ts';
import { type Naming, nameShards } from './name-shards.ts';
import { onConnection } from './on-connection.ts';

export interface Rebalance extends Naming {
  readonly say: (line: string) => void;
}

interface Move {
  readonly shardId: string;
  /** Of the group: its lowest hash. */
  readonly from: number;
  readonly source: ShardGroup['node'];
  readonly target: ShardGroup['node'];
}

const PLAN = `select shardid::text as "shardId", shardminvalue::int as "from",
    json_build_object('host', sourcename, 'port', sourceport) as source,
    json_build_object('host', targetname, 'port', targetport) as target
  from get_rebalance_table_shards_plan($1::regclass) join pg_dist_shard using (shardid) where logicalrelid = $1::regclass`;

/**
 * One group after the other, with all its tables; gateways may run. They write on while its rows are copied, and wait for the last
 * of them. @throws what Citus says, such as that a node's wal_level is not `logical`; groups that were moved before stay moved
 */
export async function rebalance({ say, ...naming }: Rebalance): Promise<void> {
  const moves = await naming.sql.rows<Move>(PLAN, [FIRST_TABLE]);
  for (const [index, { shardId, from, source, target }] of moves.entries()) {
    await onConnection(naming.url, async (client) => {
      const values = [shardId, source.host, source.port, target.host, target.port];
      await client.query('select citus_move_shard_placement($1, $2, $3, $4, $5)', values);
    });
    const groups = await readPlacement(naming.sql);
    const moved = groups.find((group) => group.from === from);
    if (moved === undefined) throw new Error(`no group begins with ${from}`);
    await nameShards(naming, moved);
    say(`${index + 1} of ${moves.length}: group ${moved.number} is on ${target.host}:${target.port} now`);
  }
  if (moves.length === 0) say('Every node has its share: no group is moved.');
}
