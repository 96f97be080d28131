// One pg pool per process, used by MikroORM and by plain SQL alike; of a distributed database, one for each group of shards as well.
import type { MikroORM } from '@mikro-orm/postgresql';
import type pg from 'pg';
import { connectServer } from './connect-shard.ts';
import { type ConnectionOptions, createJobPool, createPool } from './pools.ts';
import { openShards } from './shards/open-shards.ts';
import type { Shard, Sharding } from './sql.ts';

export interface Database extends Shard {
  /** Of a database that is distributed; see shardsOf and shardOf. */
  readonly sharding: Sharding | undefined;
  readonly orm: MikroORM;
  readonly pool: pg.Pool;
  /**
   * For the job queue, whose library writes what it reads as JSON and keeps to what pg gives by itself: int8 as text. It
   * opens no connection before it is used.
   */
  readonly jobPool: pg.Pool;
  close(): Promise<void>;
}

export async function connectDatabase(options: ConnectionOptions): Promise<Database> {
  const pool = createPool(options);
  const jobPool = createJobPool(options);
  const own = await connectServer(options, pool);
  const opened = await openShards(own, options);
  return {
    ...own,
    sharding: opened?.sharding,
    pool,
    jobPool,
    close: async () => {
      await own.orm.close(true);
      await pool.end();
      await jobPool.end();
      await opened?.close();
    },
  };
}
