// Where a database lives: <data folder>/postgres, or, when the PostgreSQL account cannot get there, a folder of
// root's that a file in the data folder points to.
import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  lchownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { EmbeddedPostgresError } from './errors.ts';
import { assertOwnedByRoot, systemFolder } from './system-folder.ts';
import { type Account, accountOf, canEnter, chooseUnprivilegedAccount, isRoot } from './unprivileged-user.ts';

export interface ClusterHome {
  /** Holds what is the gateway's: password, remembered port, owner lock. Only the gateway's user writes here. */
  readonly folder: string;
  /** PostgreSQL's own data folder; does not exist before the first start. */
  readonly cluster: string;
  /** Whom PostgreSQL runs as; `undefined`: as the user who runs the gateway. */
  readonly account: Account | undefined;
}

const POINTER = 'postgres-location';

/** Finds the database of a data folder, or decides where a new one goes. */
export function resolveClusterHome(dataDir: string, log: (line: string) => void): ClusterHome {
  const root = makeFolder(resolve(dataDir));
  const usual = join(root, 'postgres');
  const pointer = join(root, POINTER);
  if (existsSync(join(usual, 'cluster'))) return existingHome(usual);
  if (existsSync(pointer)) return existingHome(followPointer(pointer));
  const account = chooseUnprivilegedAccount();
  makeFolder(usual, homeMode(account));
  if (account === undefined || canEnter(account, usual)) return describe(usual, account);
  rmdirSync(usual);
  return describe(relocate(pointer, account, log), account);
}

/** Whether a database was ever made for this data folder. Makes nothing. */
export function hasClusterHome(dataDir: string): boolean {
  const root = resolve(dataDir);
  return existsSync(join(root, 'postgres', 'cluster')) || existsSync(join(root, POINTER));
}

function existingHome(folder: string): ClusterHome {
  const cluster = join(folder, 'cluster');
  if (!existsSync(cluster)) return describe(folder, chooseUnprivilegedAccount());
  const owner = statSync(cluster);
  const account = isRoot() ? rightfulAccount(cluster, owner) : undefined;
  if (account === undefined && owner.uid !== process.getuid?.()) throw madeBySomebodyElse(cluster, accountOf(owner));
  if (account !== undefined && !canEnter(account, cluster)) throw outOfReach(cluster, account);
  chmodSync(cluster, 0o700); // PostgreSQL insists, and a restored copy often comes with wider modes
  return describe(folder, account);
}

/** Files that root copied or restored come back to an account that PostgreSQL may run as. */
function rightfulAccount(cluster: string, owner: { uid: number; gid: number }): Account | undefined {
  if (owner.uid !== 0) return accountOf(owner);
  const account = chooseUnprivilegedAccount();
  if (account === undefined) return undefined;
  for (const entry of readdirSync(cluster, { recursive: true, withFileTypes: true })) {
    lchownSync(join(entry.parentPath, entry.name), account.uid, account.gid);
  }
  chownSync(cluster, account.uid, account.gid);
  return account;
}

function describe(folder: string, account: Account | undefined): ClusterHome {
  const path = realpathSync(folder);
  return { folder: path, cluster: join(path, 'cluster'), account };
}

function relocate(pointer: string, account: Account, log: (line: string) => void): string {
  const folder = join(systemFolder('data'), randomUUID());
  makeFolder(folder, homeMode(account));
  writeFileSync(pointer, `${folder}\n`, { mode: 0o600, flag: 'wx' });
  log(`The database goes to ${folder}, since the account "${account.name}" may not enter ${dirname(pointer)}.`);
  return folder;
}

function followPointer(pointer: string): string {
  const folder = readFileSync(pointer, 'utf8').trim();
  if (isRoot() && existsSync(folder)) {
    assertOwnedByRoot(folder);
    return folder;
  }
  throw new EmbeddedPostgresError(
    'DATA_DIR_UNUSABLE',
    isRoot()
      ? `The database of this data folder was in ${folder}, which is gone. Bring it back, or delete ${pointer} to begin with an empty one.`
      : `The database of this data folder is in ${folder} and belongs to root. Start the gateway as root again, or choose another DATA_DIR.`,
  );
}

/** An account of its own passes through on its way to the cluster, and sees nothing else. */
function homeMode(account: Account | undefined): number {
  return account === undefined ? 0o700 : 0o711;
}

function makeFolder(path: string, mode?: number): string {
  try {
    mkdirSync(path, { recursive: true });
    if (mode !== undefined) chmodSync(path, mode);
    return path;
  } catch (error) {
    throw new EmbeddedPostgresError(
      'DATA_DIR_UNUSABLE',
      `The data folder ${path} cannot be used (${(error as Error).message}). Set DATA_DIR to a folder you may write to.`,
      { cause: error },
    );
  }
}

function madeBySomebodyElse(cluster: string, owner: Account): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'DATA_DIR_UNUSABLE',
    `The database in ${cluster} belongs to the account "${owner.name}" (the gateway was probably started as root before). ` +
      'Start it the same way again, hand the folder over with chown -R, or choose another DATA_DIR.',
  );
}

function outOfReach(cluster: string, account: Account): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'DATA_DIR_UNUSABLE',
    `The account "${account.name}", which owns the database in ${cluster}, can no longer enter it: a folder above has been closed. ` +
      'Open that folder again (chmod o+x), or move the data folder to an open place and set DATA_DIR.',
  );
}
