import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
  startTemporaryPostgres,
} from '../../src/embedded-postgres/index.ts';
import { withClient } from '../support/postgres.ts';
import {
  isRunning,
  prepareDataDir,
  processFamily,
  serverPid,
  startHolder,
  temporaryFolder,
} from '../support/postgres-processes.ts';

let prepared: { copyTo(dataDir: string): void; remove(): void };
let folder: { path: string; remove(): void };
let started: EmbeddedPostgres[];

beforeAll(async () => {
  prepared = await prepareDataDir();
});

afterAll(() => {
  prepared.remove();
});

beforeEach(() => {
  folder = temporaryFolder();
  started = [];
});

afterEach(async () => {
  for (const postgres of started) await postgres.stop();
  folder.remove();
});

async function start(dataDir: string): Promise<EmbeddedPostgres> {
  if (!existsSync(dataDir) || readdirSync(dataDir).length === 0) prepared.copyTo(dataDir);
  const postgres = await startEmbeddedPostgres({ dataDir, log: () => undefined, durable: false });
  started.push(postgres);
  return postgres;
}

async function query<Row extends object>(url: string, text: string): Promise<Row[]> {
  return await withClient(url, async (client) => (await client.query<Row>(text)).rows);
}

describe('the embedded PostgreSQL', () => {
  it('keeps its data, its port and its password over a restart', async () => {
    const first = await start(folder.path);
    const url = await first.ensureDatabase('shop');
    await query(url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();

    const second = await start(folder.path);
    expect(second.urlFor('shop')).toBe(url);
    expect(await query(second.urlFor('shop'), 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    expect(await second.ensureDatabase('shop')).toBe(url);
  });

  it('is durable unless told otherwise, and listens on this machine only', async () => {
    const postgres = await startEmbeddedPostgres({ dataDir: folder.path, log: () => undefined });
    started.push(postgres);
    const settings = await query<{ name: string; setting: string }>(
      postgres.adminUrl,
      `SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes',
         'data_checksums', 'listen_addresses', 'unix_socket_directories')`,
    );
    expect(Object.fromEntries(settings.map(({ name, setting }) => [name, setting]))).toEqual({
      fsync: 'on',
      synchronous_commit: 'on',
      full_page_writes: 'on',
      data_checksums: 'on',
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
    });
  });

  it('leaves no process behind when it stops', async () => {
    const postgres = await start(folder.path);
    const family = processFamily(serverPid(folder.path));
    expect(family.length).toBeGreaterThan(3);
    await postgres.stop();
    expect(family.filter(isRunning)).toEqual([]);
    await expect(postgres.stop()).resolves.toBeUndefined();
  });

  it('tells its progress in words and its password to nobody', async () => {
    const lines: string[] = [];
    const options = { dataDir: folder.path, log: (line: string) => lines.push(line), durable: false };
    const postgres = await startEmbeddedPostgres(options);
    started.push(postgres);
    const { password } = new URL(postgres.adminUrl);
    expect(lines).toEqual([expect.stringContaining('Making a new database'), expect.stringContaining('Starting')]);
    expect(lines.join('\n')).not.toContain(password);
    expect(statSync(join(folder.path, 'postgres', 'password')).mode & 0o777).toBe(0o600);
    await expect(query(postgres.adminUrl.replace(password, 'wrong'), 'SELECT 1')).rejects.toThrow(/password/);
  });

  it('runs twice side by side on two data folders', async () => {
    const [one, two] = await Promise.all([start(join(folder.path, 'one')), start(join(folder.path, 'two'))]);
    expect(one.port).not.toBe(two.port);
    expect(await query(one.adminUrl, 'SELECT 1 AS up')).toEqual([{ up: 1 }]);
    expect(await query(two.adminUrl, 'SELECT 1 AS up')).toEqual([{ up: 1 }]);
  });

  it('refuses a data folder that another gateway uses, says whose it is, and leaves that one alone', async () => {
    const postgres = await start(folder.path);
    const rival = await startHolder(folder.path);
    expect(rival.first).toMatchObject({ event: 'refused', code: 'DATA_DIR_IN_USE' });
    expect(JSON.stringify(rival.first)).toContain(`process id ${process.pid}`);
    expect(JSON.stringify(rival.first)).toContain('DATA_DIR=');
    expect(await query(postgres.adminUrl, 'SELECT 1 AS up')).toEqual([{ up: 1 }]);
    await expect(start(folder.path)).rejects.toMatchObject({ code: 'DATA_DIR_IN_USE' });
  });

  it('replaces what an interrupted first start left', async () => {
    const draft = join(folder.path, 'postgres', 'cluster.new-interrupted');
    mkdirSync(draft, { recursive: true });
    const postgres = await start(folder.path);
    expect(await query(postgres.adminUrl, 'SELECT 1 AS up')).toEqual([{ up: 1 }]);
    expect(readdirSync(join(folder.path, 'postgres')).sort()).toEqual(['cluster', 'owner.json', 'password', 'port']);
  });

  it('says what to do when the data folder cannot be made', async () => {
    const postgres = startEmbeddedPostgres({ dataDir: '/dev/null/data', log: () => undefined });
    await expect(postgres).rejects.toMatchObject({ code: 'DATA_DIR_UNUSABLE' });
    await expect(postgres).rejects.toThrow(/DATA_DIR/);
  });

  it('leaves no file behind when it is a temporary one', async () => {
    const postgres = await startTemporaryPostgres();
    const [row] = await query<{ folder: string }>(
      postgres.adminUrl,
      "SELECT current_setting('data_directory') AS folder",
    );
    await postgres.stop();
    expect(existsSync(join(row?.folder ?? '', '..', '..'))).toBe(false);
  });
});
