// Runs the PostgreSQL server as a child that cannot outlive this process.
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { ClusterHome } from './cluster-home.ts';
import { EmbeddedPostgresError } from './errors.ts';
import { serverProcess, shutDown } from './orphan.ts';
import { isAlive, worksIn } from './processes.ts';
import { identity } from './unprivileged-user.ts';

/**
 * Standard input is a pipe whose other end only this process holds. Its end of file means "stop", however this process
 * ended, kill -9 included: the shell then asks PostgreSQL for a fast shutdown. Parameters: a folder to remove
 * afterwards or an empty string, then the command.
 */
const WATCHDOG = `
remove=$1; shift
exec 3<&0 </dev/null
"$@" 3<&- &
server=$!
{ read -r _ <&3; kill -INT "$server"; } 2>/dev/null &
watcher=$!
exec 3<&-
trap '' HUP INT TERM
wait "$server"; code=$?
kill "$watcher" 2>/dev/null; wait "$watcher" 2>/dev/null
[ -z "$remove" ] || rm -rf -- "$remove" 2>/dev/null
exit "$code"
`;

/**
 * glibc gives what is freed at the end of its heap back to the system at once, and PostgreSQL asks for it again with the next statement. A
 * column of a batch (an array that is unnested) takes 16 kB for as long as the statement runs, and a batch of the ledger has 53 of
 * them: the pages that were missed made such a statement five times as dear (bench/ledger/README.md). So a connection keeps up to 32 MB.
 */
const MEMORY = { MALLOC_TRIM_THRESHOLD_: String(32 * 1024 * 1024), MALLOC_TOP_PAD_: String(1024 * 1024) };

const READY = 'database system is ready to accept connections';
const KEPT_OUTPUT_CHARACTERS = 8_000;
const STOP_LIMIT_MILLISECONDS = 30_000;

export interface ServerCommand {
  readonly home: ClusterHome;
  readonly postgres: string;
  readonly port: number;
  readonly settings: Readonly<Record<string, string>>;
  /** Removed when the server has ended, by whatever means. */
  readonly removeAfterwards: string | undefined;
  /** What PostgreSQL itself considers grave, once it runs. */
  readonly log: (line: string) => void;
}

export interface RunningServer {
  /** Settles when the server has ended, for whatever reason; never rejects. */
  readonly ended: Promise<void>;
  /** The last lines the server wrote. */
  output(): string;
  stop(): Promise<void>;
}

type ServerProcess = ChildProcessByStdio<Writable, null, Readable>;

/** Resolves when the server accepts connections. @throws EmbeddedPostgresError START_FAILED with the server's words. */
export async function runServer(command: ServerCommand): Promise<RunningServer> {
  const child = spawnServer(command);
  child.stdin.on('error', () => undefined); // the server ended first: there is nobody to tell
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const output = collectOutput(child);
  if (!(await becomesReady(child))) {
    throw new EmbeddedPostgresError('START_FAILED', `PostgreSQL did not start:\n${output().trim()}`);
  }
  child.stderr.on('data', (chunk: Buffer) => reportGraveLines(chunk, command.log));
  return { ended, output, stop: () => stopServer(child, command.home.cluster, ended) };
}

function spawnServer({ home, postgres, port, settings, removeAfterwards }: ServerCommand): ServerProcess {
  const parameters = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const command = [postgres, '-D', home.cluster, '-p', String(port), ...parameters];
  return spawn('/bin/sh', ['-c', WATCHDOG, 'tollgate-postgres', removeAfterwards ?? '', ...command], {
    ...identity(home.account),
    cwd: home.cluster,
    env: { LC_ALL: 'C', PATH: '/usr/bin:/bin', ...MEMORY },
    stdio: ['pipe', 'ignore', 'pipe'],
    // A session of its own: Ctrl-C and a closed terminal reach this process only, which then stops the server in order.
    detached: true,
  });
}

function collectOutput(child: ServerProcess): () => string {
  let text = '';
  child.stderr.on('data', (chunk: Buffer) => {
    text = (text + chunk.toString()).slice(-KEPT_OUTPUT_CHARACTERS);
  });
  return () => text;
}

function becomesReady(child: ServerProcess): Promise<boolean> {
  return new Promise((resolve, reject) => {
    let seen = '';
    const onData = (chunk: Buffer): void => {
      seen += chunk.toString();
      if (!seen.includes(READY)) return;
      child.stderr.off('data', onData);
      resolve(true);
    };
    child.stderr.on('data', onData);
    child.once('close', () => resolve(false));
    child.once('error', reject);
  });
}

function reportGraveLines(chunk: Buffer, log: (line: string) => void): void {
  for (const line of chunk.toString().split('\n')) {
    if (/PANIC:|was terminated by signal|No space left/.test(line)) log(`PostgreSQL: ${line}`);
  }
}

async function stopServer(child: ServerProcess, cluster: string, ended: Promise<void>): Promise<void> {
  const pid = serverProcess(cluster);
  child.stdin.end();
  const inTime = await settlesWithin(ended, STOP_LIMIT_MILLISECONDS);
  // Also when the watchdog itself was killed and left the server behind.
  if (pid !== undefined && isAlive(pid) && worksIn(pid, cluster)) await shutDown(pid);
  if (!inTime) await ended;
}

async function settlesWithin(promise: Promise<void>, limitMilliseconds: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), limitMilliseconds);
  });
  try {
    return await Promise.race([promise.then(() => true), limit]);
  } finally {
    clearTimeout(timer);
  }
}
