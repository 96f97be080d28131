// For commands beside a gateway: whether a data folder has a database, and how to reach one that is running.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ClusterHome, hasClusterHome, resolveClusterHome } from './cluster-home.ts';
import { SUPERUSER } from './initialize.ts';
import { readPassword } from './passwords.ts';
import { LISTEN_ADDRESS } from './port.ts';

/** Looks only: makes nothing. */
export function hasEmbeddedDatabase(dataDir: string): boolean {
  return hasClusterHome(dataDir) && existsSync(homeOf(dataDir).cluster);
}

/**
 * The address of a database in the PostgreSQL that a gateway runs on this data folder, for the owner of everything.
 * Undefined when none has written its port yet. Contains the password: not for logs.
 * @throws EmbeddedPostgresError when the folder cannot be used
 */
export function runningDatabaseUrl(dataDir: string, database: string): string | undefined {
  const { folder, cluster } = homeOf(dataDir);
  const port = readServerPort(cluster);
  if (port === undefined) return undefined;
  return `postgresql://${SUPERUSER}:${readPassword(folder, 'owner')}@${LISTEN_ADDRESS}:${port}/${encodeURIComponent(database)}`;
}

function homeOf(dataDir: string): ClusterHome {
  return resolveClusterHome(dataDir, () => undefined);
}

/** PostgreSQL's own note of where it listens: the fourth line of its lock file. */
function readServerPort(cluster: string): number | undefined {
  try {
    const port = Number(readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')[3]);
    return Number.isInteger(port) && port > 0 ? port : undefined;
  } catch {
    return undefined;
  }
}
