// A private, migrated database for each test file that asks for one.
import { randomBytes } from 'node:crypto';
import process from 'node:process';
import { Client } from 'pg';
import { dropOnEveryNode, isCluster, onEveryNode } from './cluster.ts';
import { hasRoom, leaveToOthers, makeFresh, takeFreeDatabase } from './database-pool.ts';

/** Where global setup leaves what the test processes need to know. */
export const ADMIN_URL_VARIABLE = 'TOLLGATE_TEST_ADMIN_URL';
export const RUN_VARIABLE = 'TOLLGATE_TEST_RUN';
/** The same server as a role that owns nothing; not set when the administrator may not make roles. */
export const APPLICATION_URL_VARIABLE = 'TOLLGATE_TEST_APPLICATION_URL';

/** Advisory lock spaces (first key of two) in the administrative database. */
const CLONE_LOCK_SPACE = 0x746f6c01;
export const RUN_LOCK_SPACE = 0x746f6c02;

export interface TestDatabase {
  /** As the owner of the tables. */
  readonly url: string;
  /** As the role that gateways run as; the owner when there is no such role. */
  readonly applicationUrl: string;
  /** Closes every connection to the database and drops it. */
  drop(): Promise<void>;
}

/** The name of a run's migrated template; `run` is 8 hexadecimal digits. */
export function templateName(run: string): string {
  return `tollgate_template_${run}`;
}

/** The role that a run's gateways run as. */
export function applicationRoleName(run: string): string {
  return `tollgate_test_app_${run}`;
}

/** A copy of the migrated template, or one that another test is done with. Global teardown drops what a test leaves. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { adminUrl, run } = currentRun();
  const name = takeFreeDatabase() ?? (await cloneTemplate(adminUrl, run));
  return {
    url: urlOfDatabase(adminUrl, name),
    applicationUrl: urlOfDatabase(process.env[APPLICATION_URL_VARIABLE] ?? adminUrl, name),
    drop: async () => {
      if (!isCluster() && hasRoom() && (await wasMadeFresh(adminUrl, name, newName(run)))) return;
      await dropOnEveryNode(adminUrl, name);
    },
  };
}

const newName = (run: string): string => `tollgate_test_${run}_${randomBytes(6).toString('hex')}`;

async function cloneTemplate(adminUrl: string, run: string): Promise<string> {
  const name = newName(run);
  await withClient(adminUrl, async (client) => {
    // PostgreSQL refuses to copy a template that another session is copying or using, so copies queue here.
    await client.query('SELECT pg_advisory_lock($1, 0)', [CLONE_LOCK_SPACE]);
    await onEveryNode(adminUrl, `CREATE DATABASE ${name} TEMPLATE ${templateName(run)}`);
    // What is set for a database is not copied with it.
    if (isCluster()) await onEveryNode(adminUrl, `ALTER DATABASE ${name} SET citus.enable_unsafe_triggers = on`);
  });
  return name;
}

/** Its name changes, so that nothing that still holds the old address finds what is the next test's. */
async function wasMadeFresh(adminUrl: string, name: string, next: string): Promise<boolean> {
  try {
    if (!(await withClient(urlOfDatabase(adminUrl, name), makeFresh))) return false;
    await withClient(adminUrl, (client) => client.query(`ALTER DATABASE ${name} RENAME TO ${next}`));
  } catch {
    return false; // dropped by the test itself, in use, or not ours to empty
  }
  leaveToOthers(next);
  return true;
}

/** The same server and user, another database. */
export function urlOfDatabase(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}

/** Runs `work` on a connection of its own; closing it also frees its session locks. */
export async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function currentRun(): { adminUrl: string; run: string } {
  const adminUrl = process.env[ADMIN_URL_VARIABLE];
  const run = process.env[RUN_VARIABLE];
  if (adminUrl === undefined || run === undefined) {
    throw new Error('No test PostgreSQL: run the tests through "npm test", whose global setup starts it.');
  }
  return { adminUrl, run };
}
