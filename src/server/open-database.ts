// The gateway's database: its own PostgreSQL, or the one DATABASE_URL names.
import type { Configuration } from '../config/index.ts';
import { connectDatabase, type Database, errorCode, startEmbeddedPostgres } from '../database/index.ts';
import { ormConfig } from '../mikro-orm.config.ts';
import type { Logger } from './create-logger.ts';
import { GatewayStartError } from './gateway-start-error.ts';
import { migrateDatabase } from './migrate-database.ts';
import type { Shutdown } from './shutdown.ts';

export interface OpenedDatabase {
  readonly database: Database;
  /** Contains the password: not for logs. */
  readonly url: string;
}

export interface DatabaseOpening {
  readonly configuration: Configuration['database'];
  readonly say: (line: string) => void;
  readonly logger: Logger;
  readonly shutdown: Shutdown;
  /** The built-in PostgreSQL ended by itself. */
  readonly onLost: (error: Error) => void;
}

const DATABASE_NAME = 'tollgate';

/** Starts or reaches the database, migrates it and connects. @throws GatewayStartError or EmbeddedPostgresError */
export async function openDatabase(opening: DatabaseOpening): Promise<OpenedDatabase> {
  const { configuration, say, logger, shutdown } = opening;
  const { url, migrationUrl } =
    configuration.kind === 'external' ? configuration : await startOwn(opening, configuration.dataDir);
  try {
    say('Applying migrations…');
    await migrateDatabase(migrationUrl);
    const database = await connectDatabase({
      url,
      orm: ormConfig,
      onConnectionError: (error) => {
        if (!shutdown.isRunning) logger.warn({ err: error }, 'a database connection was lost');
      },
    });
    shutdown.add('the database connections', () => database.close());
    return { database, url };
  } catch (error) {
    throw inWords(error);
  }
}

async function startOwn(opening: DatabaseOpening, dataDir: string): Promise<{ url: string; migrationUrl: string }> {
  const { say, shutdown, onLost } = opening;
  const postgres = await startEmbeddedPostgres({ dataDir, log: say, onLost });
  shutdown.add('PostgreSQL', () => postgres.stop());
  const url = await postgres.ensureDatabase(DATABASE_NAME);
  return { url, migrationUrl: url };
}

/** What a person can do about the failures that a wrong DATABASE_URL brings. Addresses are secrets: none is shown. */
function inWords(error: unknown): unknown {
  const advice = ADVICE[errorCode(error) ?? ''];
  return advice === undefined ? error : new GatewayStartError(advice, { cause: error });
}

const UNREACHABLE = 'The PostgreSQL of DATABASE_URL does not answer. Is it running, and are host and port right?';
const NOT_ALLOWED = 'The PostgreSQL of DATABASE_URL refuses the user or the password.';
const ADVICE: Readonly<Record<string, string>> = {
  ECONNREFUSED: UNREACHABLE,
  ENOTFOUND: UNREACHABLE,
  EAI_AGAIN: UNREACHABLE,
  ETIMEDOUT: UNREACHABLE,
  '28P01': NOT_ALLOWED,
  '28000': NOT_ALLOWED,
  '3D000': 'The database that DATABASE_URL names does not exist. Create it (createdb), and start again.',
  '42501':
    'The user of DATABASE_URL may not create tables. Grant it that, or name one who may in MIGRATION_DATABASE_URL.',
};
