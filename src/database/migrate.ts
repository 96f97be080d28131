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

export interface MigrationProgress {
  readonly step: MigrationStep;
  /** Of those that were pending when it began, and how many these were; both 0 while that is not known. */
  readonly applied: number;
  readonly pending: number;
}

/** LOCK: another process is migrating. QUEUE: the job queue's own migrations. SHARDS: of a distributed database. */
export type MigrationStep = 'LOCK' | 'MIGRATIONS' | 'QUEUE' | 'RIGHTS' | 'SHARDS';

export interface MigrateOptions {
  /** The role that gateways run as when it is not the one that migrates: it gets its rights afterwards. */
  readonly applicationRole?: string | undefined;
  readonly onProgress?: ((progress: MigrationProgress) => void) | undefined;
}

/**
 * Applies what is missing, which needs the right to create tables; when nothing is, reading suffices.
 */
export async function migrate(
  url: string,
  orm: Options,
  { applicationRole, onProgress = () => undefined }: MigrateOptions = {},
): Promise<void> {
  const database = await connectDatabase({ url, orm, poolSize: 4 });
  const holder = await database.pool.connect();
  try {
    const at = followSteps(database, onProgress);
    at('LOCK');
    await takeLock(holder);
    await bringUp(database, { url, applicationRole }, at);
    at('QUEUE');
    await runMigrations({ pgPool: database.pool });
    at('RIGHTS');
    if (applicationRole !== undefined) await grantApplicationRole(database, applicationRole);
    at('SHARDS');
    if (database.sharding !== undefined) await bringAlong(database, { url, applicationRole });
  } finally {
    await holder.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => undefined);
    holder.release();
    await database.close();
  }
}

/** Says at which step it is. `pending`: as many migrations are to be applied, and each is counted from then on. */
function followSteps({ orm }: Database, onProgress: (progress: MigrationProgress) => void) {
  let reached: MigrationProgress = { step: 'LOCK', applied: 0, pending: 0 };
  const say = (change: Partial<MigrationProgress>): void => {
    reached = { ...reached, ...change };
    onProgress(reached);
  };
  orm.migrator.on('migrated', () => say({ applied: reached.applied + 1 }));
  return (step: MigrationStep, pending = reached.pending): void => say({ step, pending });
}

type Owner = Pick<Distribution, 'url' | 'applicationRole'>;

/** Of a distributed database: tables that are new, and what its nodes call their shards. */
function bringAlong(sql: Database, owner: Owner) {
  const groups = sql.sharding?.shards.length ?? 0;
  return distribute({ ...owner, sql, groups, say: () => undefined });
}

/** The names of shards are views, which most changes of a table leave alone. They are given back when all is done. */
async function bringUp(database: Database, owner: Owner, at: ReturnType<typeof followSteps>): Promise<void> {
  const { migrator } = database.orm;
  at('MIGRATIONS', (await migrator.getPending()).length);
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
