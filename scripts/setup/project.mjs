// Where things are. Every path below is relative to the project's root, wherever setup was started from.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export function projectPath(...names) {
  return join(ROOT, ...names);
}

/** The file's text, or undefined when there is none. */
export function readIfPresent(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Readers see the old text or the new one, never a part. */
export function writeAtOnce(path, text) {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, text);
  renameSync(draft, path);
}
