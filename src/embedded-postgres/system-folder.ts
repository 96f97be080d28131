// A folder outside every home, for what the unprivileged account must reach when the clone itself is out of its reach.
// Only root uses it. It is not in a temporary folder, where anybody could have put something under our name first.
import { lstatSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { EmbeddedPostgresError } from './errors.ts';

const SYSTEM_FOLDER = process.platform === 'darwin' ? '/private/var/db/tollgate' : '/var/lib/tollgate';
const WRITABLE_BY_OTHERS = 0o022;

/** Makes (if needed) and vouches for a folder below the system folder that belongs to root alone. */
export function systemFolder(name: string): string {
  const folder = join(SYSTEM_FOLDER, name);
  for (const path of [SYSTEM_FOLDER, folder]) {
    makeFolder(path);
    assertOwnedByRoot(path);
  }
  return folder;
}

/** Refuses a path when anybody but root could have put it, or a folder above it, there. */
export function assertOwnedByRoot(path: string): void {
  for (let current = path; ; current = dirname(current)) {
    const status = lstatSync(current);
    if (!status.isDirectory() || status.uid !== 0 || (status.mode & WRITABLE_BY_OTHERS) !== 0) {
      throw new EmbeddedPostgresError(
        'DATA_DIR_UNUSABLE',
        `${current} must be a folder that belongs to root and that nobody else may write to. ` +
          'Correct or remove it, start the gateway as an ordinary user, or set DATABASE_URL.',
      );
    }
    if (current === dirname(current)) return;
  }
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { mode: 0o755 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return;
    throw new EmbeddedPostgresError(
      'DATA_DIR_UNUSABLE',
      `The PostgreSQL account cannot reach this folder, and ${path} cannot be made instead. ` +
        'Move the clone out of the private home, start the gateway as an ordinary user, or set DATABASE_URL.',
      { cause: error },
    );
  }
}
