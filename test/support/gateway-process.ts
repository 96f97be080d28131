// A gateway as an operator runs it: the compiled program in a process of its own, with its own PostgreSQL.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { anyFreePort } from '../../src/embedded-postgres/port.ts';
import { waitUntil } from './wait-until.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const START_LIMIT_MILLISECONDS = 180_000;

export interface GatewayProcess {
  readonly url: string;
  readonly child: ChildProcess;
  /** What it printed and logged so far. */
  output(): string;
  /** Exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
}

/** Compiles what is to be run, unless that was done. */
export function buildGateway(): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, 'scripts/setup.mjs')], {
    cwd: ROOT,
    encoding: 'utf8',
    env: cleanEnvironment({}),
  });
  if (status !== 0) throw new Error(`The gateway does not compile:\n${stdout}${stderr}`);
}

/** Starts the program without waiting for it; `root` is the folder of another release. */
export function spawnGateway(environment: Readonly<Record<string, string>>, root = ROOT): GatewayProcess {
  const child = spawn(process.execPath, [join(root, 'dist/src/main.js')], {
    cwd: root,
    env: cleanEnvironment(environment),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | NodeJS.Signals);
  const url = `http://127.0.0.1:${environment['PORT'] ?? '4000'}`;
  return { url, child, output: () => Buffer.concat(chunks).toString(), ended };
}

/** Waits until a gateway that was started answers. */
export async function untilServing({ url, child, output }: GatewayProcess): Promise<void> {
  const isServing = async (): Promise<boolean> => {
    if (child.exitCode !== null) throw new Error(`The gateway ended with ${child.exitCode}:\n${output()}`);
    const response = await fetch(`${url}/health`).catch(() => undefined);
    return response?.ok === true && output().includes('Tollgate is ready.');
  };
  await waitUntil(`a gateway at ${url}`, isServing, START_LIMIT_MILLISECONDS);
}

/** A port for a server that takes none by itself, or that has to come back on the same one. */
export const freePort = (): Promise<number> => anyFreePort();

/** Nothing of the test run's own settings reaches the program. */
function cleanEnvironment(environment: Readonly<Record<string, string>>): Record<string, string | undefined> {
  const { PATH, HOME, TMPDIR } = process.env;
  return { PATH, HOME, ...(TMPDIR === undefined ? {} : { TMPDIR }), ...environment };
}
