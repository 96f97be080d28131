// Folders that go with the process that made them, or with the next one that looks.
import { chmodSync, lstatSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from './processes.ts';

/** A new folder that every account may pass through. Removes those of the same kind that a killed process left. */
export function makeTemporaryFolder(kind: string): string {
  removeAbandoned(kind);
  const folder = realpathSync(mkdtempSync(join(tmpdir(), `${kind}-${process.pid}-`)));
  chmodSync(folder, 0o711); // as root, the PostgreSQL account has to get to its own part
  return folder;
}

/** A server that is just ending may still write for a moment. */
export function removeTemporaryFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}

function removeAbandoned(kind: string): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = new RegExp(`^${kind}-(\\d+)-`).exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    const path = join(tmpdir(), name);
    const status = lstatSync(path, { throwIfNoEntry: false });
    // Somebody else's folder under our name is none of our business.
    if (status?.isDirectory() === true && status.uid === process.getuid?.()) removeTemporaryFolder(path);
  }
}
