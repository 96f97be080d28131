// The passwords of the embedded database: random, each in a file of the data folder that only the gateway's user reads.
// They are never on a command line or in a log, only in these files and in connection addresses.
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EmbeddedPostgresError } from './errors.ts';

type Holder = 'owner' | 'application';

const FILES: Readonly<Record<Holder, string>> = { owner: 'password', application: 'application-password' };

export function readPassword(folder: string, holder: Holder): string {
  const file = join(folder, FILES[holder]);
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new EmbeddedPostgresError(
      'DATA_DIR_UNUSABLE',
      `The database in ${folder} is there, but its password file ${file} cannot be read. Restore that file.`,
      { cause: error },
    );
  }
}

/** For the owner, only while its database is still to be made. */
export function readOrMakePassword(folder: string, holder: Holder): string {
  const file = join(folder, FILES[holder]);
  // An empty one is what a crash left before anybody used it.
  if (!existsSync(file) || statSync(file).size === 0) {
    writeFileSync(file, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 });
  }
  return readPassword(folder, holder);
}
