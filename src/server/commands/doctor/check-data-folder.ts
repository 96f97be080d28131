// DATA_DIR: can it be written, is there room, and is it the folder of the gateway that answers?
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, mkdir, mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../../../database/index.ts';
import { createOutputStore, newOutputSecret } from '../../../generation/index.ts';
import { type Finding, findingsOf } from './finding.ts';

const { ok, warning, problem } = findingsOf('data folder');

/** Below this, a few videos fill it. */
const LITTLE_ROOM_BYTES = 1_000_000_000;
const GIGABYTE = 1_000_000_000;

/** It is made when it is missing, as a start would. */
export async function checkDataFolder(dataDir: string): Promise<Finding[]> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
    await tryToWrite(dataDir);
  } catch (error) {
    const code = errorCode(error) ?? String(error);
    const advice =
      'Give it to the user that the gateway runs as, or set DATA_DIR to another folder (in a container: a volume).';
    return [problem(`${dataDir} cannot be written (${code})`, advice)];
  }
  const { bavail, bsize } = await statfs(dataDir);
  const bytes = bavail * bsize;
  const room = `${(bytes / GIGABYTE).toLocaleString('en', { maximumFractionDigits: 1 })} GB free`;
  if (bytes >= LITTLE_ROOM_BYTES) return [ok(`${dataDir} can be written; ${room}`)];
  return [
    warning(`${dataDir} has ${room}`, 'Generated files are kept there: make room, or shorten SANDBOX_KEEP_HOURS.'),
  ];
}

async function tryToWrite(dataDir: string): Promise<void> {
  const folder = await mkdtemp(join(dataDir, '.doctor-'));
  try {
    await writeFile(join(folder, 'file'), randomBytes(4_096), { flush: true });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** One white pixel: a file has to be what its name says before the store takes it. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mP4DwABAQEAHLCMmQAAAABJRU5ErkJggg==',
  'base64',
);
/** As often as a balancer may need to lead to each of a few gateways. */
const ASKED = 8;

/**
 * Writes a file as a generation would, and asks the gateways at `address` for it, on new connections. Whoever has it keeps its files
 * in this folder; of several, all must.
 */
export async function checkSharedFolder(dataDir: string, address: string): Promise<Finding[]> {
  const store = createOutputStore({ dataDir, baseUrl: () => address });
  const place = { secret: newOutputSecret(), index: 0 };
  const kept = await store.keep(place, PIXEL);
  if (!kept.ok) throw new Error('the output store refuses a picture of one pixel');
  try {
    const url = store.addressOf(kept.output.name);
    const answers = await Promise.all(Array.from({ length: ASKED }, () => isServed(url)));
    return [decideShared(answers.filter(Boolean).length)];
  } finally {
    await store.drop(place);
  }
}

async function isServed(url: string): Promise<boolean> {
  const answer = await fetch(url, { headers: { connection: 'close' }, redirect: 'manual' }).catch(() => undefined);
  if (answer?.status !== 200) return false;
  return Buffer.from(await answer.arrayBuffer().catch(() => new ArrayBuffer())).equals(PIXEL);
}

function decideShared(served: number): Finding {
  if (served === ASKED) return ok('the gateway that answers serves what is written here');
  const advice =
    'All gateways of a database need the same DATA_DIR (a shared volume), and the doctor that of the gateway.';
  if (served === 0) return problem('the gateway that answers keeps its files elsewhere', advice);
  return problem(`only ${served} of ${ASKED} requests found a file that is written here`, advice);
}
