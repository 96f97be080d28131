// Makes a new, empty database cluster with initdb.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClusterHome } from './cluster-home.ts';
import { EmbeddedPostgresError } from './errors.ts';
import { readOrMakePassword } from './passwords.ts';
import { type Account, identity } from './unprivileged-user.ts';

/** Owns the embedded database, and migrates it. */
export const SUPERUSER = 'tollgate';

const DRAFT_PREFIX = 'cluster.new-';

export interface Initialization {
  readonly home: ClusterHome;
  readonly initdb: string;
  /** Without it, a power cut right after the first start may lose the (still empty) database. */
  readonly durable: boolean;
}

/** Does nothing when the cluster exists. A draft is renamed when it is whole, so a half-made one is never used. */
export async function initializeCluster(initialization: Initialization): Promise<void> {
  const { folder, cluster, account } = initialization.home;
  removeDrafts(folder);
  if (existsSync(cluster)) return;
  const draft = join(folder, `${DRAFT_PREFIX}${randomUUID()}`);
  const passwordFile = `${draft}.password`;
  mkdirSync(draft, { mode: 0o700 });
  writeFileSync(passwordFile, readOrMakePassword(folder, 'owner'), { mode: 0o600, flag: 'wx' });
  for (const path of [draft, passwordFile]) giveTo(account, path);
  await runInitdb(initialization, draft, passwordFile);
  rmSync(passwordFile);
  renameSync(draft, cluster);
}

async function runInitdb(initialization: Initialization, draft: string, passwordFile: string): Promise<void> {
  const { initdb, durable, home } = initialization;
  const parameters = ['-D', draft, '-U', SUPERUSER, '-A', 'scram-sha-256', `--pwfile=${passwordFile}`, '-E', 'UTF8'];
  // Text sorts by code point on every machine alike, and upper and lower case work beyond ASCII.
  parameters.push('--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--data-checksums');
  if (!durable) parameters.push('--no-sync');
  const { code, output } = await runToEnd(initdb, parameters, home);
  if (code === 0) return;
  removeDrafts(home.folder);
  throw new EmbeddedPostgresError(
    'INITIALIZE_FAILED',
    `PostgreSQL could not make a new database in ${home.folder}:\n${output.trim()}`,
  );
}

function runToEnd(
  program: string,
  parameters: string[],
  home: ClusterHome,
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    // Detached: Ctrl-C at the terminal must not break it half-way.
    const options = { ...identity(home.account), cwd: home.folder, env: { LC_ALL: 'C' }, detached: true } as const;
    const child = spawn(program, parameters, { ...options, stdio: ['ignore', 'ignore', 'pipe'] });
    let output = '';
    child.stderr.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ code, output });
    });
  });
}

/** What an interrupted first start left. */
function removeDrafts(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (name.startsWith(DRAFT_PREFIX)) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

function giveTo(account: Account | undefined, path: string): void {
  if (account !== undefined) chownSync(path, account.uid, account.gid);
}
