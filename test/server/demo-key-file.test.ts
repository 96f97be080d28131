import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { discardDemoKey, readOrMakeDemoKey } from '../../src/server/demo-key-file.ts';
import { temporaryFolder } from '../support/postgres-processes.ts';

let folder: ReturnType<typeof temporaryFolder>;

beforeEach(() => {
  folder = temporaryFolder();
});

afterEach(() => {
  folder.remove();
});

describe('the kept demo key', () => {
  it('is made once, for its owner only, and is the same at every start', () => {
    const key = readOrMakeDemoKey(folder.path);
    expect(key).toMatch(/^tgk_[0-9A-Za-z]{49}$/);
    expect(readOrMakeDemoKey(folder.path)).toBe(key);
    const file = join(folder.path, 'demo-api-key');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).toBe(`${key}\n`);
    expect(readdirSync(folder.path)).toEqual(['demo-api-key']);
  });

  it('is another one after it was discarded', () => {
    const key = readOrMakeDemoKey(folder.path);
    discardDemoKey(folder.path);
    expect(readOrMakeDemoKey(folder.path)).not.toBe(key);
  });

  it('makes the data folder when it is missing', () => {
    const missing = join(folder.path, 'deep', 'data');
    expect(readOrMakeDemoKey(missing)).toBe(readOrMakeDemoKey(missing));
  });
});
