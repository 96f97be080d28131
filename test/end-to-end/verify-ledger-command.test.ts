// The operator's command: the compiled program, with its threads, on every kind of database; what needs no threads, in this
// process.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readConfiguration } from '../../src/config/index.ts';
import { newId, toPublicId } from '../../src/database/index.ts';
import { runVerifyLedgerCommand } from '../../src/server/commands/run-verify-ledger-command.ts';
import { buildGateway, freePort, spawnGateway, untilServing } from '../support/gateway-process.ts';
import { createLedgerWorld, type LedgerWorld } from '../support/ledger-world.ts';
import { prepareDataDir, temporaryFolder } from '../support/postgres-processes.ts';

const COMMAND = fileURLToPath(new URL('../../dist/src/server/commands/verify-ledger-main.js', import.meta.url));

interface Result {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function verify(environment: Readonly<Record<string, string>>, ...words: string[]): Promise<Result> {
  const { PATH, HOME, TMPDIR } = process.env;
  const env = { PATH, HOME, ...(TMPDIR === undefined ? {} : { TMPDIR }), ...environment };
  const child = spawn(process.execPath, [COMMAND, ...words], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const text = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => (text.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (text.err += chunk.toString()));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, ...text })));
}

/** What the program does once it has read its arguments and the environment, without the second that a process takes to load. */
async function verifyHere(environment: Readonly<Record<string, string>>, ...words: string[]): Promise<Result> {
  const text = { out: '', err: '' };
  const code = await runVerifyLedgerCommand({
    configure: () => readConfiguration(environment),
    arguments: words,
    say: (line) => (text.out += `${line}\n`),
    progress: { isTTY: false, write: (part: string) => (text.err += part) },
  });
  return { code, ...text };
}

beforeAll(() => {
  buildGateway();
});

describe('ledger:verify', () => {
  let world: LedgerWorld;
  let accounts: string[];

  beforeAll(async () => {
    world = await createLedgerWorld();
    accounts = await Promise.all(Array.from({ length: 300 }, () => world.newAccount('10')));
    for (let round = 0; round < 3; round += 1) {
      await Promise.all(accounts.map((account) => world.reserve(account, '0.1')));
    }
  });

  afterAll(() => world.close());

  it('says how much it verified, with code 0', async () => {
    const { code, out } = await verify({ DATABASE_URL: world.url }, '--workers', '3');
    expect(out).toMatch(/^Verified 300 accounts with 1200 transactions \(.* s, \d+\/s\): all as it should be\.\n$/);
    expect(code).toBe(0);
  });

  it('verifies one account by its public id', async () => {
    const account = toPublicId('acct', accounts[7] ?? '');
    const shown: string[] = [];
    const out: string[] = [];
    const code = await runVerifyLedgerCommand({
      configure: () => readConfiguration({ DATABASE_URL: world.url }),
      arguments: ['--account', account],
      say: (line) => out.push(line),
      progress: { isTTY: true, write: (text: string) => shown.push(text) },
    });
    expect(out).toEqual([`Verified ${account} with 4 transactions: all as it should be.`]);
    expect(code).toBe(0);
    expect(shown[0]).toContain(`Verifying ${account}: 0 of 0 transactions, 0 s`);
    expect(shown.at(-2)).toContain(`Verifying ${account}: 4 of 4 transactions, `);
  });

  it('names every problem of every account, with code 1', async () => {
    const [first = '', second = ''] = accounts;
    await world.database.rows('update wallet set reserved = reserved + 1 where account_id = $1', [first]);
    await world.database.rows(
      'update lot set priority = 1, spent = 1, remaining = remaining - 1 where account_id = $1',
      [second],
    );
    const all = await verify({ DATABASE_URL: world.url });
    expect(all.code).toBe(1);
    expect(all.out).toContain(
      `${toPublicId('acct', first)}: wallet: reserved is 300001, its transactions say 300000\n`,
    );
    expect(all.out).toContain(`${toPublicId('acct', second)}: lot 1: spent is 1, its transactions say 0\n`);
    expect(all.out).toMatch(/Verified 300 accounts .*: 2 damaged\.\n$/);
    const one = await verifyHere({ DATABASE_URL: world.url }, '--account', toPublicId('acct', first));
    expect(one).toMatchObject({ code: 1, out: expect.stringMatching(/^acct_\w+: wallet: reserved is 300001/) });
  });

  it.each([
    ['an account that there is not', ['--account', toPublicId('acct', newId())], /There is no account acct_/],
    ['what is no account', ['--account', 'gen_x'], /is no id of an account/],
    ['a word that it does not know', ['--everything'], /--everything[^]*npm run ledger:verify/],
    ['no workers', ['--workers', '0'], /--workers takes 1 to 128/],
  ])('refuses %s with code 2', async (_, words, expected) => {
    const { code, out, err } = await verifyHere({ DATABASE_URL: world.url }, ...words);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(expected);
    expect(err).not.toMatch(/^\s+at /m);
  });

  it('says what it cannot reach, with code 2, and no secret', async () => {
    const { code, err } = await verifyHere({ DATABASE_URL: 'postgresql://nobody:secret-password@127.0.0.1:9/none' });
    expect(code).toBe(2);
    expect(err).toMatch(/does not answer/);
    expect(err).not.toContain('secret-password');
  });

  it('says when a database has no ledger', async () => {
    const url = new URL(world.url);
    url.pathname = '/postgres';
    const { code, err } = await verifyHere({ DATABASE_URL: url.href });
    expect(code).toBe(2);
    expect(err).toMatch(/no ledger yet/);
  });
});

describe('ledger:verify on the built-in database', () => {
  let prepared: Awaited<ReturnType<typeof prepareDataDir>>;
  let folder: ReturnType<typeof temporaryFolder>;

  beforeAll(async () => {
    prepared = await prepareDataDir();
    folder = temporaryFolder();
    prepared.copyTo(folder.path);
  });

  afterAll(() => {
    folder.remove();
    prepared.remove();
  });

  it('makes nothing where nothing is', async () => {
    const nowhere = join(folder.path, 'nowhere');
    const { code, err } = await verifyHere({ DATA_DIR: nowhere });
    expect(code).toBe(2);
    expect(err).toContain(`There is no database in ${nowhere}`);
    expect(existsSync(nowhere)).toBe(false);
  });

  it('uses the PostgreSQL of a gateway that runs, and starts its own when none does', async () => {
    const gateway = spawnGateway({ PORT: String(await freePort()), DATA_DIR: folder.path });
    await untilServing(gateway);
    const beside = await verify({ DATA_DIR: folder.path });
    expect(beside).toMatchObject({ code: 0, out: expect.stringMatching(/with 1 transaction .*all as it should be/) });
    expect(beside.err).toContain('Using the database of the gateway that is running.');
    expect((await fetch(`${gateway.url}/health`)).status).toBe(200);
    gateway.child.kill('SIGTERM');
    expect(await gateway.ended).toBe(0);
    const alone = await verify({ DATA_DIR: folder.path });
    expect(alone).toMatchObject({ code: 0, out: expect.stringMatching(/with 1 transaction .*all as it should be/) });
    expect(alone.err).toContain('Starting PostgreSQL');
    // It stopped what it started; and what it cannot do has an exit code of its own.
    const again = await verify({ DATA_DIR: folder.path }, '--account', toPublicId('acct', newId()));
    expect(again).toMatchObject({ code: 2, out: '', err: expect.stringContaining('There is no account acct_') });
  });
});
