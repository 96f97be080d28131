// The database for a command that runs beside the gateway or instead of it: nothing is made or migrated.
import type { Configuration } from '../../config/index.ts';
import {
  EmbeddedPostgresError,
  hasEmbeddedDatabase,
  runningDatabaseUrl,
  startEmbeddedPostgres,
} from '../../embedded-postgres/index.ts';
import { GatewayStartError } from '../gateway-start-error.ts';
import { DATABASE_NAME } from '../open-database.ts';

export interface ReachedDatabase {
  /** Past any pooler. Contains the password: not for logs. */
  readonly url: string;
  /** Stops what was started for it; nothing when it was running. */
  close(): Promise<void>;
}

/** @throws GatewayStartError or EmbeddedPostgresError, with words for the person at the terminal */
export async function reachDatabase(
  configuration: Configuration['database'],
  say: (line: string) => void,
): Promise<ReachedDatabase> {
  if (configuration.kind === 'external') return { url: configuration.directUrl, close: () => Promise.resolve() };
  const { dataDir } = configuration;
  if (!hasEmbeddedDatabase(dataDir)) {
    throw new GatewayStartError(`There is no database in ${dataDir}. Set DATA_DIR or DATABASE_URL to where it is.`);
  }
  try {
    const postgres = await startEmbeddedPostgres({ dataDir, log: say });
    return { url: postgres.urlFor(DATABASE_NAME), close: () => postgres.stop() };
  } catch (error) {
    if (!isInUse(error)) throw error;
    const url = runningDatabaseUrl(dataDir, DATABASE_NAME);
    if (url === undefined) throw new GatewayStartError(`A gateway is just starting on ${dataDir}. Try again.`);
    say('Using the database of the gateway that is running.');
    return { url, close: () => Promise.resolve() };
  }
}

const isInUse = (error: unknown): boolean => error instanceof EmbeddedPostgresError && error.code === 'DATA_DIR_IN_USE';
