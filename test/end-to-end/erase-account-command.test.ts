// The operator's command: the compiled program on the built-in database, beside a gateway and without one; what it refuses, in this
// process.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readConfiguration } from '../../src/config/index.ts';
import { newId, toPublicId } from '../../src/database/index.ts';
import { runEraseAccountCommand } from '../../src/server/commands/run-erase-account-command.ts';
import { type Answer, ask } from '../support/gateway-client.ts';
import { GENERATE, generateInput } from '../support/gateway-operations.ts';
import { buildGateway, freePort, type GatewayProcess, spawnGateway, untilServing } from '../support/gateway-process.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { prepareDataDir, temporaryFolder } from '../support/postgres-processes.ts';
import { waitUntil } from '../support/wait-until.ts';

const commandOf = (name: string): string =>
  fileURLToPath(new URL(`../../dist/src/server/commands/${name}-main.js`, import.meta.url));

interface Result {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  /** What a terminal showed meanwhile. */
  readonly shown?: string;
}

function runProgram(name: string, dataDir: string, ...words: string[]): Promise<Result> {
  const { PATH, HOME, TMPDIR } = process.env;
  const env = { PATH, HOME, ...(TMPDIR === undefined ? {} : { TMPDIR }), DATA_DIR: dataDir };
  const child = spawn(process.execPath, [commandOf(name), ...words], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const text = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => (text.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (text.err += chunk.toString()));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, ...text })));
}

/** What the program does once it has read its arguments and the environment, without the second that a process takes to load. */
async function runHere(environment: Readonly<Record<string, string>>, ...words: string[]): Promise<Result> {
  const text = { out: '', err: '', shown: '' };
  const code = await runEraseAccountCommand({
    configure: () => readConfiguration(environment),
    arguments: words,
    say: (line) => (text.out += `${line}\n`),
    note: (line) => (text.err += `${line}\n`),
    progress: { isTTY: true, write: (part) => (text.shown += part) },
  });
  return { code, ...text };
}

describe('personal-data:erase on the built-in database', () => {
  let prepared: Awaited<ReturnType<typeof prepareDataDir>>;
  let folder: ReturnType<typeof temporaryFolder>;

  beforeAll(async () => {
    buildGateway();
    prepared = await prepareDataDir();
    folder = temporaryFolder();
    prepared.copyTo(folder.path);
  });

  afterAll(() => {
    folder.remove();
    prepared.remove();
  });

  const exportsIn = (): string[] => readdirSync(join(folder.path, 'exports'));

  async function open(gateway: GatewayProcess) {
    await untilServing(gateway);
    const key = readFileSync(join(folder.path, 'demo-api-key'), 'utf8').trim();
    const asked = async (query: string, variables: object = {}): Promise<Answer> =>
      (await ask(gateway.url, { query, variables }, { key })).data;
    return asked;
  }

  it('erases beside a gateway what was generated and exported, and again without one; the ledger verifies with the same head', async () => {
    const gateway = spawnGateway({ PORT: String(await freePort()), DATA_DIR: folder.path });
    const asked = await open(gateway);
    const { generation } = (await asked(GENERATE, { input: generateInput({ prompt: 'an erasable lighthouse' }) }))
      .generate;
    const look = 'query ($id: ID!) { generation(id: $id) { status prompt outputs { url } } account { id name } }';
    const read = (): Promise<Answer> => asked(look, { id: generation.id });
    await waitUntil('the generation has ended', async () => (await read()).generation.status === 'SUCCEEDED');
    const { export: made } = (
      await asked('mutation { createExport(input: { kind: USAGE, form: CSV }) { export { id } } }')
    ).createExport;
    const stateOf = 'query ($id: ID!) { export(id: $id) { status } }';
    await waitUntil('the export is done', async () => (await asked(stateOf, { id: made.id })).export.status === 'DONE');
    const before = await read();
    const [output] = before.generation.outputs;
    expect((await fetch(output.url)).status).toBe(200);
    expect(exportsIn()).toHaveLength(1);
    const heads = '{ verifyLedger { ok headHash transactions } }';
    const books = await asked(heads);

    const account = before.account.id;
    expect(await runProgram('erase-account', folder.path, account)).toEqual({
      code: 0,
      out: 'Erased: name, e-mail address, names of keys, webhooks, the log of requests, exports, and 1 generation.\n',
      err: 'Using the database of the gateway that is running.\n',
    });
    const after = await read();
    expect(after).toEqual({
      generation: { ...before.generation, prompt: null, outputs: [] },
      account: { id: account, name: '(erased)' },
    });
    expect((await fetch(output.url)).status).toBe(404);
    expect(exportsIn()).toEqual([]);
    expect(await asked(heads)).toEqual(books);
    expect(books.verifyLedger.ok).toBe(true);

    gateway.child.kill('SIGTERM');
    expect(await gateway.ended).toBe(0);
    const again = await runProgram('erase-account', folder.path, account);
    expect(again).toMatchObject({ code: 0, out: expect.stringMatching(/^Erased: /) });
    expect(again.err).toContain('Starting PostgreSQL');
    const verified = await runProgram('verify-ledger', folder.path);
    expect(verified).toMatchObject({
      code: 0,
      out: expect.stringMatching(/with 3 transactions .*all as it should be/),
    });
  });
});

describe('personal-data:erase', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  const nobody = toPublicId('acct', newId());

  it.each([
    ['an account that there is not', [nobody], `There is no account ${nobody}.\n`],
    ['what is no account', ['gen_x'], '"gen_x" is no id of an account, "acct_…".\n'],
    ['nothing', [], /^npm run personal-data:erase -- acct_… /],
    ['two of them', [nobody, nobody], /^npm run personal-data:erase -- acct_… /],
    ['a word that it does not know', ['--help'], /^npm run personal-data:erase -- acct_… /],
  ])('refuses %s with code 2', async (_, words, expected) => {
    const { code, out, err } = await runHere({ DATABASE_URL: database.url }, ...words);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toEqual(typeof expected === 'string' ? expected : expect.stringMatching(expected));
  });

  it('says what it cannot reach, with code 2, and no secret', async () => {
    const url = 'postgresql://nobody:secret-password@127.0.0.1:9/none';
    const { code, err } = await runHere({ DATABASE_URL: url }, nobody);
    expect(code).toBe(2);
    expect(err).toMatch(/^The PostgreSQL of DATABASE_URL does not answer/);
    expect(err).not.toMatch(/secret-password|^\s+at /m);
  });

  it("says when a database is not the gateway's, and makes nothing where nothing is", async () => {
    const url = new URL(database.url);
    url.pathname = '/postgres';
    expect(await runHere({ DATABASE_URL: url.href }, nobody)).toMatchObject({
      ...{ code: 2, out: '' },
      err: 'This database is not that of this release. Start a gateway on it first.\n',
    });
    const folder = temporaryFolder();
    const nowhere = join(folder.path, 'nowhere');
    const { code, err } = await runHere({ DATA_DIR: nowhere }, nobody);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(`There is no database in ${nowhere}`) });
    expect(existsSync(nowhere)).toBe(false);
    folder.remove();
  });
});
