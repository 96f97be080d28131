import { mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import {
  createOutputStore,
  newOutputSecret,
  type OutputStore,
  outputName,
} from '../../../src/generation/outputs/index.ts';

let dataDir: string;
let store: OutputStore;
beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'tollgate-outputs-'));
  store = createOutputStore({ dataDir, baseUrl: () => 'https://media.example.com/' });
});
afterEach(() => rm(dataDir, { recursive: true }));

const folder = (): string => path.join(dataDir, 'outputs');
/** With what is half done, which is nothing once it is over. */
const stored = async (): Promise<string[]> => {
  const [names, unfinished] = await Promise.all(
    [folder(), path.join(folder(), '.unfinished')].map((place) => readdir(place).catch(() => [])),
  );
  return [...(names ?? []).filter((name) => name !== '.unfinished'), ...(unfinished ?? [])];
};

async function picture(width = 20, height = 10): Promise<Buffer> {
  return await sharp({ create: { width, height, channels: 3, background: '#7a4' } })
    .png()
    .toBuffer();
}

function newName(): string {
  return outputName(newOutputSecret(), 0, 'image/png');
}

describe('the names of outputs', () => {
  it('carry 160 bits that nobody can guess, not even from another output of the same job', () => {
    const secret = newOutputSecret();
    const names = [outputName(secret, 0, 'image/png'), outputName(secret, 1, 'image/png'), newName()];
    for (const name of names) expect(name).toMatch(/^[0-9a-f]{40}\.png$/);
    expect(new Set(names).size).toBe(3);
    expect(names[0]).not.toContain(secret.slice(0, 8));
  });

  it('are the same again for the same secret and number', () => {
    expect(outputName('secret', 3, 'audio/wav')).toBe(outputName('secret', 3, 'audio/wav'));
  });
});

describe('a stored output', () => {
  it('is measured, and comes back byte for byte', async () => {
    const name = newName();
    const content = await picture();
    const expected = { name, mimeType: 'image/png', bytes: content.length, width: 20, height: 10 };
    expect(await store.save(name, content)).toEqual({ ok: true, output: expected });
    const opened = await store.open(name);
    expect(opened).toMatchObject({ mimeType: 'image/png', bytes: content.length });
    expect(Buffer.concat((await opened?.read().toArray()) ?? [])).toEqual(content);
    expect(Buffer.concat((await opened?.read({ start: 1, end: 3 }).toArray()) ?? []).toString()).toBe('PNG');
  });

  it('has an absolute address', () => {
    expect(store.addressOf('abc.png')).toBe('https://media.example.com/outputs/abc.png');
  });

  it('replaces the one of the same name', async () => {
    const name = newName();
    await store.save(name, await picture(20, 10));
    expect(await store.save(name, await picture(30, 10))).toMatchObject({ output: { width: 30 } });
    expect(await stored()).toEqual([name]);
  });

  it('is refused and leaves nothing behind when it cannot be decoded, or is of another type than its name', async () => {
    const refused = { ok: false, refusal: { code: 'UNDECODABLE_OUTPUT' } };
    expect(await store.save(newName(), Buffer.from('<html>Bad gateway</html>'))).toMatchObject(refused);
    expect(await store.save(outputName('s', 0, 'image/webp'), await picture())).toMatchObject(refused);
    expect(await stored()).toEqual([]);
  });

  it('leaves nothing behind when its source breaks off', async () => {
    async function* broken() {
      yield (await picture()).subarray(0, 20);
      throw new Error('connection reset');
    }
    await expect(store.save(newName(), broken())).rejects.toThrow('connection reset');
    expect(await stored()).toEqual([]);
  });

  it('can be removed', async () => {
    const name = newName();
    await store.save(name, await picture());
    await store.remove(name);
    expect(await store.open(name)).toBeUndefined();
  });
});

describe('a name that the store did not give', () => {
  const token = 'a'.repeat(40);

  it.each([
    '',
    '.',
    '..',
    '../secret.png',
    `../outputs/${token}.png`,
    `..%2f${token}.png`,
    `${token}.png/../../secret.png`,
    `${token}.png\0`,
    `${token}.png\n`,
    `${token}.exe`,
    `${token}.svg`,
    `${token.toUpperCase()}.png`,
    token,
    'constructor.png',
    '/etc/passwd',
    'C:\\windows\\win.ini',
  ])('opens nothing: %j', async (name) => {
    await mkdir(folder(), { recursive: true });
    await writeFile(path.join(dataDir, 'secret.png'), 'secret');
    expect(await store.open(name)).toBeUndefined();
    await expect(store.save(name, await picture())).rejects.toThrow('Not the name of an output.');
  });

  it('opens nothing if there is no such file, or only a link or a folder', async () => {
    await mkdir(path.join(folder(), `${'b'.repeat(40)}.png`), { recursive: true });
    await writeFile(path.join(dataDir, 'secret.png'), 'secret');
    await symlink(path.join(dataDir, 'secret.png'), path.join(folder(), `${'c'.repeat(40)}.png`));
    for (const letter of ['a', 'b', 'c']) expect(await store.open(`${letter.repeat(40)}.png`)).toBeUndefined();
  });
});

describe('pruning', () => {
  const longAgo = new Date('2020-01-01');

  it('deletes old outputs, and nothing else', async () => {
    const [old, fresh] = [newName(), newName()];
    await store.save(old, await picture());
    await store.save(fresh, await picture());
    await writeFile(path.join(folder(), 'notes.txt'), 'x');
    for (const name of [old, 'notes.txt']) await utimes(path.join(folder(), name), longAgo, longAgo);
    expect(await store.prune(new Date('2021-01-01'))).toBe(1);
    expect((await stored()).sort()).toEqual([fresh, 'notes.txt'].sort());
    expect(await store.open(fresh)).toBeDefined();
  });

  it('deletes left-overs of broken writes, some at a time', async () => {
    const name = newName();
    await store.save(name, await picture());
    const unfinished = path.join(folder(), '.unfinished');
    for (const leftOver of ['a.part', 'b.part', 'c.part', 'notes.txt', 'fresh.part']) {
      await writeFile(path.join(unfinished, leftOver), 'x');
      if (leftOver !== 'fresh.part') await utimes(path.join(unfinished, leftOver), longAgo, longAgo);
    }
    const prune = () => store.pruneUnfinished(new Date('2021-01-01'), 2);
    expect([await prune(), await prune(), await prune()]).toEqual([2, 1, 0]);
    expect((await readdir(unfinished)).sort()).toEqual(['fresh.part', 'notes.txt']);
    expect(await store.open(name)).toBeDefined();
  });

  it('finds nothing to do where nothing was ever stored', async () => {
    expect(await store.prune(new Date())).toBe(0);
  });
});
