// Exports through a gateway: asked for, fetched whole and in parts by links that only the gateway makes, and refused.
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runVerifyExportCommand } from '../../src/server/commands/run-verify-export-command.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { GENERATE, generateInput } from '../support/gateway-operations.ts';
import { waitUntil } from '../support/wait-until.ts';

const CREATE = `mutation ($input: CreateExportInput!) {
  createExport(input: $input) { export { id status from to } userErrors { code message retryable } }
}`;
const EXPORT = `query ($id: ID!) {
  export(id: $id) { id kind form status rows bytes sha256 headHash finishedAt file { url expiresAt } manifest { url } }
}`;

let gateway: TestGateway;
const clock = { now: new Date('2026-11-21T12:00:00Z') };

beforeAll(async () => {
  gateway = await startTestGateway({ now: () => clock.now });
  const { data } = await gateway.ask(GENERATE, { input: generateInput() });
  await gateway.ended(data.generate.generation.id);
});
afterAll(() => gateway.stop());

const create = async (input: object, key = gateway.demoKey) =>
  (await gateway.ask(CREATE, { input }, { key })).data.createExport;

async function done(input: object, key = gateway.demoKey) {
  const { export: made, userErrors } = await create(input, key);
  expect(userErrors).toEqual([]);
  let found = made;
  await waitUntil('the export is done', async () => {
    found = (await gateway.ask(EXPORT, { id: made.id }, { key })).data.export;
    return found.status === 'DONE';
  });
  return found;
}

describe('an export', () => {
  it.each([
    ...[['TRANSACTIONS', 'CSV'] as const, ['TRANSACTIONS', 'NDJSON'] as const, ['USAGE', 'CSV'] as const],
    ...[['USAGE', 'FOCUS'] as const, ['INVOICES', 'NDJSON'] as const],
    ...[['REQUESTS', 'CSV'] as const],
  ])('of %s as %s is fetched, and verified without the gateway', async (kind, form) => {
    const made = await done({ kind, form });
    const bytes = Buffer.from(await (await fetch(made.file.url)).arrayBuffer());
    expect(String(bytes.length)).toBe(made.bytes);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(made.sha256);
    const manifest = await (await fetch(made.manifest.url)).text();
    const file = join(gateway.dataDir, `taken-${kind}-${form}.gz`);
    await writeFile(file, bytes);
    await writeFile(`${file}.manifest.json`, manifest);
    const lines: string[] = [];
    const say = (line: string): number => lines.push(line);
    const { data } = await gateway.ask('{ verifyLedger { headHash } }');
    expect(
      await runVerifyExportCommand({ arguments: [file, '--head', data.verifyLedger.headHash], say, complain: say }),
    ).toBe(0);
    if (kind === 'TRANSACTIONS') expect(lines.join('')).toContain(data.verifyLedger.headHash);
    expect(made.headHash).toBe(data.verifyLedger.headHash);
  });

  it('is refused where it cannot be had in that form, in words', async () => {
    expect((await create({ kind: 'TRANSACTIONS', form: 'FOCUS' })).userErrors[0].code).toBe('EXPORT_FORM_NOT_OFFERED');
    const early = await gateway.ask(CREATE, { input: { kind: 'USAGE', from: '2020-01-01T00:00:00Z' } });
    expect(early.errors?.[0]).toMatchObject({
      extensions: { code: 'BAD_USER_INPUT' },
      message: expect.stringContaining('too long ago'),
    });
    const span = { from: '2026-11-20T00:00:00Z', to: '2026-11-19T00:00:00Z' };
    expect((await gateway.ask(CREATE, { input: { kind: 'USAGE', ...span } })).errors?.[0].extensions.code).toBe(
      'BAD_USER_INPUT',
    );
  });

  it('of another account is not there', async () => {
    const made = await done({ kind: 'TRANSACTIONS' });
    const { key } = await gateway.newAccount('5');
    expect((await gateway.ask(EXPORT, { id: made.id }, { key })).data.export).toBeNull();
    const theirs = await done({ kind: 'TRANSACTIONS' }, key);
    const text = gunzipSync(Buffer.from(await (await fetch(theirs.file.url)).arrayBuffer())).toString();
    expect(text.trim().split('\r\n')).toHaveLength(2);
  });

  it('needs a key that may read the account', async () => {
    const { data } = await gateway.ask(
      'mutation { createApiKey(input: { name: "Makes only", scopes: [GENERATION_WRITE] }) { secret } }',
    );
    const { secret: key } = data.createApiKey;
    for (const [query, variables] of [
      [CREATE, { input: { kind: 'USAGE' } }],
      [EXPORT, { id: 'exp_1' }],
    ] as const) {
      const { status, errors } = await gateway.ask(query, variables, { key });
      expect([status, errors?.[0].extensions.code]).toEqual([403, 'FORBIDDEN_SCOPE']);
    }
  });

  it('of what was generated needs a key that may read that, too', async () => {
    const { data } = await gateway.ask(
      'mutation { createApiKey(input: { name: "Reads the account", scopes: [ACCOUNT_READ] }) { secret } }',
    );
    const { secret: key } = data.createApiKey;
    for (const kind of ['USAGE', 'REQUESTS']) {
      const { status, errors } = await gateway.ask(CREATE, { input: { kind } }, { key });
      expect([status, errors?.[0].extensions.code]).toEqual([403, 'FORBIDDEN_SCOPE']);
    }
    const ours = await done({ kind: 'REQUESTS' });
    expect((await gateway.ask(EXPORT, { id: ours.id }, { key })).data.export).toBeNull();
    const ledger = await done({ kind: 'TRANSACTIONS' }, key);
    expect((await fetch(ledger.file.url)).status).toBe(200);
  });
});

describe('a link to an export', () => {
  it('gives the rest of a download that broke off, also with a newer link', async () => {
    const made = await done({ kind: 'TRANSACTIONS' });
    const whole = Buffer.from(await (await fetch(made.file.url)).arrayBuffer());
    const first = await fetch(made.file.url, { headers: { range: 'bytes=0-99' } });
    expect([first.status, first.headers.get('content-range')]).toEqual([206, `bytes 0-99/${whole.length}`]);
    const again = (await gateway.ask(EXPORT, { id: made.id })).data.export;
    const headers = { range: 'bytes=100-', 'if-range': first.headers.get('etag') ?? '' };
    const rest = await fetch(again.file.url, { headers });
    expect(rest.status).toBe(206);
    const joined = Buffer.concat([Buffer.from(await first.arrayBuffer()), Buffer.from(await rest.arrayBuffer())]);
    expect(joined.equals(whole)).toBe(true);
    // Another file than the one that was begun is sent whole.
    const other = await fetch(again.file.url, { headers: { ...headers, 'if-range': '"another"' } });
    expect([other.status, (await other.arrayBuffer()).byteLength]).toEqual([200, whole.length]);
    expect((await fetch(again.file.url, { headers: { range: `bytes=${whole.length}-` } })).status).toBe(416);
  });

  it('is good for nothing else, and for an hour', async () => {
    const made = await done({ kind: 'TRANSACTIONS' });
    const { id, key } = await gateway.newAccount('5');
    const theirs = await done({ kind: 'TRANSACTIONS' }, key);
    const url = new URL(made.file.url);
    const changes: readonly ((link: URL) => void)[] = [
      (link) => (link.pathname = link.pathname.replace(made.id, theirs.id)),
      (link) => (link.pathname = link.pathname.replace(/acct_[^/]+/, id)),
      (link) => (link.pathname = `${link.pathname}.manifest.json`),
      (link) => (link.pathname = link.pathname.replace('/exports/', '/statements/')),
      (link) => link.searchParams.set('expires', '99999999999'),
      (link) => link.searchParams.set('seal', 'A'.repeat(87)),
      (link) => (link.search = ''),
    ];
    for (const change of changes) {
      const link = new URL(url);
      change(link);
      expect([link.href, (await fetch(link)).status]).toEqual([link.href, 403]);
    }
    const { now } = clock;
    clock.now = new Date(Date.parse(made.file.expiresAt) - 1_000);
    expect((await fetch(url)).status).toBe(200);
    clock.now = new Date(Date.parse(made.file.expiresAt));
    expect((await fetch(url)).status).toBe(410);
    clock.now = now;
  });
});
