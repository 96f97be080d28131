// The built-in PostgreSQL has two roles: one that owns and migrates, one that the gateway runs as.
import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readConfiguration } from '../../src/config/index.ts';
import { startEmbeddedPostgres } from '../../src/embedded-postgres/index.ts';
import { createLogger } from '../../src/server/create-logger.ts';
import { startGateway } from '../../src/server/index.ts';
import { migrateDatabase } from '../../src/server/migrate-database.ts';
import { withClient } from '../support/postgres.ts';
import { temporaryFolder } from '../support/postgres-processes.ts';
import { waitUntil } from '../support/wait-until.ts';

let folder: ReturnType<typeof temporaryFolder>;

beforeEach(() => {
  folder = temporaryFolder();
});

afterEach(() => {
  folder.remove();
});

const inFolder = (name: string): string => join(folder.path, 'postgres', name);
const read = (name: string): string => readFileSync(inFolder(name), 'utf8').trim();

/** Starts a gateway on the folder, and gives what `work` makes of its database, seen by the owner. */
async function withGateway<T>(work: (ownerUrl: string) => Promise<T>): Promise<{ result: T; log: string }> {
  const log: string[] = [];
  const configuration = readConfiguration({ PORT: '0', DATA_DIR: folder.path });
  const logger = createLogger('trace', { write: (line) => log.push(line) });
  const gateway = await startGateway(configuration, { logger, say: (line) => log.push(line) });
  try {
    const result = await work(`postgresql://tollgate:${read('password')}@127.0.0.1:${read('port')}/tollgate`);
    return { result, log: log.join('\n') };
  } finally {
    await gateway.stop();
  }
}

/** Of its sessions, once those that migrated have gone: PostgreSQL takes a moment to end them. */
const gatewayRoles = async (ownerUrl: string): Promise<unknown[]> =>
  withClient(ownerUrl, async (client) => {
    const sessions = `select distinct usename from pg_stat_activity where application_name = 'tollgate'`;
    let roles: string[] = [];
    await waitUntil('only the gateway is connected', async () => {
      roles = (await client.query<{ usename: string }>(sessions)).rows.map(({ usename }) => usename);
      return roles.length === 1;
    });
    return roles;
  });

/** What a gateway left that ran everything as the owner. */
async function makeOlderFolder(): Promise<void> {
  const postgres = await startEmbeddedPostgres({ dataDir: folder.path, log: () => undefined, durable: false });
  await migrateDatabase(await postgres.ensureDatabase('tollgate'));
  await postgres.stop();
}

describe('a gateway on the built-in PostgreSQL', () => {
  it('runs as a role that owns nothing, also on a folder of the time before that role, and keeps its password', async () => {
    await makeOlderFolder();
    const first = await withGateway(gatewayRoles);
    expect(first.result).toEqual(['tollgate_app']);
    expect(first.log).not.toContain('append-only');
    expect(statSync(inFolder('application-password')).mode & 0o777).toBe(0o600);
    const password = read('application-password');
    expect(password).toHaveLength(32);
    expect(first.log).not.toContain(password);
    const second = await withGateway(gatewayRoles);
    expect(second.result).toEqual(['tollgate_app']);
    expect(read('application-password')).toBe(password);
  });

  it('makes a new password for that role when the file is lost, and takes back powers it was given', async () => {
    await withGateway(async (ownerUrl) =>
      withClient(ownerUrl, (client) => client.query('alter role tollgate_app superuser')),
    );
    rmSync(inFolder('application-password'));
    const { result, log } = await withGateway(gatewayRoles);
    expect(result).toEqual(['tollgate_app']);
    expect(log).not.toContain('can do more than it should');
  });
});
