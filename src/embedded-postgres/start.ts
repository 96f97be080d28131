// Starts the PostgreSQL that npm installed, on a data folder of the gateway.
import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { APPLICATION_ROLE, ensureApplicationRole } from './application-role.ts';
import { locateBinaries } from './binaries.ts';
import { type ClusterHome, resolveClusterHome } from './cluster-home.ts';
import { createDatabaseIfMissing } from './create-database.ts';
import { EmbeddedPostgresError } from './errors.ts';
import { initializeCluster, SUPERUSER } from './initialize.ts';
import { stopOrphan } from './orphan.ts';
import { type OwnerLock, takeOwnership } from './owner-lock.ts';
import { readOrMakePassword, readPassword } from './passwords.ts';
import { anyFreePort, choosePort, LISTEN_ADDRESS, rememberPort } from './port.ts';
import { type RunningServer, runServer } from './run.ts';
import { serverSettings } from './settings.ts';

export interface EmbeddedPostgresOptions {
  /** The gateway's data folder; the database takes `postgres` below it. Made when missing. */
  readonly dataDir: string;
  /** Receives progress in plain words, line by line; never the password. */
  readonly log: (line: string) => void;
  /** False gives up safety against power cuts for speed: tests only. Default true. */
  readonly durable?: boolean;
  /** More PostgreSQL settings, or other values for ours. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Called when the server ends without `stop()`: killed, or crashed beyond its own recovery. */
  readonly onLost?: (error: EmbeddedPostgresError) => void;
}

export interface EmbeddedPostgres {
  readonly port: number;
  /** Where databases are made and dropped. */
  readonly adminUrl: string;
  /** For the owner of everything. Contains the password: not for logs. */
  urlFor(database: string): string;
  /** Makes the database unless it exists, and gives its address. */
  ensureDatabase(database: string): Promise<string>;
  /**
   * For a role that owns nothing, which is made unless it exists. What it may do is for the owner to grant. Contains
   * its password, which is kept in the data folder: not for logs.
   */
  applicationUrlFor(database: string): Promise<string>;
  /** Ends the server in order; afterwards none of its processes is left. Safe to call twice. */
  stop(): Promise<void>;
}

/** For startTemporaryPostgres. */
export interface InternalOptions extends EmbeddedPostgresOptions {
  readonly removeAfterwards?: string;
}

interface Start {
  readonly options: InternalOptions;
  readonly home: ClusterHome;
  readonly postgres: string;
}

/** A server that just ended may hold its folder for another moment. */
const RELEASE_LIMIT_MILLISECONDS = 15_000;
const PORT_ATTEMPTS = 5;

/** @throws EmbeddedPostgresError with a message for the person at the terminal. */
export async function startEmbeddedPostgres(options: InternalOptions): Promise<EmbeddedPostgres> {
  const home = resolveClusterHome(options.dataDir, options.log);
  const lock = takeOwnership(home.folder);
  try {
    return await startOwned(options, home, lock);
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function startOwned(options: InternalOptions, home: ClusterHome, lock: OwnerLock): Promise<EmbeddedPostgres> {
  const { log, durable = true } = options;
  const { initdb, postgres } = locateBinaries(home.account, log);
  await stopOrphan(home.cluster, log);
  if (!existsSync(home.cluster)) log(`Making a new database in ${home.folder} (once)…`);
  await initializeCluster({ home, initdb, durable });
  const password = readPassword(home.folder, 'owner');
  log('Starting PostgreSQL…');
  const { server, port } = await startServer({ options, home, postgres });
  // From here on nothing may fail, or the server would run on without anybody to stop it.
  rememberPort(home.folder, port);
  return describe({ options, server, port, lock, password, folder: home.folder });
}

async function startServer(start: Start): Promise<{ server: RunningServer; port: number }> {
  const { home, options, postgres } = start;
  const settings = serverSettings(options.durable ?? true, options.settings ?? {});
  const deadline = Date.now() + RELEASE_LIMIT_MILLISECONDS;
  let port = await choosePort(home.folder);
  for (let portAttempt = 1; ; ) {
    try {
      const { removeAfterwards, log } = options;
      return { server: await runServer({ home, postgres, port, settings, removeAfterwards, log }), port };
    } catch (error) {
      const obstacle = error instanceof EmbeddedPostgresError ? classify(error.message) : 'other';
      if (obstacle === 'port taken' && portAttempt < PORT_ATTEMPTS) {
        portAttempt += 1;
        port = await anyFreePort();
      } else if (obstacle === 'folder held' && Date.now() < deadline) {
        await delay(100);
      } else {
        throw error;
      }
    }
  }
}

/** After kill -9 of the server its last sessions hold the shared memory until they notice. */
function classify(output: string): 'port taken' | 'folder held' | 'other' {
  if (output.includes('Address already in use')) return 'port taken';
  return /pre-existing shared memory block|lock file "postmaster.pid" already exists/.test(output)
    ? 'folder held'
    : 'other';
}

function describe(parts: {
  options: InternalOptions;
  server: RunningServer;
  port: number;
  lock: OwnerLock;
  password: string;
  folder: string;
}): EmbeddedPostgres {
  const { options, server, port, lock, password, folder } = parts;
  const urlFor = (database: string, user = `${SUPERUSER}:${password}`): string =>
    `postgresql://${user}@${LISTEN_ADDRESS}:${port}/${encodeURIComponent(database)}`;
  let stopping: Promise<void> | undefined;
  void server.ended.then(() => {
    if (stopping === undefined) reportLoss(options, server);
  });
  const stop = (): Promise<void> => {
    stopping ??= server.stop().finally(() => lock.release());
    return stopping;
  };
  const adminUrl = urlFor('postgres');
  return {
    port,
    adminUrl,
    urlFor: (database) => urlFor(database),
    stop,
    ensureDatabase: async (database) => {
      await createDatabaseIfMissing(adminUrl, database);
      return urlFor(database);
    },
    applicationUrlFor: async (database) => {
      const applicationPassword = readOrMakePassword(folder, 'application');
      await ensureApplicationRole(adminUrl, applicationPassword);
      return urlFor(database, `${APPLICATION_ROLE}:${applicationPassword}`);
    },
  };
}

function reportLoss(options: InternalOptions, server: RunningServer): void {
  const error = new EmbeddedPostgresError(
    'STOPPED_UNEXPECTEDLY',
    `PostgreSQL ended unexpectedly. Start the gateway again: committed data is kept.\n${server.output().trim()}`,
  );
  if (options.onLost === undefined) options.log(error.message);
  else options.onLost(error);
}
