// For tests that kill gateways and servers: starts stand-ins, and looks at real processes.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { startEmbeddedPostgres } from '../../src/embedded-postgres/index.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from '../../src/embedded-postgres/temporary-folder.ts';

const HOLDER = fileURLToPath(new URL('./postgres-holder.mts', import.meta.url));

export interface Holder {
  readonly child: ChildProcess;
  /** What it said first: ready with an address, or refused. */
  readonly first: HolderEvent;
  /** Everything it said from then on, once it has ended. */
  rest(): Promise<HolderEvent[]>;
}

export type HolderEvent =
  | { event: 'ready'; url: string }
  | { event: 'refused'; code: string; message: string }
  | { event: 'stopped' };

/** Runs another process that holds the database of `dataDir`, in a process group of its own like a terminal's job. */
export async function startHolder(dataDir: string): Promise<Holder> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', HOLDER, dataDir], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const events: HolderEvent[] = [];
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => events.push(JSON.parse(line) as HolderEvent));
  const closed = once(lines, 'close');
  await Promise.race([once(lines, 'line'), closed]);
  const [first] = events;
  if (first === undefined) throw new Error('The holder ended without a word');
  return { child, first, rest: () => closed.then(() => events.slice(1)) };
}

/** Kills with SIGKILL and waits for the end of that one process. */
export async function killOutright(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

/** The server process of a data folder, as PostgreSQL itself noted it. */
export function serverPid(dataDir: string): number {
  return Number(readFileSync(join(dataDir, 'postgres', 'cluster', 'postmaster.pid'), 'utf8').split('\n')[0]);
}

/** A server process, its watchdog, and the children of both. */
export function processFamily(server: number): number[] {
  return [...watchdogOf(server), server, ...childrenOf(server)];
}

/** The shell that watches over a server, and the reader it started. */
export function watchdogOf(server: number): number[] {
  const shell = processTable().find(({ pid }) => pid === server)?.parent ?? 0;
  return [shell, ...childrenOf(shell).filter((pid) => pid !== server)];
}

function childrenOf(parent: number): number[] {
  return processTable().flatMap((row) => (row.parent === parent ? [row.pid] : []));
}

function processTable(): { pid: number; parent: number }[] {
  const { stdout } = spawnSync('ps', ['-axo', 'pid=,ppid='], { encoding: 'utf8' });
  return stdout
    .trim()
    .split('\n')
    .map((line) => {
      const [pid = 0, parent = 0] = line.trim().split(/\s+/).map(Number);
      return { pid, parent };
    });
}

export function isRunning(pid: number): boolean {
  return (
    spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' })
      .stdout.trim()
      .replace(/^Z.*/, '') !== ''
  );
}

/** Makes one database and copies it, since a fresh one takes seconds. */
export async function prepareDataDir(): Promise<{ copyTo(dataDir: string): void; remove(): void }> {
  const original = temporaryFolder();
  const postgres = await startEmbeddedPostgres({ dataDir: original.path, log: () => undefined, durable: false });
  await postgres.stop();
  return {
    copyTo: (dataDir) => {
      cpSync(original.path, dataDir, { recursive: true });
    },
    remove: () => {
      original.remove();
    },
  };
}

export function temporaryFolder(): { path: string; remove(): void } {
  const path = makeTemporaryFolder('tollgate-data');
  return {
    path,
    remove: () => {
      removeTemporaryFolder(path);
    },
  };
}
