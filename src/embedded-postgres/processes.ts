// What the operating system knows about a process: is it alive, is it still the same one, where does it work.
import { spawnSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const POLL_INTERVAL_MILLISECONDS = 20;

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // alive, and another user's
  }
}

/**
 * Tells a process from a later one with the same id: the moment it started (and, on Linux, the boot it belongs to).
 * `undefined` when the process is gone or the system does not say.
 */
export function processIdentity(pid: number): string | undefined {
  if (process.platform !== 'linux') return commandOutput('/bin/ps', ['-o', 'lstart=', '-p', String(pid)]);
  const startTicks = linuxStat(pid)?.[19];
  const boot = readText('/proc/sys/kernel/random/boot_id')?.trim();
  return startTicks === undefined ? undefined : `${boot ?? 'unknown boot'} ${startTicks}`;
}

/** Whether the process works in `folder`, as a PostgreSQL server does in its data folder for as long as it lives. */
export function worksIn(pid: number, folder: string): boolean {
  if (process.platform === 'linux') {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === folder;
    } catch {
      return false;
    }
  }
  return commandOutput('/bin/ps', ['-ww', '-o', 'command=', '-p', String(pid)])?.includes(`-D ${folder} `) ?? false;
}

/** Resolves to false when the process still lives after `limitMilliseconds`. */
export async function waitForEnd(pid: number, limitMilliseconds: number): Promise<boolean> {
  const deadline = Date.now() + limitMilliseconds;
  while (isAlive(pid)) {
    if (Date.now() > deadline) return false;
    await delay(POLL_INTERVAL_MILLISECONDS);
  }
  return true;
}

export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended in the meantime, which is what the signal was for.
  }
}

/** Ended, but not yet collected by its parent: it holds nothing any more. */
function isZombie(pid: number): boolean {
  return process.platform === 'linux' && linuxStat(pid)?.[0] === 'Z';
}

/** The fields of /proc/<pid>/stat after the command name, which may itself contain spaces and parentheses. */
function linuxStat(pid: number): string[] | undefined {
  const stat = readText(`/proc/${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function commandOutput(command: string, parameters: string[]): string | undefined {
  const { status, stdout } = spawnSync(command, parameters, { encoding: 'utf8' });
  const text = status === 0 ? stdout.trim() : '';
  return text === '' ? undefined : text;
}
