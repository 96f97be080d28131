// Brings a database to the current shape: our migrations, then the job queue's own, then the application's rights.
import { setTimeout as delay } from 'node:timers/promises';
import type { Options } from '@mikro-orm/postgresql';
import { runMigrations } from 'graphile-worker';
import type { PoolClient } from 'pg';
import { connectDatabase, type Database } from './connection.ts';
import { errorCode } from './database-errors.ts';
import { type Distribution, distribute } from './distribute/distribute.ts';
import { takeNamesAway } from './distribute/name-shards.ts';
import { grantApplicationRole } from './roles/grant-application-role.ts';

/** Any number of gateways may start at once: an advisory lock lets one migrate while the others wait. */
const MIGRATION_LOCK = 7_205_759_403;

/**
 * Applies what is missing, which needs the right to create tables; when nothing is, reading suffices.
 * `applicationRole` is the role that gateways run as when it is not the one of `url`: it gets its rights afterwards.
 */
export async function migrate(url: string, orm: Options, applicationRole?: string): Promise<void> {
  const database = await connectDatabase({ url, orm, poolSize: 4 });
  const holder = await database.pool.connect();
  try {
    await takeLock(holder);
    await bringUp(database, { url, applicationRole });
    await runMigrations({ pgPool: database.pool });
    if (applicationRole !== undefined) await grantApplicationRole(database, applicationRole);
    if (database.sharding !== undefined) await bringAlong(database, { url, applicationRole });
  } finally {
    await holder.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => undefined);
    holder.release();
    await database.close();
  }
}

type Owner = Pick<Distribution, 'url' | 'applicationRole'>;

/** Of a distributed database: tables that are new, and what its nodes call their shards. */
function bringAlong(sql: Database, owner: Owner) {
  const groups = sql.sharding?.shards.length ?? 0;
  return distribute({ ...owner, sql, groups, say: () => undefined });
}

/** The names of shards are views, which most changes of a table leave alone. They are given back when all is done. */
async function bringUp(database: Database, owner: Owner): Promise<void> {
  const { migrator } = database.orm;
  try {
    await migrator.up();
  } catch (error) {
    if (database.sharding === undefined || !DEPENDENT.has(errorCode(error) ?? '')) throw error;
    await takeNamesAway({ url: owner.url, sql: database });
    try {
      await migrator.up();
    } catch (failure) {
      await bringAlong(database, owner);
      throw failure;
    }
  }
}

/** SQLSTATEs: a view needs the column that is dropped; the type of a column that a view has is changed. */
const DEPENDENT = new Set(['2BP01', '0A000']);

const LOOK_MILLISECONDS = 200;

/**
 * Asked for again and again: who waits inside of a statement holds a snapshot, and the lock's holder, building an index beside
 * running gateways, would wait for that one without end.
 */
async function takeLock(holder: PoolClient): Promise<void> {
  const isTaken = async (): Promise<boolean> => {
    const { rows } = await holder.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1) AS taken', [
      MIGRATION_LOCK,
    ]);
    return rows[0]?.taken === true;
  };
  while (!(await isTaken())) await delay(LOOK_MILLISECONDS);
}
