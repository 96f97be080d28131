// Requests with sent files that never come to an end: a process that is killed, a room that throws. And none that is kept for nothing.
import { randomBytes } from 'node:crypto';
import { watch } from 'node:fs';
import { copyFile, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { UNFINISHED_MILLISECONDS } from '../../src/generation/inputs/decide-sweep.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { buildGateway, freePort, spawnGateway, untilServing } from '../support/gateway-process.ts';
import { withClient } from '../support/postgres.ts';
import { waitUntil } from '../support/wait-until.ts';

const EDITOR = 'fal-ai/flux-pro/kontext';
interface Line {
  readonly id: string;
  readonly endpoint: string;
  readonly status: string;
}

const PURGE = 'mutation ($id: ID!) { purgeRequest(input: { id: $id }) { purged } }';

let gateway: TestGateway;
let picture: Uint8Array<ArrayBuffer>;
let before: ReadonlySet<string>;

beforeAll(async () => {
  buildGateway();
  gateway = await startTestGateway();
});

afterAll(() => gateway.stop());

beforeEach(async () => {
  const background = `#${randomBytes(3).toString('hex')}`;
  picture = new Uint8Array(
    await sharp({ create: { width: 8, height: 8, channels: 3, background } })
      .png()
      .toBuffer(),
  );
  before = new Set(await files());
});

async function namesIn(...folder: string[]): Promise<string[]> {
  return readdir(join(gateway.dataDir, 'outputs', ...folder)).catch(() => []);
}
const files = async () => (await namesIn()).filter((name) => !name.startsWith('.'));
const added = async () => (await files()).filter((name) => !before.has(name));
const marks = () => namesIn('.requests');

async function age(): Promise<void> {
  const longAgo = new Date(Date.now() - UNFINISHED_MILLISECONDS - 60_000);
  for (const name of await marks()) await utimes(join(gateway.dataDir, 'outputs', '.requests', name), longAgo, longAgo);
}

interface Sent {
  readonly key: string;
  readonly idempotencyKey?: string;
  readonly prompt?: string;
  readonly query?: string;
}

function send(url: string, { key, idempotencyKey = 'edit', prompt = 'greener', query = '' }: Sent): Promise<Response> {
  const body = new FormData();
  body.set('model', EDITOR);
  body.set('prompt', prompt);
  body.append('image', new Blob([picture]), 'a.png');
  const headers = { authorization: `Bearer ${key}`, 'idempotency-key': idempotencyKey };
  return fetch(`${url}/lumenfall/openai/v1/images/edits${query}`, { method: 'POST', headers, body });
}

async function parametersOf(key: string): Promise<string> {
  const { data } = await gateway.ask('{ generations(first: 9) { nodes { id parameters } } }', {}, { key });
  return JSON.stringify(data.generations.nodes);
}

/** Names of the files that were written meanwhile, even if they are gone. */
async function seenWriting(work: () => Promise<void>): Promise<string[]> {
  const unfinished = join(gateway.dataDir, 'outputs', '.unfinished');
  const seen: string[] = [];
  const watching = watch(unfinished, (_event, name) => seen.push(String(name)));
  await work();
  // Events come in order: when this one is there, the others are, too.
  await writeFile(join(unfinished, 'last'), '');
  await waitUntil('the last event', () => seen.includes('last'));
  watching.close();
  await rm(join(unfinished, 'last'));
  return seen.filter((name) => name !== 'last');
}

/** Another gateway of the same place looks when it starts. */
async function sweepWithAnother(isDone: () => Promise<boolean>): Promise<void> {
  const other = await startTestGateway({ besides: gateway });
  await waitUntil('the sweep', isDone);
  await other.stop();
}

it('a killed process leaves a file that another one removes, and nothing that works from its file', async () => {
  const { key } = await gateway.newAccount('50');
  const accepted = await send(gateway.url, { key, idempotencyKey: 'accepted' });
  expect([accepted.status, await marks()]).toEqual([200, []]);
  const own = /[0-9a-f]{40}\.png/.exec(await parametersOf(key))?.[0];
  before = new Set(await files());
  const place = { DATABASE_URL: gateway.applicationUrl, MIGRATION_DATABASE_URL: gateway.databaseUrl };
  const killed = spawnGateway({
    ...{ ...place, PORT: String(await freePort()), DATA_DIR: gateway.dataDir, DEMO_API_KEY: gateway.demoKey },
    OPERATOR_API_KEY: gateway.operatorKey,
  });
  await untilServing(killed);
  await withClient(gateway.databaseUrl, async (client) => {
    await client.query('begin');
    // Reads go on; the reservation waits.
    await client.query('lock table wallet in exclusive mode');
    const answer = send(killed.url, { key, idempotencyKey: 'lost' }).catch(() => 'LOST');
    await waitUntil('its file is kept', async () => (await added()).length === 1);
    killed.child.kill('SIGKILL');
    await killed.ended;
    expect(await answer).toBe('LOST');
    await client.query('rollback');
  });
  const [lost] = await added();
  expect([await added(), await marks()]).toEqual([[lost], [expect.any(String)]]);
  await age();
  await sweepWithAnother(async () => (await marks()).length === 0);
  // What was sent with the accepted one, and what it made, is there.
  expect([await files(), await added()]).toEqual([[...before], []]);
  expect(await files()).toContain(own);
});

it('a room that throws leaves one, too, and a young one stays', async () => {
  const { key } = await gateway.newAccount('50');
  const role = new URL(gateway.applicationUrl).username;
  const inDatabase = (sql: string) => withClient(gateway.databaseUrl, (client) => client.query(sql));
  await inDatabase(`revoke insert on generation from ${role}`);
  const answer = await send(gateway.url, { key });
  await inDatabase(`grant insert on generation to ${role}`);
  expect(answer.status).toBe(500);
  expect([await added(), await marks()]).toMatchObject([{ length: 1 }, { length: 1 }]);
  // One that is under way elsewhere, as its mark says.
  const [own] = await marks();
  const young = `${'a'.repeat(40)}-0.json`;
  await age();
  const marked = (name: string) => join(gateway.dataDir, 'outputs', '.requests', name);
  await copyFile(marked(String(own)), marked(young));
  await sweepWithAnother(async () => !(await marks()).includes(String(own)));
  expect([await added(), await marks()]).toEqual([[], [young]]);
  await rm(marked(young));
});

it('nothing is written for a request that cannot be paid', async () => {
  const { key } = await gateway.newAccount('0');
  const written = await seenWriting(async () => {
    expect((await send(gateway.url, { key })).status).toBe(402);
  });
  expect(written).toEqual([]);
  // A dry run is looked at with its file, and leaves nothing.
  expect((await send(gateway.url, { key, query: '?dryRun=true' })).status).toBe(200);
  expect(await added()).toEqual([]);
});

it('a repetition is answered when nothing can be paid any more, and brings no erased file back', async () => {
  const { key } = await gateway.newAccount('0.05');
  const first = await send(gateway.url, { key });
  expect(first.status).toBe(200);
  expect((await send(gateway.url, { key, idempotencyKey: 'new' })).status).toBe(402);
  const again = await send(gateway.url, { key });
  expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([200, 'true']);
  // The lines of the refused one and of the repetition come when they come, and have nothing to purge.
  const { data } = await gateway.ask('{ requests(first: 9) { nodes { id endpoint status } } }', {}, { key });
  const own = data.requests.nodes.find(
    ({ endpoint, status }: Line) => endpoint === 'GENERATE' && status === 'COMPLETED',
  );
  const purged = await gateway.ask(PURGE, { id: own.id }, { key });
  expect(purged.errors).toBeUndefined();
  expect(await added()).toEqual([]);
  await send(gateway.url, { key });
  expect(await added()).toEqual([]);
});
