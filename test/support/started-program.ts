// A program of the system in a process of its own, as the account that PostgreSQL runs as; it ends with the tests.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, createWriteStream, mkdirSync } from 'node:fs';
import process from 'node:process';
import { chooseUnprivilegedAccount, identity } from '../../src/embedded-postgres/unprivileged-user.ts';

export interface StartedProgram {
  readonly child: ChildProcess;
  /** SIGTERM unless another signal is given; resolves when it has ended. */
  end(signal?: NodeJS.Signals): Promise<void>;
}

const account = chooseUnprivilegedAccount();

/** Hands a path to the account that programs run as. */
export function giveAway(path: string): void {
  if (account !== undefined) chownSync(path, account.uid, account.gid);
}

export function ownedFolder(path: string): string {
  mkdirSync(path, { mode: 0o700 });
  giveAway(path);
  return path;
}

/** What it prints goes to `logFile`. */
export function startProgram(path: string, words: readonly string[], logFile: string): StartedProgram {
  const log = createWriteStream(logFile, { flags: 'a' });
  const child = spawn(path, words, { stdio: ['ignore', 'pipe', 'pipe'], cwd: '/', ...identity(account) });
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  const endWithTests = (): boolean => child.kill('SIGTERM');
  process.once('exit', endWithTests);
  child.once('exit', () => process.off('exit', endWithTests));
  return {
    child,
    end: async (signal = 'SIGTERM') => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill(signal);
      await ended;
    },
  };
}

/** Runs to its end. @throws with what it printed when it fails */
export async function runProgram(path: string, words: readonly string[]): Promise<string> {
  const child = spawn(path, words, { stdio: ['ignore', 'pipe', 'pipe'], cwd: '/', ...identity(account) });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  const output = Buffer.concat(chunks).toString();
  if (code !== 0) throw new Error(`${path} ended with ${String(code)}:\n${output}`);
  return output;
}
