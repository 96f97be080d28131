// The demo account's random key, kept so that every start prints the same one.
import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newSecret } from '../keys/index.ts';

const KEY = /^[\x21-\x7e]{16,200}$/;

/** The kept key; made when there is none. */
export function readOrMakeDemoKey(dataDir: string): string {
  const file = join(dataDir, 'demo-api-key');
  const kept = readKey(file);
  if (kept !== undefined) return kept;
  const key = newSecret();
  mkdirSync(dataDir, { recursive: true });
  return publish(file, key) ? key : (readKey(file) ?? key);
}

/** Forgets a key that must not be used any more. */
export function discardDemoKey(dataDir: string): void {
  rmSync(join(dataDir, 'demo-api-key'), { force: true });
}

/** A link appears with its whole content or not at all, so a gateway that starts at the same time reads a whole key. */
function publish(file: string, key: string): boolean {
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, `${key}\n`, { mode: 0o600, flag: 'wx' });
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function readKey(file: string): string | undefined {
  try {
    const key = readFileSync(file, 'utf8').trim();
    return KEY.test(key) ? key : undefined;
  } catch {
    return undefined;
  }
}
