// A PostgreSQL server whose gateway is gone: ended in order, so that the next start finds a clean folder.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { EmbeddedPostgresError } from './errors.ts';
import { isAlive, sendSignal, waitForEnd, worksIn } from './processes.ts';

/** Fast shutdown with a checkpoint first; then without one (recovery follows at the next start); then by force. */
const SHUTDOWN_STEPS = [
  { signal: 'SIGINT', limitMilliseconds: 30_000 },
  { signal: 'SIGQUIT', limitMilliseconds: 5_000 },
  { signal: 'SIGKILL', limitMilliseconds: 5_000 },
] as const;

/** Only for the holder of the owner lock, which proves that no living gateway uses the cluster. */
export async function stopOrphan(cluster: string, log: (line: string) => void): Promise<void> {
  const pid = serverProcess(cluster);
  if (pid === undefined || !isAlive(pid)) return;
  if (!worksIn(pid, cluster)) {
    // The number was given to a stranger since; PostgreSQL would refuse to start because of it.
    rmSync(join(cluster, 'postmaster.pid'), { force: true });
    return;
  }
  log(`Stopping the PostgreSQL that an ended gateway left running (process ${pid})…`);
  await shutDown(pid);
}

export async function shutDown(pid: number): Promise<void> {
  for (const { signal, limitMilliseconds } of SHUTDOWN_STEPS) {
    sendSignal(pid, signal);
    if (await waitForEnd(pid, limitMilliseconds)) return;
  }
  throw new EmbeddedPostgresError('START_FAILED', `The PostgreSQL process ${pid} cannot be stopped. Stop it by hand.`);
}

/** The process id that PostgreSQL wrote into its data folder, alive or not. */
export function serverProcess(cluster: string): number | undefined {
  try {
    const pid = Number(readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')[0]);
    return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}
