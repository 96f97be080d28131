// Brings a database to the current shape: our migrations, then the job queue's own.
import type { Options } from '@mikro-orm/postgresql';
import { runMigrations } from 'graphile-worker';
import { connectDatabase } from './connection.ts';

/** Any number of gateways may start at once: an advisory lock lets one migrate while the others wait. */
const MIGRATION_LOCK = 7_205_759_403;

/** Applies what is missing. Needs the right to create tables; `MIGRATION_DATABASE_URL` can bring another role. */
export async function migrate(url: string, orm: Options): Promise<void> {
  const database = await connectDatabase({ url, orm, poolSize: 4 });
  const holder = await database.pool.connect();
  try {
    await holder.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await database.orm.migrator.up();
    await runMigrations({ pgPool: database.pool });
  } finally {
    await holder.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => undefined);
    holder.release();
    await database.close();
  }
}
