import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Configuration, readConfiguration } from '../../src/config/index.ts';
import { createLogger } from '../../src/server/create-logger.ts';
import { startGateway } from '../../src/server/index.ts';
import { probePort } from '../../src/server/probe-port.ts';
import { FINGERPRINT_VARIABLE, fingerprintOf } from '../support/database-pool.ts';
import { startTestGateway } from '../support/gateway.ts';
import { freePort } from '../support/gateway-process.ts';
import { createTestDatabase, type TestDatabase, withClient } from '../support/postgres.ts';
import { temporaryFolder } from '../support/postgres-processes.ts';
import { waitUntil } from '../support/wait-until.ts';

let database: TestDatabase;
let folder: ReturnType<typeof temporaryFolder>;
let configuration: Configuration;

beforeAll(async () => {
  database = await createTestDatabase();
  folder = temporaryFolder();
  const PORT = String(await freePort());
  configuration = readConfiguration({ DATABASE_URL: database.url, DATA_DIR: folder.path, PORT });
});

afterAll(async () => {
  await database.drop();
  folder.remove();
});

const options = { logger: createLogger('silent'), say: (): void => undefined };

async function expectNothingHeld(): Promise<void> {
  await probePort(configuration);
  await waitUntil('no connection is left', async () => {
    const { rows } = await withClient(database.url, (client) =>
      client.query(`select 1 from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`),
    );
    return rows.length === 0;
  });
}

describe('a gateway', () => {
  it('leaves every definition and right of its database as it was, so that others need not read them anew', async () => {
    const gateway = await startTestGateway();
    const found = await withClient(gateway.databaseUrl, fingerprintOf);
    await gateway.stop();
    expect(found).toBe(process.env[FINGERPRINT_VARIABLE]);
  });

  it('gives back its port and its connections when it stops, also when it is stopped twice', async () => {
    const gateway = await startGateway(configuration, options);
    // It says no while PostgreSQL takes longer than two seconds to answer.
    await waitUntil('it is ready', async () => (await fetch(`${gateway.url}/health/ready`)).status === 200);
    await Promise.all([gateway.stop(), gateway.stop()]);
    await expectNothingHeld();
  });

  it('undoes what it began when the start is given up', async () => {
    const signal = AbortSignal.abort();
    await expect(startGateway(configuration, { ...options, signal })).rejects.toThrow('aborted');
    await expectNothingHeld();
  });
});
