// Connections to a replica, and the watch over it. Nobody waits for it: a replica that is away is found to be so, and found again.
import type { Options } from '@mikro-orm/postgresql';
import type { Pool } from 'pg';
import { connectServer } from '../connect-shard.ts';
import type { Database } from '../connection.ts';
import { createPool, type Patience } from '../pools.ts';
import { type Reads, type ReplicaReading, replicaReads } from './reads.ts';
import { rowsOn } from './rows-on.ts';
import { type ReplicaWatch, type Watched, watchReplica } from './watch-replica.ts';

export interface ReplicaOptions
  extends Pick<Watched, 'longestMilliseconds' | 'now' | 'onChange'>,
    Pick<ReplicaReading, 'onRead' | 'onFailed'> {
  /** Not distributed: the log of one server says nothing of the others. */
  readonly primary: Database;
  readonly url: string;
  readonly orm: Options;
}

export interface Replica {
  readonly reads: Reads;
  readonly watch: Pick<ReplicaWatch, 'unfit' | 'lagSeconds'>;
  readonly pool: Pool;
  close(): Promise<void>;
}

const POOL_SIZE = 10;
/** A read whose replica died without a word is asked of the primary after this. */
const PATIENCE: Patience = { connectMilliseconds: 2_000, answerMilliseconds: 15_000 };
const PATIENCE_OF_THE_WATCH: Patience = { connectMilliseconds: 2_000, answerMilliseconds: 2_000 };

export async function openReplica(options: ReplicaOptions): Promise<Replica> {
  const { primary, url, orm, longestMilliseconds, now, onChange, onRead, onFailed } = options;
  if (primary.sharding !== undefined) throw new Error('a distributed database has no replica');
  const pool = createPool({ url, poolSize: POOL_SIZE, patience: PATIENCE });
  const replica = await connectServer({ url, orm }, pool);
  const looks = createPool({ url, poolSize: 1, patience: PATIENCE_OF_THE_WATCH });
  const watch = watchReplica({ primary, replica: rowsOn(looks), longestMilliseconds, now, onChange });
  return {
    reads: replicaReads({ primary, replica, watch, now, onRead, onFailed }),
    watch,
    pool,
    close: async () => {
      await watch.stop();
      await looks.end();
      await replica.orm.close(true);
      await pool.end();
    },
  };
}
