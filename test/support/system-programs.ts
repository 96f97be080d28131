// Programs beside PostgreSQL that an operator runs: those of this machine. Where one is missing, the tests that need it are skipped
// with a line that says so.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { describe } from '@jest/globals';

/** Each program's Debian package, and where it is when it is not on the PATH. */
const PROGRAMS = {
  pgbouncer: { package: 'pgbouncer', folders: ['/usr/sbin'] },
  pg_basebackup: { package: 'postgresql', folders: postgresFolders() },
  initdb: { package: 'postgresql', folders: postgresFolders() },
  pg_ctl: { package: 'postgresql', folders: postgresFolders() },
  postgres: { package: 'postgresql', folders: postgresFolders() },
  patroni: { package: 'patroni', folders: ['/usr/bin'] },
  etcd: { package: 'etcd-server', folders: ['/usr/bin'] },
  haproxy: { package: 'haproxy', folders: ['/usr/sbin'] },
} as const;

export type SystemProgram = keyof typeof PROGRAMS;

/** Debian keeps the servers of each release apart, and off the PATH; the newest one first. */
function postgresFolders(): string[] {
  const named = process.env['POSTGRES_BIN'];
  if (named !== undefined) return [named];
  return Array.from({ length: 10 }, (_, index) => `/usr/lib/postgresql/${24 - index}/bin`);
}

/** `PGBOUNCER` and so on name another one. */
export function findProgram(name: SystemProgram): string | undefined {
  const named = process.env[name.toUpperCase()];
  if (named !== undefined) return named;
  const onPath = (process.env['PATH'] ?? '').split(':').filter((folder) => folder.startsWith('/'));
  // Servers of PostgreSQL belong together: what else is on the PATH may be of another release.
  const folders = name.startsWith('pg_') || name === 'initdb' || name === 'postgres' ? [] : onPath;
  return [...PROGRAMS[name].folders, ...folders].map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/** @throws naming the package that has it */
export function programPath(name: SystemProgram): string {
  const path = findProgram(name);
  if (path === undefined) {
    throw new Error(`There is no ${name} on this machine: apt-get install ${PROGRAMS[name].package}`);
  }
  return path;
}

/** In words for the person at the terminal; undefined when all are there. */
export function missingPrograms(names: readonly SystemProgram[]): string | undefined {
  const packages = names.filter((name) => findProgram(name) === undefined).map((name) => PROGRAMS[name].package);
  return packages.length === 0 ? undefined : `apt-get install ${[...new Set(packages)].join(' ')}`;
}

/** `describe`, for tests that need these programs. */
export function describeWith(names: readonly SystemProgram[], name: string, tests: () => void): void {
  const missing = missingPrograms(names);
  if (missing === undefined) {
    describe(name, tests);
    return;
  }
  process.stderr.write(`Skipped, since this machine lacks ${names.join(', ')} (${missing}): ${name}\n`);
  describe.skip(name, tests);
}
