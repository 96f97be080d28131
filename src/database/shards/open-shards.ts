// The shards of a database that is distributed, each reached on the node that has it, past Citus: there they go by the names of
// their tables. A group that is moved is followed.
import { connectShard } from '../connect-shard.ts';
import { PLANNER_OPTIONS } from '../planner-settings.ts';
import { type ConnectionOptions, createPool } from '../pools.ts';
import { entitySql, type Shard, type Sharding, type Sql } from '../sql.ts';
import { isId } from './hash-id.ts';
import { PlacedPool } from './placed-pool.ts';
import {
  groupOf,
  groupsBetween,
  readPlacement,
  type ShardGroup,
  STILL_HERE,
  schemaOfGroup,
  urlOfNode,
} from './placement.ts';

export interface OpenedShards {
  readonly sharding: Sharding;
  close(): Promise<void>;
}

interface OpenedShard {
  readonly shard: Shard;
  readonly pool: PlacedPool;
  close(): Promise<void>;
}

/** Of a gateway on one shard: one for each batch of the ledger that is in flight, and some to take and to settle. */
const SHARD_POOL_SIZE = 5;

/** `coordinator`: knows where groups are. Undefined when the database is not distributed. */
export async function openShards(
  coordinator: Pick<Sql, 'rows'>,
  options: ConnectionOptions,
): Promise<OpenedShards | undefined> {
  const groups = await readPlacement(coordinator);
  if (groups.length === 0) return undefined;
  const nodes = new NodesInUse(options.url);
  const lookAgain = sharedWhileRunning(async () => {
    const found = await readPlacement(coordinator);
    const pools = found.flatMap(({ number, node }) => opened[number]?.pool.lead(node) ?? []);
    // One node that does not answer keeps nobody from what has moved elsewhere.
    const results = await Promise.allSettled(pools);
    nodes.set(opened);
    const failed = results.find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
  });
  const opened = await Promise.all(groups.map((group) => openShard(group, options, lookAgain)));
  nodes.set(opened);
  const shards = opened.map(({ shard }) => shard);
  const sharding: Sharding = {
    shards,
    // What is no id is refused by any of them, as one PostgreSQL refuses it.
    indexOf: (accountId) => (isId(accountId) ? groupOf(groups, accountId).number : 0),
    between: (from, to) => groupsBetween(groups, { from, to }).flatMap(({ number }) => shards[number] ?? []),
    pools: opened.map(({ pool }) => pool),
    nodes,
  };
  const close = async (): Promise<void> => {
    await Promise.all(opened.map((one) => one.close()));
  };
  return { sharding, close };
}

class NodesInUse {
  readonly #url: string;
  #urls: readonly string[] = [];
  readonly #handlers = new Set<(urls: readonly string[]) => void>();

  constructor(url: string) {
    this.#url = url;
  }

  get urls(): readonly string[] {
    return this.#urls;
  }

  onChange(handler: (urls: readonly string[]) => void): void {
    this.#handlers.add(handler);
  }

  set(shards: readonly Pick<OpenedShard, 'pool'>[]): void {
    const before = this.#urls;
    this.#urls = [...new Set(shards.map(({ pool }) => urlOfNode(this.#url, pool.node)))].toSorted();
    if (before.join() === this.#urls.join()) return;
    for (const handler of this.#handlers) handler(this.#urls);
  }
}

/** Who asks while it runs gets its end. */
function sharedWhileRunning(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => {
    running ??= work().finally(() => {
      running = undefined;
    });
    return running;
  };
}

async function openShard(
  group: ShardGroup,
  options: ConnectionOptions,
  lookAgain: () => Promise<void>,
): Promise<OpenedShard> {
  const shardOptions = [
    PLANNER_OPTIONS,
    `-c search_path=${schemaOfGroup(group)},public`,
    '-c citus.enable_manual_changes_to_shards=on',
  ].join(' ');
  const pool = new PlacedPool({
    group,
    createPool: (node) =>
      createPool({ ...options, url: urlOfNode(options.url, node), poolSize: SHARD_POOL_SIZE, options: shardOptions }),
    lookAgain,
    onError: options.onConnectionError ?? (() => undefined),
  });
  const opening = { statement: STILL_HERE, onFailure: () => pool.doubt() };
  const shard = await connectShard(options, pool, opening);
  const close = async (): Promise<void> => {
    await shard.orm.close(true);
    await pool.end();
  };
  const onlyInside = entitySql(() => {
    throw new Error('entities and typed queries of a shard need a transaction of it');
  });
  // What is asked outside of a transaction has one of its own, so that nothing is written where the group no longer is.
  const rows: Shard['rows'] = (text, values) => shard.transaction((tx) => tx.rows(text, values));
  return { shard: { ...shard, ...onlyInside, rows }, pool, close };
}
