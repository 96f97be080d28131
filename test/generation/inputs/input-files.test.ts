import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import {
  createInputFiles,
  type InputFiles,
  isSentWith,
  LARGEST_INPUT_BYTES,
} from '../../../src/generation/inputs/input-files.ts';
import { createOutputStore, type OutputStore } from '../../../src/generation/outputs/index.ts';
import { temporaryFolder } from '../../support/postgres-processes.ts';

const ACCOUNT = { accountId: 'a', idempotencyKey: 'k', index: 0 };

describe('files to work from', () => {
  let store: OutputStore;
  let inputs: InputFiles;
  let anywhere: InputFiles;
  let server: Server;
  let base: string;
  let png: Buffer;
  const folder = temporaryFolder();

  beforeAll(async () => {
    store = createOutputStore({ dataDir: folder.path, baseUrl: () => 'http://gateway.test' });
    const options = { store, dataDir: folder.path, generationOf: () => Promise.resolve(undefined) };
    inputs = createInputFiles({ ...options, reach: 'PUBLIC' });
    anywhere = createInputFiles({ ...options, reach: 'ANY' });
    png = await sharp({ create: { width: 2, height: 3, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    server = createServer((request, response) => {
      if (request.url === '/moved') response.writeHead(302, { location: '/a.png' }).end();
      else if (request.url === '/a.png') response.end(png);
      else if (request.url === '/text') response.end('<svg xmlns="http://www.w3.org/2000/svg"/>');
      else if (request.url === '/large') response.end(Buffer.alloc(LARGEST_INPUT_BYTES + 1));
      else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterAll(async () => {
    await new Promise((resolve) => void server.close(resolve));
    folder.remove();
  });

  const nameOf = (url: string): string => url.split('/').at(-1) ?? '';

  it('are kept under an address that a repetition of the request gets, too', async () => {
    const first = await inputs.keep(ACCOUNT, png);
    const again = await inputs.keep(ACCOUNT, png);
    const others = await Promise.all([
      inputs.keep({ ...ACCOUNT, idempotencyKey: 'l' }, png),
      inputs.keep({ ...ACCOUNT, accountId: 'b' }, png),
      inputs.keep({ ...ACCOUNT, index: 1 }, png),
    ]);
    expect([first, again]).toMatchObject([{ isNew: true }, { isNew: false, url: first.ok ? first.url : '' }]);
    const urls = [first, ...others].map((kept) => (kept.ok ? kept.url : ''));
    expect(new Set(urls).size).toBe(4);
    expect(urls[0]).toMatch(/^http:\/\/gateway\.test\/outputs\/[0-9a-f]{40}\.png$/);
    expect(await store.open(nameOf(urls[0] ?? ''))).toMatchObject({ mimeType: 'image/png', bytes: png.length });
  });

  it('are refused when they cannot be opened or are too large, and nothing is kept', async () => {
    const damaged = await inputs.keep(ACCOUNT, png.subarray(0, png.length - 20));
    const script = await inputs.keep(ACCOUNT, Buffer.from('<svg onload="alert(1)"/>'));
    const large = await inputs.keep(ACCOUNT, Buffer.alloc(LARGEST_INPUT_BYTES + 1));
    expect([damaged, script, large]).toMatchObject([
      { refusal: { code: 'INPUT_FILE_UNSUPPORTED' } },
      { refusal: { code: 'INPUT_FILE_UNSUPPORTED' } },
      { refusal: { code: 'INPUT_FILE_TOO_LARGE' } },
    ]);
  });

  it('are dropped, and nothing else is', async () => {
    const kept = await inputs.keep({ ...ACCOUNT, index: 7 }, png);
    const other = await inputs.keep({ ...ACCOUNT, index: 8 }, png);
    if (!kept.ok || !other.ok) throw new Error('not kept');
    await inputs.drop([kept]);
    expect(await store.open(nameOf(kept.url))).toBeUndefined();
    expect(await store.open(nameOf(other.url))).toBeDefined();
  });

  it('are known as what was sent with one request, whoever names them', async () => {
    const kept = await inputs.keep({ ...ACCOUNT, index: 3 }, png);
    const name = nameOf(kept.ok ? kept.url : '');
    const asked = await Promise.all([
      isSentWith(store, { accountId: 'a', idempotencyKey: 'k' }, name),
      isSentWith(store, { accountId: 'b', idempotencyKey: 'k' }, name),
      isSentWith(store, { accountId: 'a', idempotencyKey: 'l' }, name),
      isSentWith(store, { accountId: 'a', idempotencyKey: 'k' }, `${'0'.repeat(40)}.png`),
    ]);
    expect(asked).toEqual([true, false, false, false]);
  });

  it('that are named are fetched: whole, opened, without redirects', async () => {
    const check = async (path: string) => (await anywhere.check('a', `${base}${path}`))?.code;
    expect([
      await check('/a.png'),
      await check('/moved'),
      await check('/text'),
      await check('/large'),
      await check('/none'),
    ]).toEqual([
      undefined,
      'INPUT_FILE_UNREACHABLE',
      'INPUT_FILE_UNSUPPORTED',
      'INPUT_FILE_TOO_LARGE',
      'INPUT_FILE_UNREACHABLE',
    ]);
  });

  it('are never fetched from this network', async () => {
    const addresses = [
      `${base}/a.png`,
      'https://127.0.0.1/a.png',
      'https://[::1]/a.png',
      'https://localhost/a.png',
      'file:///etc/passwd',
      'x',
    ];
    const answers = await Promise.all(addresses.map((address) => inputs.check('a', address)));
    expect(answers.map((answer) => answer?.code)).toEqual(addresses.map(() => 'INPUT_FILE_UNREACHABLE'));
  });
});
