// Files that were sent with requests that never came to an end.
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { decideSweep, UNFINISHED_MILLISECONDS } from '../../../src/generation/inputs/decide-sweep.ts';
import { createInputFiles, type InputFileOptions } from '../../../src/generation/inputs/input-files.ts';
import { createOutputStore, type OutputStore } from '../../../src/generation/outputs/index.ts';
import { temporaryFolder } from '../../support/postgres-processes.ts';

const REQUEST = { accountId: 'a', idempotencyKey: 'k', index: 0 };
const LONG_AGO = new Date(Date.now() - UNFINISHED_MILLISECONDS - 60_000);

describe('what becomes of a sent file', () => {
  const now = new Date('2026-01-02T00:00:00.001Z');
  it.each([
    ['2026-01-01T00:00:00.000Z', false, 'REMOVE'],
    ['2026-01-01T00:00:00.000Z', true, 'IS_NAMED'],
    ['2026-01-01T00:00:00.001Z', false, 'LEAVE'],
    ['2026-01-01T00:00:00.001Z', true, 'LEAVE'],
    // Of a clock that is ahead.
    ['2026-01-03T00:00:00.000Z', false, 'LEAVE'],
  ] as const)('begun at %s, named: %s: %s', (begunAt, isNamed, expected) => {
    expect(decideSweep({ begunAt: new Date(begunAt), isNamed }, now)).toBe(expected);
  });
});

describe('the sweep', () => {
  const folders = temporaryFolder();
  let round = 0;
  let dataDir: string;
  let store: OutputStore;
  let png: Buffer;

  beforeAll(async () => {
    png = await sharp({ create: { width: 2, height: 3, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
  });

  beforeEach(() => {
    round += 1;
    dataDir = join(folders.path, String(round));
    store = createOutputStore({ dataDir, baseUrl: () => 'http://gateway.test' });
  });

  const inputsOf = (options: Partial<InputFileOptions> = {}) =>
    createInputFiles({
      ...{ store, dataDir, reach: 'PUBLIC', generationOf: () => Promise.resolve(undefined) },
      ...options,
    });
  const marksFolder = () => join(dataDir, 'outputs', '.requests');
  const marks = () => readdir(marksFolder());
  const files = async () => (await readdir(join(dataDir, 'outputs'))).filter((name) => !name.startsWith('.'));
  const unfinished = () => readdir(join(dataDir, 'outputs', '.unfinished'));
  async function age(): Promise<void> {
    for (const name of await marks()) await utimes(join(marksFolder(), name), LONG_AGO, LONG_AGO);
  }
  async function kept(idempotencyKey: string) {
    const file = await inputsOf().keep({ ...REQUEST, idempotencyKey }, png);
    if (!file.ok) throw new Error(file.refusal.message);
    return file;
  }

  it('removes what no generation works from, once no request can be under way', async () => {
    await kept('k');
    const inputs = inputsOf();
    expect(await inputs.sweep()).toBe(false);
    expect([await files(), await marks()]).toMatchObject([{ length: 1 }, { length: 1 }]);
    await age();
    await inputs.sweep();
    expect([await files(), await marks(), await unfinished()]).toEqual([[], [], []]);
  });

  it('leaves what a generation works from, and what was answered', async () => {
    const named = await kept('named');
    await inputsOf().accepted([await kept('accepted')]);
    await age();
    const asked: unknown[] = [];
    await inputsOf({
      generationOf: (request) => {
        asked.push(request);
        return Promise.resolve({ parameters: { images: [named.url] } });
      },
    }).sweep();
    expect(asked).toEqual([{ accountId: 'a', idempotencyKey: 'named' }]);
    expect([await files(), await marks()]).toMatchObject([{ length: 2 }, []]);
  });

  it('removes what another request under the same key was not made with', async () => {
    await kept('k');
    await age();
    await inputsOf({
      generationOf: () => Promise.resolve({ parameters: { images: ['https://a.test/b.png'] } }),
    }).sweep();
    expect([await files(), await marks()]).toEqual([[], []]);
  });

  it('leaves everything when the generations cannot be asked', async () => {
    await kept('k');
    await age();
    const failing = inputsOf({ generationOf: () => Promise.reject(new Error('no database')) });
    await expect(failing.sweep()).rejects.toThrow('no database');
    expect([await files(), await marks()]).toMatchObject([{ length: 1 }, { length: 1 }]);
  });

  it('leaves a file that a request comes with again while it looks', async () => {
    await kept('k');
    await age();
    const generationOf = async () => {
      await kept('k');
      return undefined;
    };
    await inputsOf({ generationOf }).sweep();
    expect([await files(), await marks(), await unfinished()]).toMatchObject([{ length: 1 }, { length: 1 }, []]);
  });

  it('leaves a file that a request comes with again after it was taken away', async () => {
    await kept('k');
    await age();
    const setAside: OutputStore['setAside'] = async (place) => {
      const aside = await store.setAside(place);
      expect(await kept('k')).toMatchObject({ isNew: true });
      return aside;
    };
    await inputsOf({ store: { ...store, setAside } }).sweep();
    expect([await files(), await marks(), await unfinished()]).toMatchObject([{ length: 1 }, { length: 1 }, []]);
  });

  it('may be done by several at once', async () => {
    for (let number = 0; number < 20; number += 1) await kept(`k${number}`);
    await age();
    await Promise.all([1, 2, 3].map(() => inputsOf().sweep()));
    expect([await files(), await marks(), await unfinished()]).toEqual([[], [], []]);
  });

  it('removes halves of marks', async () => {
    await mkdir(marksFolder(), { recursive: true });
    await writeFile(join(marksFolder(), 'half'), '{');
    await age();
    await inputsOf().sweep();
    expect(await marks()).toEqual([]);
  });

  it('looks at a bounded number in a round', async () => {
    await mkdir(marksFolder(), { recursive: true });
    const request = JSON.stringify({ accountId: 'a', idempotencyKey: 'k' });
    for (let number = 0; number < 201; number += 1) {
      await writeFile(join(marksFolder(), `${'a'.repeat(40)}-${number}.json`), request);
    }
    await age();
    expect([await inputsOf().sweep(), (await marks()).length]).toEqual([true, 1]);
    expect([await inputsOf().sweep(), (await marks()).length]).toEqual([false, 0]);
  });
});
