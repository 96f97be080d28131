// The gateway's database: its own PostgreSQL, or the one DATABASE_URL names. The owner of the tables migrates; the
// gateway runs as a role that owns nothing, if there is one.
import type { Configuration } from '../config/index.ts';
import { connectDatabase, type Database, type MigrationProgress, type Pooler, roleOf } from '../database/index.ts';
import { startEmbeddedPostgres } from '../embedded-postgres/index.ts';
import { ormConfig } from '../mikro-orm.config.ts';
import { checkApplicationRole } from './check-application-role.ts';
import type { Logger } from './create-logger.ts';
import { withAdvice } from './database-advice.ts';
import { migrateDatabase } from './migrate-database.ts';
import type { Shutdown } from './shutdown.ts';
import { type Addresses, findPooler } from './way-to-database.ts';

export interface OpenedDatabase {
  readonly database: Database;
  /** Past any pooler, where a session is one's own. Contains the password: not for logs. */
  readonly directUrl: string;
}

export interface DatabaseOpening {
  readonly configuration: Configuration['database'];
  readonly say: (line: string) => void;
  readonly logger: Logger;
  readonly shutdown: Shutdown;
  /** The built-in PostgreSQL ended by itself. */
  readonly onLost: (error: Error) => void;
}

/** In the built-in PostgreSQL. */
export const DATABASE_NAME = 'tollgate';

/** Starts or reaches the database, migrates it and connects. @throws an error with advice for the person at the terminal */
export async function openDatabase(opening: DatabaseOpening): Promise<OpenedDatabase> {
  const { configuration, say, logger } = opening;
  const addresses = configuration.kind === 'external' ? configuration : await startOwn(opening, configuration.dataDir);
  const pooler = configuration.kind === 'external' ? await findPooler(addresses, logger) : undefined;
  const { url, directUrl } = addresses;
  const applicationRole = await migrateAddresses(addresses, say);
  const database = await withAdvice('DATABASE_URL', () => connect(opening, { url, pooler }));
  await checkApplicationRole({ database, logger, isSeparate: applicationRole !== undefined });
  return { database, directUrl };
}

/** Answers the role that gateways run as when it is not the one that migrates. @throws an error with advice */
export async function migrateAddresses(
  addresses: Addresses,
  say: (line: string) => void,
  onProgress?: (progress: MigrationProgress) => void,
): Promise<string | undefined> {
  const applicationRole = await findApplicationRole(addresses);
  say('Applying migrations…');
  const { directUrl, migrationUrl } = addresses;
  const migrating = directUrl === migrationUrl ? 'DATABASE_URL' : 'MIGRATION_DATABASE_URL';
  await withAdvice(migrating, () => migrateDatabase(migrationUrl, applicationRole, onProgress));
  return applicationRole;
}

async function startOwn(opening: DatabaseOpening, dataDir: string): Promise<Addresses> {
  const { say, shutdown, onLost } = opening;
  const postgres = await startEmbeddedPostgres({ dataDir, log: say, onLost });
  shutdown.add('PostgreSQL', () => postgres.stop());
  const migrationUrl = await postgres.ensureDatabase(DATABASE_NAME);
  const url = await postgres.applicationUrlFor(DATABASE_NAME);
  return { url, directUrl: url, migrationUrl };
}

/** Undefined when both addresses lead to the same role: there is nobody to grant rights to. */
async function findApplicationRole({ url, directUrl, migrationUrl }: Addresses): Promise<string | undefined> {
  if (directUrl === migrationUrl) return undefined;
  const owner = await withAdvice('MIGRATION_DATABASE_URL', () => roleOf(migrationUrl));
  const application = await withAdvice('DATABASE_URL', () => roleOf(url));
  return application === owner ? undefined : application;
}

interface Connecting {
  readonly url: string;
  readonly pooler: Pooler | undefined;
}

async function connect({ logger, shutdown }: DatabaseOpening, { url, pooler }: Connecting): Promise<Database> {
  const database = await connectDatabase({
    url,
    pooler,
    orm: ormConfig,
    onConnectionError: (error) => {
      if (!shutdown.isRunning) logger.warn({ err: error }, 'a database connection was lost');
    },
  });
  shutdown.add('the database connections', () => database.close());
  return database;
}
