// The operator's command, in this process beside a gateway, and as the compiled program on the built-in database.
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readConfiguration } from '../../src/config/index.ts';
import { runPriceBookCommand } from '../../src/server/commands/run-price-book-command.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { GENERATE, generateInput } from '../support/gateway-operations.ts';
import { buildGateway, freePort, spawnGateway, untilServing } from '../support/gateway-process.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { prepareDataDir, temporaryFolder } from '../support/postgres-processes.ts';
import { waitUntil } from '../support/wait-until.ts';

const COMMAND = fileURLToPath(new URL('../../dist/src/server/commands/price-book-main.js', import.meta.url));
const SHIPPED = 'storefronts/usd-credits.json';
const TEXT = readFileSync(SHIPPED, 'utf8');

interface Result {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  /** What a terminal showed meanwhile. */
  readonly shown?: string;
}

/** What the program does once it has read its arguments and the environment, without the second that a process takes to load. */
async function run(environment: Readonly<Record<string, string>>, ...words: string[]): Promise<Result> {
  const text = { out: '', err: '', shown: '' };
  const code = await runPriceBookCommand({
    configure: () => readConfiguration(environment),
    arguments: words,
    say: (line) => (text.out += `${line}\n`),
    note: (line) => (text.err += `${line}\n`),
    progress: { isTTY: true, write: (part) => (text.shown += part) },
    now: () => new Date(),
  });
  return { code, ...text };
}

function spawnProgram(environment: Readonly<Record<string, string>>, ...words: string[]): Promise<Result> {
  const { PATH, HOME, TMPDIR } = process.env;
  const env = { PATH, HOME, ...(TMPDIR === undefined ? {} : { TMPDIR }), ...environment };
  const child = spawn(process.execPath, [COMMAND, ...words], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const text = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => (text.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (text.err += chunk.toString()));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, ...text })));
}

let folder: ReturnType<typeof temporaryFolder>;

function write(name: string, text: string): string {
  const file = join(folder.path, name);
  writeFileSync(file, text);
  return file;
}

/** The first price of the file, which is that of bfl/flux-1.1-pro, is another one; for everybody to see. */
function dearer(price: string): string {
  const changed = TEXT.replace('"price": "0.052"', `"price": "${price}"`);
  if (changed === TEXT) throw new Error('the test counts on a model at 0.052');
  return changed;
}

beforeAll(() => {
  folder = temporaryFolder();
});

afterAll(() => folder.remove());

describe('pricebook', () => {
  let gateway: TestGateway;
  let place: { DATABASE_URL: string };

  beforeAll(async () => {
    gateway = await startTestGateway();
    place = { DATABASE_URL: gateway.applicationUrl };
  });

  afterAll(() => gateway.stop());

  it('lists the first book', async () => {
    const { code, out } = await run(place, 'list');
    expect(out).toMatch(/^ {3}1 {2}in force {4}from \S+Z {2}usd-credits@[\d-]+\.[0-9a-f]{12}\n$/);
    expect(code).toBe(0);
  });

  it('rehearses a file over what was paid, with before and after, and publishes nothing', async () => {
    const { key } = await gateway.newAccount('10');
    const { data } = await gateway.ask(GENERATE, { input: generateInput() }, { key });
    await gateway.ended(data.generate.generation.id, key);
    const { code, out, shown } = await run(place, 'rehearse', write('dearer.json', dearer('0.06')), '--days', '7');
    expect(shown).toContain('Pricing 7 days: 0 of 0 generations, 0 s');
    expect(shown).toMatch(/Pricing 7 days: 1 of 1 generation, \d+ s\r\u001b\[K$/);
    expect(code).toBe(0);
    expect(out).toMatch(/^usd-credits@\S+ -> usd-credits@\S+\n/);
    expect(out).toContain('model bfl/flux-1.1-pro changes: price\n');
    expect(out).toMatch(/default parameters: 0\.052 -> 0\.06 credits \(\+15\.4 %\)/);
    expect(out).toMatch(/Over 1 charged generation from \S+ to \S+:/);
    expect(out).toMatch(/all +1 +0\.052 +0\.06 +\+0\.008 +\+15\.38\n/);
    expect(out).toContain('1 account would have paid more, 0 less, 0 the same.');
    expect(out).toMatch(/bfl\/flux-1\.1-pro +1 +0\.052 +0\.06 +\+0\.008/);
    expect(out).toMatch(/acct_\w+ +1 +0\.052 +0\.06/);
    expect((await run(place, 'list')).out.split('\n')).toHaveLength(2);
  });

  it('publishes a file, and the gateway that runs sells by it', async () => {
    const { code, out } = await run(place, 'publish', write('dearer.json', dearer('0.06')));
    expect(code).toBe(0);
    expect(out).toMatch(/0\.052 -> 0\.06 credits[^]*Published:\n {3}2 {2}in force/);
    const query = '{ estimate(input: { model: "bfl/flux-1.1-pro" }) { totalCost } }';
    const price = async () => (await gateway.ask(query)).data.estimate.totalCost;
    await waitUntil('the gateway has the price', async () => (await price()) === '0.06');
    const again = await run(place, 'publish', write('again.json', dearer('0.06')));
    expect(again).toMatchObject({ code: 0, out: expect.stringContaining('Nothing to publish') });
  });

  it('schedules a book for later', async () => {
    const later = '2099-01-01T00:00:00Z';
    const { code, out } = await run(place, 'publish', write('later.json', dearer('0.07')), '--effective-at', later);
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringMatching(/scheduled {3}from 2099-01-01T00:00/) });
  });

  it.each([
    [
      'a price that is no string',
      (text: string) => text.replace('"0.06"', '0.06'),
      /^Refused\. .*bad\.json:\d+: models\[/,
    ],
    ['no JSON', () => '{', /^Refused\. .*bad\.json: is not valid JSON/],
    [
      'another name',
      (text: string) => text.replace('"usd-credits"', '"euro-credits"'),
      /^Refused\. .*storefront in use/,
    ],
    ['an absurd price', (text: string) => text.replace('"0.06"', '"6"'), /^Refused\. .*--force\n$/s],
  ])('refuses %s with code 1 and says where', async (_, change, expected) => {
    const result = await run(place, 'publish', write('bad.json', change(dearer('0.06'))));
    expect(result.code).toBe(1);
    expect(result.out).toMatch(expected);
    expect(result.err).toBe('');
  });

  it('publishes an absurd price when it is forced to', async () => {
    const { code } = await run(place, 'publish', write('forced.json', dearer('6')), '--force');
    expect(code).toBe(0);
  });

  it('refuses a date that has passed with code 1', async () => {
    const file = write('past.json', dearer('0.055'));
    const { code, out } = await run(place, 'publish', file, '--effective-at', '2020-01-01T00:00:00Z');
    expect({ code, out }).toEqual({ code: 1, out: expect.stringMatching(/^Refused\. effectiveAt lies in the past/) });
  });

  it.each([
    ['no words', [], /npm run pricebook -- list/],
    ['a file that is not there', ['publish', 'nowhere.json'], /nowhere\.json cannot be read/],
    ['a word that it does not know', ['publish', SHIPPED, '--now'], /--now[^]*npm run pricebook/],
  ])('cannot do anything with %s: code 2', async (_, words, expected) => {
    const { code, out, err } = await run(place, ...words);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(expected);
    expect(err).not.toMatch(/^\s+at /m);
  });

  it('says what it cannot reach, with code 2, and no secret', async () => {
    const { code, err } = await run({ DATABASE_URL: 'postgresql://nobody:secret-word@127.0.0.1:9/none' }, 'list');
    expect(code).toBe(2);
    expect(err).toMatch(/does not answer/);
    expect(err).not.toContain('secret-word');
  });

  it('publishes the first book of a storefront that no gateway was started with', async () => {
    const { url, drop } = await createTestDatabase();
    const empty = await run({ DATABASE_URL: url }, 'list');
    expect(empty).toMatchObject({ code: 0, out: expect.stringContaining('There is no price book of usd-credits yet') });
    const { code, out } = await run({ DATABASE_URL: url }, 'publish', SHIPPED);
    expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/Published:\n {3}1 {2}in force/) });
    await drop();
  });
});

describe('pricebook on the built-in database', () => {
  it('uses the PostgreSQL of a gateway that runs, and starts its own when none does', async () => {
    buildGateway();
    const prepared = await prepareDataDir();
    prepared.copyTo(folder.path);
    const place = { DATA_DIR: folder.path };
    const gateway = spawnGateway({ PORT: String(await freePort()), ...place });
    await untilServing(gateway);
    const beside = await spawnProgram(place, 'publish', write('dearer.json', dearer('0.06')));
    expect(beside).toMatchObject({ code: 0, out: expect.stringMatching(/Published:\n {3}2 {2}in force/) });
    expect(beside.err).toContain('Using the database of the gateway that is running.');
    gateway.child.kill('SIGTERM');
    expect(await gateway.ended).toBe(0);
    const alone = await spawnProgram(place, 'list');
    expect(alone).toMatchObject({ code: 0, out: expect.stringMatching(/2 {2}in force[^]*1 {2}superseded/) });
    prepared.remove();
    const refused = await spawnProgram(place, 'publish', write('bad.json', '{'));
    expect(refused).toMatchObject({ code: 1, out: expect.stringMatching(/^Refused\. .*bad\.json: is not valid JSON/) });
    const unable = await spawnProgram(place, 'publish', 'nowhere.json');
    expect(unable).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/nowhere\.json cannot be read/) });
  });
});
