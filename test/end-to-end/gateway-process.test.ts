// The compiled program as an operator runs it: signals, kill -9, taken ports, wrong settings, its own PostgreSQL.
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ask } from '../support/gateway-client.ts';
import { BALANCE, GENERATE, generateInput, TRANSACTIONS } from '../support/gateway-operations.ts';
import { buildGateway, freePort, type GatewayProcess, spawnGateway, untilServing } from '../support/gateway-process.ts';
import {
  isRunning,
  killOutright,
  prepareDataDir,
  processFamily,
  serverPid,
  temporaryFolder,
} from '../support/postgres-processes.ts';
import { waitUntil } from '../support/wait-until.ts';

const DEMO_KEY = `tg_test_${randomBytes(16).toString('hex')}`;

let prepared: Awaited<ReturnType<typeof prepareDataDir>>;
let folder: ReturnType<typeof temporaryFolder>;
let started: GatewayProcess[] = [];

beforeAll(async () => {
  buildGateway();
  prepared = await prepareDataDir();
});

afterAll(() => {
  prepared.remove();
});

beforeEach(() => {
  folder = temporaryFolder();
  prepared.copyTo(folder.path);
});

afterEach(async () => {
  for (const { child, ended } of started) {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    await ended;
  }
  started = [];
  folder.remove();
});

async function start(changes: Readonly<Record<string, string>> = {}): Promise<GatewayProcess> {
  const port = String(await freePort());
  const gateway = spawnGateway({ PORT: port, DATA_DIR: folder.path, DEMO_API_KEY: DEMO_KEY, ...changes });
  started.push(gateway);
  return gateway;
}

async function startServing(changes: Readonly<Record<string, string>> = {}): Promise<GatewayProcess> {
  const gateway = await start(changes);
  await untilServing(gateway);
  return gateway;
}

async function expectNothingLeft(processes: readonly number[]): Promise<void> {
  await waitUntil('nothing is left running', () => processes.every((pid) => !isRunning(pid)));
}

const query = (gateway: GatewayProcess, text: string, variables?: object) =>
  ask(gateway.url, { query: text, variables }, { key: DEMO_KEY });

describe('the gateway as a process', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('stops everything on %s and leaves no process', async (signal) => {
    const gateway = await startServing();
    const family = processFamily(serverPid(folder.path));
    expect((await query(gateway, BALANCE)).data.balance.available).toBe('100');
    gateway.child.kill(signal);
    expect(await gateway.ended).toBe(0);
    expect(gateway.output()).toContain('Stopped.');
    await expectNothingLeft(family);
  });

  it('shows where it is, the key, and queries to paste that work', async () => {
    const gateway = await startServing({ DEMO_API_KEY: '' });
    const output = gateway.output();
    expect(output).not.toMatch(/"level":[456]0/); // nothing to be warned of
    for (const part of [`${gateway.url}/graphql`, `${gateway.url}/playground`]) expect(output).toContain(part);
    const [, key = ''] = /Demo key +(\S+)/.exec(output) ?? [];
    const bodies = [...output.matchAll(/-d '(\{.*\})'/g)].map(
      ([, body]) => JSON.parse(body ?? '') as { query: string },
    );
    expect(bodies).toHaveLength(2);
    for (const body of bodies) {
      const { status, errors } = await ask(gateway.url, body, { key });
      expect([status, errors]).toEqual([200, undefined]);
    }
    gateway.child.kill('SIGTERM');
    await gateway.ended;
    const again = await startServing({ DEMO_API_KEY: '' });
    expect(again.output()).toContain(key); // the same at every start
  });

  it('loses nothing that was committed when it is killed outright, and the generation in flight still ends', async () => {
    const first = await startServing();
    const family = processFamily(serverPid(folder.path));
    // Longer than it takes to ask twice on a busy machine; nobody takes it over before the lease of the dead has run out.
    const slow = generateInput({ parameters: { sandbox: { delayMilliseconds: 10_000 } } });
    const { data } = await query(first, GENERATE, { input: slow });
    const { id } = data.generate.generation;
    const before = (await query(first, TRANSACTIONS)).data.transactions.nodes;
    expect(before[0]).toMatchObject({ type: 'RESERVE', amount: '-0.052' });
    await killOutright(first.child);
    await expectNothingLeft(family); // its PostgreSQL stops by itself
    const second = await startServing();
    const after = (await query(second, TRANSACTIONS)).data.transactions.nodes;
    expect(after.slice(-before.length)).toEqual(before);
    let generation: Record<string, unknown> = {};
    await waitUntil('the generation ends', async () => {
      const found = await query(second, 'query ($id: ID!) { generation(id: $id) { status cost } }', { id });
      ({ generation } = found.data);
      return !['QUEUED', 'RUNNING'].includes(String(generation['status']));
    });
    expect(generation).toEqual({ status: 'SUCCEEDED', cost: '0.052' });
    expect((await query(second, BALANCE)).data.balance).toEqual({ available: '99.948', reserved: '0' });
    const repeated = await query(second, GENERATE, { input: slow });
    expect(repeated.data.generate).toMatchObject({ replayed: true, generation: { id } });
  });

  it('ends, and says so, when its own PostgreSQL is gone', async () => {
    const gateway = await startServing();
    process.kill(serverPid(folder.path), 'SIGKILL');
    expect(await gateway.ended).toBe(1);
    expect(gateway.output()).toContain('PostgreSQL ended unexpectedly');
  });

  it('says what to do when the port is taken, before it touches the database', async () => {
    const first = await startServing();
    const { port } = new URL(first.url);
    const other = join(folder.path, 'other');
    const second = await start({ PORT: port, DATA_DIR: other });
    expect(await second.ended).toBe(1);
    expect(second.output()).toContain(`Port ${port} is taken`);
    expect(second.output()).toContain('PORT=');
    expect(second.output()).not.toMatch(/^\s+at /m);
    expect(existsSync(other)).toBe(false);
  });

  it('runs a second time beside the first with a port and a data folder of its own, and not without', async () => {
    await startServing();
    const same = await start();
    expect(await same.ended).toBe(1);
    expect(same.output()).toContain('is in use by the gateway with process id');
    expect(same.output()).not.toMatch(/^\s+at /m);
    const other = temporaryFolder();
    prepared.copyTo(other.path);
    const second = await startServing({ DATA_DIR: other.path });
    expect((await query(second, BALANCE)).data.balance.available).toBe('100');
    second.child.kill('SIGTERM');
    expect(await second.ended).toBe(0);
    other.remove();
  });

  it.each([
    [{ PORT: 'many' }, /PORT must be a whole number/],
    [{ DATABASE_URL: 'postgresql://nobody:secret-password@127.0.0.1:9/none' }, /does not answer/],
  ])('refuses %j in plain words', async (environment, words) => {
    const gateway = await start(environment);
    expect(await gateway.ended).toBe(1);
    expect(gateway.output()).toMatch(words);
    expect(gateway.output()).not.toMatch(/^\s+at /m);
    expect(gateway.output()).not.toContain('secret-password');
  });
});
