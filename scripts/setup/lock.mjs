// One setup at a time per clone: two starts at once must not install or compile into the same folders.
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { projectPath, readIfPresent } from './project.mjs';
import { SetupError } from './setup-error.mjs';

const LOCK = projectPath('dist', '.setup-lock');
const SIGNAL_EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };
const POLL_INTERVAL_MILLISECONDS = 200;
const LIMIT_MILLISECONDS = 15 * 60_000;
const UNREADABLE_LIMIT_MILLISECONDS = 5_000;

export async function withSetupLock(say, work) {
  await takeLock(say);
  const release = () => rmSync(LOCK, { force: true });
  process.once('exit', release);
  for (const [signal, code] of Object.entries(SIGNAL_EXIT_CODES)) {
    process.once(signal, () => process.exit(code));
  }
  await work();
  release();
  process.off('exit', release);
}

async function takeLock(say) {
  mkdirSync(projectPath('dist'), { recursive: true });
  const deadline = Date.now() + LIMIT_MILLISECONDS;
  let isWaiting = false;
  while (!createLock()) {
    if (isAbandoned()) {
      rmSync(LOCK, { force: true });
      continue;
    }
    if (Date.now() > deadline) {
      throw new SetupError(`Another setup has been at work for too long. If there is none, delete ${LOCK}.`);
    }
    if (!isWaiting) say('Waiting for another setup of this folder to finish…');
    isWaiting = true;
    await delay(POLL_INTERVAL_MILLISECONDS);
  }
}

function createLock() {
  try {
    writeFileSync(LOCK, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw new SetupError(`This folder cannot be written to: ${error.message}`);
  }
}

function isAbandoned() {
  const pid = Number(readIfPresent(LOCK));
  if (Number.isInteger(pid) && pid > 0) return !isAlive(pid);
  // Empty for the moment between being made and being written.
  const made = statSync(LOCK, { throwIfNoEntry: false })?.mtimeMs;
  return made !== undefined && Date.now() - made > UNREADABLE_LIMIT_MILLISECONDS;
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
