// MikroORM and plain SQL on one pool.
import { MikroORM } from '@mikro-orm/postgresql';
import type { Pool } from 'pg';
import { PoolPipeline } from './pipeline.ts';
import { type Connections, type Opening, pipelinedDialect } from './pipelined-dialect.ts';
import type { ConnectionOptions } from './pools.ts';
import { entitySql, type Shard } from './sql.ts';
import { runReadOnly, runTransaction, SNAPSHOT } from './transaction.ts';

/** All but statements outside of transactions. */
export interface Transactions extends Omit<Shard, 'rows'> {
  readonly orm: MikroORM;
}

/** Nothing is asked of it yet, so that it may be away. `opening`: begins every transaction. */
export async function connectShard(
  options: Pick<ConnectionOptions, 'url' | 'orm'>,
  connections: Connections,
  opening?: Opening,
): Promise<Transactions> {
  const orm = await MikroORM.init({
    ...options.orm,
    clientUrl: options.url,
    driverOptions: pipelinedDialect(connections, opening),
  });
  const newEntityManager = () => orm.em.fork();
  return {
    ...entitySql(newEntityManager),
    orm,
    transaction: (work) => runTransaction(newEntityManager, work),
    snapshot: (work) => runTransaction(newEntityManager, work, SNAPSHOT),
    readOnly: (work) => runReadOnly(newEntityManager(), work),
    pipeline: () => new PoolPipeline(connections, opening),
  };
}

/** One server, which has all rows. */
export async function connectServer(
  options: Pick<ConnectionOptions, 'url' | 'orm'>,
  pool: Pool,
): Promise<Transactions & Shard> {
  const rows: Shard['rows'] = async <Row>(text: string, values: readonly unknown[] = []) => {
    const result = await pool.query(text, [...values]);
    return result.rows as Row[];
  };
  return { ...(await connectShard(options, pool)), rows };
}
