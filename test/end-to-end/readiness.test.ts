// /livez and /readyz, of gateways whose database really goes away and that are really told to stop.
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readConfiguration } from '../../src/config/index.ts';
import { createLogger, type Gateway, startGateway } from '../../src/server/index.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { buildGateway, freePort, spawnGateway, untilServing } from '../support/gateway-process.ts';
import { createTestDatabase, withClient } from '../support/postgres.ts';
import { startHolder, temporaryFolder } from '../support/postgres-processes.ts';
import { waitUntil } from '../support/wait-until.ts';

interface Readiness {
  readonly status: number;
  readonly checks: Readonly<Record<string, string>>;
}

async function ready(url: string): Promise<Readiness> {
  const response = await fetch(`${url}/readyz`);
  const { checks } = (await response.json()) as Pick<Readiness, 'checks'>;
  return { status: response.status, checks };
}

const ALL_WELL = { serving: 'ok', database: 'ok', migrations: 'ok', listener: 'ok' };
const MIGRATION = '20261130110200_operator_figures';

describe('a gateway that works', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway();
  });
  afterAll(() => gateway.stop());

  it('lives and is ready, and says which checks it made', async () => {
    expect((await fetch(`${gateway.url}/livez`)).status).toBe(200);
    expect(await ready(gateway.url)).toEqual({ status: 200, checks: ALL_WELL });
    expect(await (await fetch(`${gateway.url}/health/ready`)).json()).toEqual({ status: 'ok' });
  });

  it('is not ready on a database that lacks a migration of its release', async () => {
    const sql = (text: string) => withClient(gateway.databaseUrl, (client) => client.query(text));
    expect((await sql(`delete from mikro_orm_migrations where name = '${MIGRATION}'`)).rowCount).toBe(1);
    await waitUntil('it says so', async () => (await ready(gateway.url)).status === 503);
    expect((await ready(gateway.url)).checks).toEqual({
      ...ALL_WELL,
      migrations: '1 are missing: run npm run migrate',
    });
    await sql(`insert into mikro_orm_migrations (name) values ('${MIGRATION}')`);
    await waitUntil('it is ready again', async () => (await ready(gateway.url)).status === 200);
  });
});

describe('a gateway whose PostgreSQL is stopped', () => {
  it('lives, is not ready, and says that the database and its notifications are away', async () => {
    const [folder, data] = [temporaryFolder(), temporaryFolder()];
    const holder = await startHolder(data.path);
    if (holder.first.event !== 'ready') throw new Error('no PostgreSQL');
    const configuration = readConfiguration({ PORT: '0', DATABASE_URL: holder.first.url, DATA_DIR: folder.path });
    const options = { logger: createLogger('silent'), say: (): void => undefined };
    const gateway: Gateway = await startGateway(configuration, options);
    const url = `http://127.0.0.1:${gateway.port}`;
    expect(await ready(url)).toEqual({ status: 200, checks: ALL_WELL });
    const ended = once(holder.child, 'exit');
    holder.child.kill('SIGINT');
    await ended;
    await waitUntil('it is not ready', async () => (await ready(url)).checks['listener'] !== 'ok');
    await waitUntil('the database is away', async () => (await ready(url)).checks['database'] !== 'ok');
    expect(await ready(url)).toEqual({
      status: 503,
      checks: {
        serving: 'ok',
        database: 'it does not answer',
        migrations: 'not known',
        listener: 'notifications do not arrive',
      },
    });
    expect((await fetch(`${url}/livez`)).status).toBe(200);
    await gateway.stop();
    folder.remove();
    data.remove();
  });
});

describe('a gateway that is told to stop', () => {
  it('says so at /readyz for a while, serves on, and ends', async () => {
    buildGateway();
    const database = await createTestDatabase();
    const folder = temporaryFolder();
    const gateway = spawnGateway({
      PORT: String(await freePort()),
      DATABASE_URL: database.url,
      DATA_DIR: folder.path,
      DRAIN_SECONDS: '5',
    });
    await untilServing(gateway);
    expect((await ready(gateway.url)).status).toBe(200);
    gateway.child.kill('SIGTERM');
    await waitUntil('it says that it stops', async () => (await ready(gateway.url)).status === 503);
    expect((await ready(gateway.url)).checks).toEqual({ ...ALL_WELL, serving: 'the gateway is stopping' });
    expect((await fetch(`${gateway.url}/health`)).status).toBe(200);
    expect(await gateway.ended).toBe(0);
    await database.drop();
    folder.remove();
  });
});
