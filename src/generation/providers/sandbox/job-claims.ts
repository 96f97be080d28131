// Who works on a job now, when several gateway processes share the folder. Only saves work: doing a job twice is
// harmless (same names, same bytes, first verdict wins), so a claim may be wrong without anything going wrong.
import { randomUUID } from 'node:crypto';
import { readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { isFileError } from '../../outputs/index.ts';

/** A worker renews its claim after each output, which takes a few seconds at the very most. */
const LEASE_MILLISECONDS = 30_000;

const CLAIM = z.object({ host: z.string(), pid: z.number(), instance: z.string() });
type Claim = z.infer<typeof CLAIM>;

export interface JobClaims {
  /** False if somebody who is alive, as far as one can see, works on the job. */
  take(upstreamId: string): Promise<boolean>;
  renew(upstreamId: string): Promise<void>;
  release(upstreamId: string): Promise<void>;
}

export function createJobClaims(folder: string): JobClaims {
  const own: Claim = { host: hostname(), pid: process.pid, instance: randomUUID() };
  const fileOf = (upstreamId: string): string => path.join(folder, `${upstreamId}.claim`);
  return {
    take: async (upstreamId) => {
      const file = fileOf(upstreamId);
      if (await write(file, own)) return true;
      if (await isAlive(file, own)) return false;
      await rm(file, { force: true });
      return await write(file, own);
    },
    renew: async (upstreamId) => {
      const now = new Date();
      await utimes(fileOf(upstreamId), now, now).catch(() => undefined);
    },
    release: (upstreamId) => rm(fileOf(upstreamId), { force: true }),
  };
}

async function write(file: string, claim: Claim): Promise<boolean> {
  try {
    await writeFile(file, JSON.stringify(claim), { flag: 'wx', mode: 0o600 });
    return true;
  } catch {
    return false;
  }
}

async function isAlive(file: string, own: Claim): Promise<boolean> {
  try {
    const { mtimeMs } = await stat(file);
    if (Date.now() - mtimeMs > LEASE_MILLISECONDS) return false;
    const claim = CLAIM.parse(JSON.parse(await readFile(file, 'utf8')));
    if (claim.host !== own.host) return true; // cannot be asked: wait for the lease to end
    // A container restarts with the same pid: same pid and another instance is a dead predecessor.
    return claim.pid === own.pid ? claim.instance === own.instance : processExists(claim.pid);
  } catch {
    return false; // gone or half-written
  }
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isFileError(error, 'EPERM'); // there, and another user's
  }
}
