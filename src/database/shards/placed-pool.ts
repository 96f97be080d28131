// Connections to the node that a group of shards is on. Once it is on another one, they lead there.
import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import type { Connections } from '../pipelined-dialect.ts';
import { type ShardGroup, schemaOfGroup } from './placement.ts';

type Node = ShardGroup['node'];

export interface PlacedPoolOptions {
  readonly group: Pick<ShardGroup, 'number' | 'node'>;
  readonly createPool: (node: Node) => pg.Pool;
  /** Looks where the group is; resolves when all pools lead there. */
  readonly lookAgain: () => Promise<void>;
  readonly onError: (error: Error) => void;
}

/** Who connects waits no longer for a look: the coordinator that answers it may be away when the node is not. */
const LONGEST_WAIT_MILLISECONDS = 2_000;
/** Between two looks, while shards have no names where they are. */
const PAUSE_MILLISECONDS = 50;

const isSame = (one: Node, other: Node): boolean => one.host === other.host && one.port === other.port;

export class PlacedPool implements Connections {
  readonly #options: PlacedPoolOptions;
  #node: Node;
  #pool: pg.Pool;
  #looking: Promise<void> | undefined;
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(options: PlacedPoolOptions) {
    this.#options = options;
    this.#node = options.group.node;
    this.#pool = options.createPool(this.#node);
  }

  /** Where connections lead that are asked for now. */
  get node(): Node {
    return this.#node;
  }

  /** Connections to the present node, those in use among them. */
  get totalCount(): number {
    return this.#pool.totalCount;
  }

  get idleCount(): number {
    return this.#pool.idleCount;
  }

  /** Who waits for one. */
  get waitingCount(): number {
    return this.#pool.waitingCount;
  }

  async connect(): Promise<pg.PoolClient> {
    if (this.#looking !== undefined) {
      await Promise.race([this.#looking, delay(LONGEST_WAIT_MILLISECONDS, undefined, { ref: false })]);
    }
    try {
      return await this.#pool.connect();
    } catch (error) {
      this.doubt();
      throw error;
    }
  }

  /** The group was not found where it had been, or its node does not answer: who connects next waits until it was looked for. */
  doubt(): void {
    if (performance.now() - this.#lookedAt < PAUSE_MILLISECONDS) return;
    this.#looking ??= this.#options
      .lookAgain()
      .catch(this.#options.onError)
      .finally(() => {
        this.#looking = undefined;
        this.#lookedAt = performance.now();
      });
  }

  /** Connections in use return to the old pool, and are closed then. Until the shards have their names on the new one, nothing changes. */
  async lead(node: Node): Promise<void> {
    if (isSame(node, this.#node)) return;
    const pool = this.#options.createPool(node);
    if (!(await hasNames(pool, this.#options.group))) {
      await pool.end();
      return;
    }
    const old = this.#pool;
    this.#pool = pool;
    this.#node = node;
    endWhenServed(old).catch(this.#options.onError);
  }

  end(): Promise<void> {
    return this.#pool.end();
  }
}

/** A pool that is ended forgets who waits for a connection of it: they are served first, find that the group has gone, and try again. */
async function endWhenServed(pool: pg.Pool): Promise<void> {
  while (pool.waitingCount > 0) await delay(PAUSE_MILLISECONDS);
  await pool.end();
}

/** `npm run db:distribute` gives them, after a group was moved. */
async function hasNames(pool: pg.Pool, group: Pick<ShardGroup, 'number'>): Promise<boolean> {
  try {
    const { rows } = await pool.query('select to_regclass($1) is not null as named', [
      `${schemaOfGroup(group)}.account`,
    ]);
    return (rows[0] as { named: boolean }).named;
  } catch (error) {
    await pool.end();
    throw error;
  }
}
