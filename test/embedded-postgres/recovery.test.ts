import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { EmbeddedPostgresError } from '../../src/embedded-postgres/index.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/embedded-postgres/index.ts';
import { withClient } from '../support/postgres.ts';
import {
  type Holder,
  isRunning,
  killOutright,
  prepareDataDir,
  processFamily,
  serverPid,
  startHolder,
  temporaryFolder,
  watchdogOf,
} from '../support/postgres-processes.ts';
import { waitUntil } from '../support/wait-until.ts';

let prepared: { copyTo(dataDir: string): void; remove(): void };
let folder: { path: string; remove(): void };
let started: EmbeddedPostgres[];
let holders: Holder[];

beforeAll(async () => {
  prepared = await prepareDataDir();
});

afterAll(() => {
  prepared.remove();
});

beforeEach(() => {
  folder = temporaryFolder();
  prepared.copyTo(folder.path);
  started = [];
  holders = [];
});

afterEach(async () => {
  for (const { child } of holders) child.kill('SIGKILL');
  for (const postgres of started) await postgres.stop();
  folder.remove();
});

async function start(onLost?: (error: EmbeddedPostgresError) => void): Promise<EmbeddedPostgres> {
  const options = { dataDir: folder.path, log: () => undefined };
  const postgres = await startEmbeddedPostgres(onLost === undefined ? options : { ...options, onLost });
  started.push(postgres);
  return postgres;
}

async function hold(): Promise<Holder & { url: string }> {
  const holder = await startHolder(folder.path);
  holders.push(holder);
  if (holder.first.event !== 'ready') throw new Error(`The holder did not start: ${JSON.stringify(holder.first)}`);
  return { ...holder, url: holder.first.url };
}

async function commitRow(url: string): Promise<void> {
  await withClient(url, (client) => client.query('CREATE TABLE kept AS SELECT 42 AS answer'));
}

async function keptRows(postgres: EmbeddedPostgres): Promise<unknown[]> {
  return await withClient(postgres.adminUrl, async (client) => (await client.query('SELECT answer FROM kept')).rows);
}

describe('the embedded PostgreSQL after an accident', () => {
  it('ends with its gateway when that is killed outright, and keeps what was committed', async () => {
    const { child, url } = await hold();
    await commitRow(url);
    const family = processFamily(serverPid(folder.path));
    await killOutright(child);
    await waitUntil('the orphaned server ends', () => !family.some(isRunning));
    expect(existsSync(join(folder.path, 'postgres', 'cluster', 'postmaster.pid'))).toBe(false); // an orderly end

    expect(await keptRows(await start())).toEqual([{ answer: 42 }]);
  });

  it('starts again at once after its gateway was killed outright', async () => {
    const { child, url } = await hold();
    await commitRow(url);
    await killOutright(child);
    expect(await keptRows(await start())).toEqual([{ answer: 42 }]);
  });

  it('takes over a server whose gateway and watchdog were both killed', async () => {
    const { child, url } = await hold();
    await commitRow(url);
    const server = serverPid(folder.path);
    // It would see its watchdog die, and stop the server, before it is killed itself.
    child.kill('SIGSTOP');
    for (const pid of watchdogOf(server)) process.kill(pid, 'SIGKILL');
    expect(isRunning(server)).toBe(true);
    await killOutright(child);
    expect(await keptRows(await start())).toEqual([{ answer: 42 }]);
    expect(isRunning(server)).toBe(false);
  });

  it('tells its gateway when the server was killed, and starts again with what was committed', async () => {
    const losses: EmbeddedPostgresError[] = [];
    const postgres = await start((error) => losses.push(error));
    await commitRow(postgres.adminUrl);
    process.kill(serverPid(folder.path), 'SIGKILL');
    await waitUntil('the loss is reported', () => losses.length > 0);
    expect(losses).toEqual([expect.objectContaining({ code: 'STOPPED_UNEXPECTEDLY' })]);
    await postgres.stop();

    expect(await keptRows(await start())).toEqual([{ answer: 42 }]);
  });

  it('outlives Ctrl-C in the terminal until its gateway stops it in order', async () => {
    const { child, rest } = await hold();
    process.kill(-(child.pid ?? 0), 'SIGINT'); // the whole job, as a terminal does
    expect(await rest()).toEqual([{ event: 'stopped' }]);
    expect(existsSync(join(folder.path, 'postgres', 'owner.json'))).toBe(false);
  });

  it('takes the folder of a dead gateway whose process id went to another program', async () => {
    const postgres = await start();
    const file = join(folder.path, 'postgres', 'owner.json');
    const owner = JSON.parse(readFileSync(file, 'utf8')) as { pid: number; identity: string };
    await postgres.stop();
    writeFileSync(file, JSON.stringify({ ...owner, identity: 'an earlier process' }));
    await expect(start()).resolves.toBeDefined();
  });

  it('is not kept from starting by a server process id that went to another program', async () => {
    const postgres = await start();
    await commitRow(postgres.adminUrl);
    const pidFile = join(folder.path, 'postgres', 'cluster', 'postmaster.pid');
    const text = readFileSync(pidFile, 'utf8');
    await postgres.stop();
    writeFileSync(pidFile, text.replace(/^\d+/, String(process.ppid)), { mode: 0o600 });
    expect(await keptRows(await start())).toEqual([{ answer: 42 }]);
  });

  it('moves to another port when a stranger has taken the remembered one', async () => {
    const first = await start();
    await first.stop();
    const stranger = createServer();
    await new Promise<void>((resolve) => stranger.listen(first.port, '127.0.0.1', resolve));
    try {
      const second = await start();
      expect(second.port).not.toBe(first.port);
    } finally {
      stranger.close();
    }
  });

  it('says which file is missing rather than losing a database whose password is gone', async () => {
    const postgres = await start();
    await postgres.stop();
    rmSync(join(folder.path, 'postgres', 'password'));
    await expect(start()).rejects.toMatchObject({ code: 'DATA_DIR_UNUSABLE' });
    expect(existsSync(join(folder.path, 'postgres', 'cluster', 'PG_VERSION'))).toBe(true);
  });
});
