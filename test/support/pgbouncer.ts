// A real PgBouncer in front of a PostgreSQL, with few sessions for many clients.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { chooseUnprivilegedAccount, identity } from '../../src/embedded-postgres/unprivileged-user.ts';
import { freePort } from './gateway-process.ts';
import { temporaryFolder } from './postgres-processes.ts';
import { findProgram, programPath } from './system-programs.ts';
import { waitUntil } from './wait-until.ts';

export interface PgBouncer {
  /** Through the pooler instead of straight to the server. */
  through(url: string): string;
  /** Its clients are cut off, and find it again on the same port. */
  restart(): Promise<void>;
  log(): string;
  stop(): Promise<void>;
}

export interface PgBouncerOptions {
  /** Addresses of the users who may come through, all of one server. */
  readonly users: readonly string[];
  /** Over those of the test's own ini. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** Sessions of PostgreSQL for all clients of a user and a database. */
export const SESSIONS = 4;

export async function startPgBouncer({ users, settings = {} }: PgBouncerOptions): Promise<PgBouncer> {
  const folder = temporaryFolder();
  const port = await freePort();
  const server = new URL(users[0] ?? '');
  const account = chooseUnprivilegedAccount();
  const iniFile = join(folder.path, 'pgbouncer.ini');
  const usersFile = join(folder.path, 'users.txt');
  const all = {
    ...{ listen_addr: '127.0.0.1', listen_port: String(port), unix_socket_dir: '', auth_type: 'scram-sha-256' },
    ...{ auth_file: usersFile, pool_mode: 'transaction', default_pool_size: String(SESSIONS), max_client_conn: '500' },
    // As strict as it can be set: what a transaction leaves in a session, the next one does not find.
    ...{ server_reset_query: 'DISCARD ALL', server_reset_query_always: '1', ...settings },
  };
  const lines = Object.entries(all).map(([name, value]) => `${name} = ${value}`);
  const route = `* = host=${server.hostname} port=${server.port}`;
  writeFileSync(iniFile, ['[databases]', route, '[pgbouncer]', ...lines, ''].join('\n'));
  const quoted = (text: string): string => `"${decodeURIComponent(text).replaceAll('"', '""')}"`;
  const known = users.map((url) => new URL(url)).map((url) => `${quoted(url.username)} ${quoted(url.password)}`);
  writeFileSync(usersFile, `${known.join('\n')}\n`);
  if (account !== undefined) {
    for (const path of [folder.path, iniFile, usersFile]) chownSync(path, account.uid, account.gid);
  }
  const log: string[] = [];
  const start = async (): Promise<ChildProcess> => {
    const child = spawn(programPath('pgbouncer'), [iniFile], {
      stdio: ['ignore', 'pipe', 'pipe'],
      ...identity(account),
    });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => log.push(chunk.toString()));
    const endWithTests = (): boolean => child.kill('SIGKILL');
    process.once('exit', endWithTests);
    child.once('exit', () => process.off('exit', endWithTests));
    await waitUntil('PgBouncer listens', () => {
      if (child.exitCode !== null) throw new Error(`PgBouncer ended: ${log.join('')}`);
      return isListening(port);
    });
    return child;
  };
  let child = await start();
  return {
    through: (url) => {
      const address = new URL(url);
      address.host = `127.0.0.1:${port}`;
      return address.href;
    },
    restart: async () => {
      await end(child);
      child = await start();
    },
    log: () => log.join(''),
    stop: async () => {
      await end(child);
      folder.remove();
    },
  };
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const answer = await Promise.race([
    once(socket, 'connect').then(() => true),
    once(socket, 'error').then(() => false),
  ]).catch(() => false);
  socket.destroy();
  return answer;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

/** Whether it keeps named statements prepared at all: since release 1.21. */
export function keepsPreparedStatements(): boolean {
  const path = findProgram('pgbouncer');
  if (path === undefined) return false;
  const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
  const [, major = 0, minor = 0] = (/PgBouncer (\d+)\.(\d+)/.exec(stdout) ?? []).map(Number);
  return major > 1 || (major === 1 && minor >= 21);
}
