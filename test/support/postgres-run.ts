// One test run's PostgreSQL: embedded and thrown away, or the one DATABASE_URL names. Loaded by Node itself, not by
// Jest, so only syntax that type stripping can erase.
import { randomBytes } from 'node:crypto';
import process from 'node:process';
import { Client } from 'pg';
import { startTemporaryPostgres } from '../../src/embedded-postgres/index.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from '../../src/embedded-postgres/temporary-folder.ts';
import { migrateDatabase } from '../../src/server/migrate-database.ts';
import {
  distributeTemplate,
  dropOnEveryNode,
  findNodes,
  isCluster,
  joinNodes,
  NODES_VARIABLE,
  onEveryNode,
} from './cluster.ts';
import { assertFilledTables, FINGERPRINT_VARIABLE, fingerprintOf } from './database-pool.ts';
import {
  ADMIN_URL_VARIABLE,
  APPLICATION_URL_VARIABLE,
  applicationRoleName,
  RUN_LOCK_SPACE,
  RUN_VARIABLE,
  templateName,
  urlOfDatabase,
  withClient,
} from './postgres.ts';

interface TestRun {
  readonly admin: Client;
  readonly run: string;
  /** Where the tests' temporary files go, so that an interrupted run leaves none. */
  readonly folder: string;
  stopServer(): Promise<void>;
}

const SIGNAL_EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

let current: TestRun | undefined;

export async function startTestRun(): Promise<void> {
  const server = await obtainServer();
  try {
    await prepareRun(server);
  } catch (error) {
    if (current === undefined) await server.stop();
    else await finishTestRun();
    throw error;
  }
}

export async function finishTestRun(): Promise<void> {
  const finished = current;
  current = undefined;
  if (finished === undefined) return;
  try {
    await dropDatabasesAndRoleOf(finished.admin, finished.run);
    await finished.admin.end();
  } finally {
    await finished.stopServer();
    removeTemporaryFolder(finished.folder);
  }
}

async function prepareRun(server: { adminUrl: string; stop(): Promise<void> }): Promise<void> {
  const run = randomBytes(4).toString('hex');
  const admin = await connectAdmin(server.adminUrl);
  const folder = makeTemporaryFolder('tollgate-test');
  process.env[ADMIN_URL_VARIABLE] = server.adminUrl;
  current = { admin, run, folder, stopServer: () => server.stop() };
  stopOnSignals();
  // Held until this process ends: it tells a later run which databases belong to a run that still lives.
  await admin.query('SELECT pg_advisory_lock($1, $2)', [RUN_LOCK_SPACE, runLockKey(run)]);
  await dropWhatDeadRunsLeft(admin, run);
  const applicationUrl = await createApplicationRole(admin, run, server.adminUrl);
  if (applicationUrl !== undefined) process.env[APPLICATION_URL_VARIABLE] = applicationUrl;
  await createTemplate(admin, run, server.adminUrl);
  process.env[RUN_VARIABLE] = run;
  process.env['TMPDIR'] = folder;
}

async function obtainServer(): Promise<{ adminUrl: string; stop(): Promise<void> }> {
  const cluster = process.env['CITUS_URL'];
  if (cluster !== undefined && cluster !== '') {
    process.env[NODES_VARIABLE] = JSON.stringify(await findNodes(cluster));
    return { adminUrl: cluster, stop: () => Promise.resolve() };
  }
  const external = process.env['DATABASE_URL'];
  if (external !== undefined && external !== '') return { adminUrl: external, stop: () => Promise.resolve() };
  return await startTemporaryPostgres({ settings: { max_connections: '300' } });
}

async function connectAdmin(adminUrl: string): Promise<Client> {
  const admin = new Client({ connectionString: adminUrl });
  await admin.connect();
  admin.on('error', () => undefined); // a server that is stopped first must not crash the test run
  const { rows } = await admin.query<{ allowed: boolean }>(
    'SELECT rolcreatedb OR rolsuper AS allowed FROM pg_roles WHERE rolname = current_user',
  );
  if (rows[0]?.allowed !== true) {
    await admin.end();
    throw new Error(
      'The tests create their own databases, and the user of DATABASE_URL may not: grant it with ' +
        '"ALTER ROLE ... CREATEDB", or unset DATABASE_URL so that the tests start their own PostgreSQL.',
    );
  }
  return admin;
}

/** Gateways under test run as a role that owns nothing, as they do in earnest, wherever the server lets us make one. */
async function createApplicationRole(admin: Client, run: string, adminUrl: string): Promise<string | undefined> {
  const { rows } = await admin.query<{ allowed: boolean }>(
    'SELECT rolcreaterole OR rolsuper AS allowed FROM pg_roles WHERE rolname = current_user',
  );
  if (rows[0]?.allowed !== true) return undefined;
  const url = new URL(adminUrl);
  url.username = applicationRoleName(run);
  url.password = randomBytes(16).toString('hex');
  await admin.query(`CREATE ROLE ${url.username} LOGIN PASSWORD '${url.password}'`);
  return url.href;
}

async function createTemplate(admin: Client, run: string, adminUrl: string): Promise<void> {
  const name = templateName(run);
  await onEveryNode(adminUrl, `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8'`);
  const role = process.env[APPLICATION_URL_VARIABLE] === undefined ? undefined : applicationRoleName(run);
  const url = urlOfDatabase(adminUrl, name);
  if (isCluster()) await joinNodes(url);
  await migrateDatabase(url, role);
  if (isCluster()) await distributeTemplate(url, role);
  await withClient(url, async (client) => {
    await assertFilledTables(client);
    process.env[FINGERPRINT_VARIABLE] = await fingerprintOf(client);
  });
  // No session may hold the template while it is copied, autovacuum's included.
  await onEveryNode(adminUrl, `ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
  if (isCluster()) await onEveryNode(adminUrl, endSessionsOf(name));
}

/** Citus keeps some of its own. */
const endSessionsOf = (name: string): string =>
  `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`;

/** Interrupted runs cannot clean up after themselves when killed outright, so the next one does. */
async function dropWhatDeadRunsLeft(admin: Client, ownRun: string): Promise<void> {
  const { rows } = await admin.query<{ run: string }>(
    `SELECT DISTINCT substring(name from '^tollgate_(?:template|test|test_app)_([0-9a-f]{8})') AS run
       FROM (SELECT datname FROM pg_database UNION ALL SELECT rolname FROM pg_roles) AS made (name)
      WHERE name ~ '^tollgate_(template|test|test_app)_[0-9a-f]{8}(_|$)'`,
  );
  for (const { run } of rows) {
    if (run === ownRun) continue;
    const key = runLockKey(run);
    const locked = await admin.query<{ dead: boolean }>('SELECT pg_try_advisory_lock($1, $2) AS dead', [
      RUN_LOCK_SPACE,
      key,
    ]);
    if (locked.rows[0]?.dead !== true) continue;
    await dropDatabasesAndRoleOf(admin, run);
    await admin.query('SELECT pg_advisory_unlock($1, $2)', [RUN_LOCK_SPACE, key]);
  }
}

async function dropDatabasesAndRoleOf(admin: Client, run: string): Promise<void> {
  const { rows } = await admin.query<{ datname: string }>(
    'SELECT datname FROM pg_database WHERE datname = $1 OR starts_with(datname, $2)',
    [templateName(run), `tollgate_test_${run}_`],
  );
  const url = process.env[ADMIN_URL_VARIABLE];
  for (const { datname } of rows) {
    if (url === undefined) await admin.query(`DROP DATABASE IF EXISTS ${datname} WITH (FORCE)`);
    else await dropOnEveryNode(url, datname);
  }
  const role = applicationRoleName(run);
  // Even to look for a role to drop needs a right that this administrator may not have.
  const { rowCount } = await admin.query('SELECT FROM pg_roles WHERE rolname = $1', [role]);
  if (rowCount === 1) await admin.query(`DROP ROLE ${role}`);
}

/** Jest runs no global teardown when it is interrupted. */
function stopOnSignals(): void {
  for (const [signal, code] of Object.entries(SIGNAL_EXIT_CODES)) {
    process.once(signal, () => {
      void finishTestRun().finally(() => process.exit(code));
    });
  }
}

/** The second key of an advisory lock is a signed 32-bit integer. */
function runLockKey(run: string): number {
  return Number.parseInt(run, 16) | 0;
}
