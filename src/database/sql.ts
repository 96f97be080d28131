// How rooms reach their tables, inside or outside a transaction: entities, typed queries, and SQL where a statement is
// more than a query builder can say.
import type { EntityManager, InferKyselyDB } from '@mikro-orm/postgresql';
import { HandleEmptyInListsPlugin, type Kysely, replaceWithNoncontingentExpression } from 'kysely';
import type { Copied } from './copy-out.ts';
import type { Pipeline, PlainValue } from './pipeline.ts';
import type { Connections } from './pipelined-dialect.ts';

/** Tables under their names, columns under their properties' names, values as the entities' types have them. */
export const ENTITY_NAMES = { columnNamingStrategy: 'property', convertValues: true } as const;

/** PostgreSQL refuses `in ()`: nothing is in an empty list. */
const EMPTY_LISTS = new HandleEmptyInListsPlugin({ strategy: replaceWithNoncontingentExpression });

/** The typed tables of a room, out of its entities: `TablesOf<(typeof keyEntities)[number]>`. */
export type TablesOf<Entities extends { name: string }> = InferKyselyDB<Entities, typeof ENTITY_NAMES>;

export interface Sql {
  /** Runs one statement with `$1` parameters. int8 arrives as bigint, timestamptz as Date, jsonb as its value. */
  rows<Row>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /**
   * MikroORM's EntityManager. In a transaction it is the transaction's own, and what it holds is flushed before COMMIT;
   * elsewhere it is a new one with an identity map of its own at every call.
   */
  em(): EntityManager;
  /** Typed queries over a room's tables (see TablesOf), on the same connection as everything else in a transaction. */
  tables<Tables>(): Kysely<Tables>;
  /** Of a database that is distributed; see shardOf. A transaction has none: what is asked in it, is asked where it began. */
  readonly sharding?: Sharding | undefined;
}

/** A transaction to which statements are only added. */
export interface Sends {
  /**
   * Sends a statement whose rows nobody needs, and does not wait for it: what follows travels behind it, up to the COMMIT.
   * When it fails, so does the transaction, with its error.
   */
  send(text: string, values?: readonly PlainValue[]): void;
}

export interface Transaction extends Sql, Sends {
  send(text: string, values?: readonly unknown[]): void;
  /** Hands over the rows of a statement as they arrive, in binary form: for very many of them. */
  copy(copied: Copied): Promise<void>;
}

/**
 * Where the rows of some accounts lie together: whatever is asked of these accounts here, PostgreSQL answers alone, and one that
 * is not distributed is all of it. `stripe_customer` and the like, which all nodes have, can be read and written here, too.
 */
export interface Shard extends Sql {
  /**
   * Runs `work` in one READ COMMITTED transaction. Deadlocks, serialization failures and connections lost before
   * COMMIT are retried a bounded number of times, so `work` must not have effects outside the transaction.
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Runs `work` in one REPEATABLE READ, READ ONLY transaction: all its statements see one moment. Retried as `transaction` is. */
  snapshot<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Runs `work` in one READ COMMITTED, READ ONLY transaction, on one connection. Nothing is retried. */
  readOnly<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** For transactions that ask nothing and follow each other. Nothing is retried. */
  pipeline(): Pipeline;
}

/** Where a room can begin a transaction. */
export type Transactional = Pick<Shard, keyof Sql | 'transaction'>;

export interface ShardPool extends Connections {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
}

export interface Sharding {
  /** In an order of their own. Every account belongs to one of them. */
  readonly shards: readonly Shard[];
  /** Its place among them. */
  readonly indexOf: (accountId: string) => number;
  /** Those of accounts whose ids have a hash (`hashId`) of this range, both ends included. */
  readonly between: (from: number, to: number) => readonly Shard[];
  /** Of each shard, in their order. */
  readonly pools: readonly ShardPool[];
  readonly nodes: {
    /** Of the nodes that have shards: what is notified of on a shard is received on its node alone. Not for logs. */
    readonly urls: readonly string[];
    /** Called when groups of shards were moved, so that there are others. */
    onChange(handler: (urls: readonly string[]) => void): void;
  };
}

export function entitySql(em: () => EntityManager): Pick<Sql, 'em' | 'tables'> {
  const tables = <Tables>(): Kysely<Tables> => {
    const kysely = em().getKysely<Tables, typeof ENTITY_NAMES>(ENTITY_NAMES) as Kysely<Tables>;
    return kysely.withPlugin(EMPTY_LISTS);
  };
  return { em, tables };
}
