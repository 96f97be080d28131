// The nodes that a run's databases are on: one PostgreSQL, or those of the Citus cluster that CITUS_URL names. That is any database of
// its coordinator in which Citus is and knows the workers, as a superuser; the tests make their own beside it.
import process from 'node:process';
import { Client } from 'pg';
import { distributeDatabase } from '../../src/server/distribute-database.ts';

/** Addresses of all nodes, the coordinator first, as JSON; not set on one PostgreSQL. */
export const NODES_VARIABLE = 'TOLLGATE_TEST_NODES';

/** Of a test's database: more than one on each of two workers. */
const GROUPS = 4;

/** With whatever database `adminUrl` names. */
function nodesOf(adminUrl: string): readonly string[] {
  const nodes = process.env[NODES_VARIABLE];
  return nodes === undefined ? [adminUrl] : (JSON.parse(nodes) as string[]);
}

export const isCluster = (): boolean => process.env[NODES_VARIABLE] !== undefined;

export async function findNodes(coordinatorUrl: string): Promise<readonly string[]> {
  const { rows } = await query<{ host: string; port: number }>(
    coordinatorUrl,
    `select nodename as host, nodeport as port from pg_dist_node where noderole = 'primary' order by groupid`,
  );
  return rows.map(({ host, port }) => {
    const url = new URL(coordinatorUrl);
    url.hostname = host;
    url.port = String(port);
    return url.href;
  });
}

/** On the coordinator last, so that what breaks off is still known there. */
export async function onEveryNode(adminUrl: string, statement: string): Promise<void> {
  for (const url of nodesOf(adminUrl).toReversed()) await query(url, statement);
}

/** Citus's own sessions come back while they are closed. */
export async function dropOnEveryNode(adminUrl: string, database: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await onEveryNode(adminUrl, `DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
      return;
    } catch (error) {
      if (!isCluster() || tries === 20) throw error;
    }
  }
}

/** `url`: an empty database of this name is on every node. */
export async function joinNodes(url: string): Promise<void> {
  const { pathname } = new URL(url);
  const nodes = nodesOf(url).map((node) => Object.assign(new URL(node), { pathname }));
  for (const node of nodes) await query(node.href, 'create extension citus');
  const [coordinator, ...workers] = nodes;
  await query(url, `select citus_set_coordinator_host('${coordinator?.hostname}', ${coordinator?.port})`);
  for (const { hostname, port } of workers) await query(url, `select citus_add_node('${hostname}', ${port})`);
}

export const distributeTemplate = (url: string, applicationRole: string | undefined): Promise<void> =>
  distributeDatabase({ url, applicationRole, groups: GROUPS, say: () => undefined });

async function query<Row extends object>(url: string, text: string) {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await client.query<Row>(text);
  } finally {
    await client.end();
  }
}
