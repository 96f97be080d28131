// What survives a crash of the process: one file per job, one per verdict. Each is written once and never changed,
// so any number of gateway processes may share the folder: the first job and the first verdict win.
import { randomUUID } from 'node:crypto';
import { link, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { isFileError, syncFolder, writeNewFile } from '../../outputs/index.ts';

const JOB = z.object({
  upstreamId: z.string(),
  request: z.object({
    attemptId: z.string(),
    model: z.string(),
    kind: z.enum(['IMAGE', 'VIDEO', 'VOICE', 'MUSIC', 'SOUND']),
    prompt: z.string().optional(),
    parameters: z.record(z.string(), z.unknown()),
    count: z.int(),
  }),
  /** Decides the outputs' names: doing the job twice replaces files instead of adding some. */
  secret: z.string(),
  /** Milliseconds since 1970. */
  createdAt: z.number(),
});

const VERDICT = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('succeeded'),
    outputs: z.array(
      z.object({
        name: z.string(),
        mimeType: z.string(),
        bytes: z.number(),
        width: z.number().exactOptional(),
        height: z.number().exactOptional(),
        durationMilliseconds: z.number().exactOptional(),
      }),
    ),
  }),
  z.object({
    state: z.literal('failed'),
    failure: z.object({ code: z.string(), message: z.string(), retryable: z.boolean() }),
  }),
  z.object({ state: z.literal('canceled') }),
]);

export type SandboxJob = z.infer<typeof JOB>;
export type SandboxVerdict = z.infer<typeof VERDICT>;

export interface JobRecords {
  /** Records the job, or answers the one that already has this upstream id. */
  create(job: SandboxJob): Promise<SandboxJob>;
  job(upstreamId: string): Promise<SandboxJob | undefined>;
  verdict(upstreamId: string): Promise<SandboxVerdict | undefined>;
  /** Records the verdict, or answers the one that came first. */
  decide(upstreamId: string, verdict: SandboxVerdict): Promise<SandboxVerdict>;
  /** Forgets jobs created before `olderThan`, and calls `drop` for each before it is forgotten; `limit` jobs at most. */
  prune(pruning: JobPruning): Promise<number>;
}

export interface JobPruning {
  readonly olderThan: Date;
  readonly limit: number;
  readonly drop: (job: SandboxJob) => Promise<void>;
}

/** Upstream ids are file names here; anything else is unknown. */
export const UPSTREAM_ID = /^sbx_[A-Za-z0-9_-]{1,100}$/;

export function createJobRecords(folder: string): JobRecords {
  const fileOf = (upstreamId: string, suffix: string): string => {
    if (!UPSTREAM_ID.test(upstreamId)) throw new Error('Not an upstream id of the sandbox.');
    return path.join(folder, `${upstreamId}${suffix}`);
  };
  const jobFile = (upstreamId: string): string => fileOf(upstreamId, '.json');
  const verdictFile = (upstreamId: string): string => fileOf(upstreamId, '.verdict.json');
  return {
    create: async (job) => JOB.parse(await writeOnce(jobFile(job.upstreamId), job)),
    job: async (upstreamId) => JOB.optional().parse(await readJson(jobFile(upstreamId))),
    verdict: async (upstreamId) => VERDICT.optional().parse(await readJson(verdictFile(upstreamId))),
    decide: async (upstreamId, verdict) => VERDICT.parse(await writeOnce(verdictFile(upstreamId), verdict)),
    prune: (pruning) => prune(folder, pruning),
  };
}

/** A hard link either appears whole or finds the name taken: no half-written record, no second winner. */
async function writeOnce(file: string, content: object): Promise<unknown> {
  const folder = path.dirname(file);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const temporary = path.join(folder, `.${randomUUID()}.part`);
  try {
    await writeNewFile(temporary, Buffer.from(JSON.stringify(content)));
    await link(temporary, file);
    await syncFolder(folder);
    return content;
  } catch (error) {
    if (!isFileError(error, 'EEXIST')) throw error;
    return await readJson(file);
  } finally {
    await rm(temporary, { force: true });
  }
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (isFileError(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** A verdict goes before its job, so that a crash in between leaves a job that is done again, not half a memory. */
async function prune(folder: string, { olderThan, limit, drop }: JobPruning): Promise<number> {
  let pruned = 0;
  for (const name of await readdir(folder).catch(() => [])) {
    if (pruned === limit) break;
    const file = path.join(folder, name);
    const status = await stat(file).catch(() => undefined);
    if (status === undefined || status.mtime >= olderThan) continue;
    if (name.endsWith('.part')) await rm(file, { force: true });
    const upstreamId = name.slice(0, -'.json'.length);
    if (!name.endsWith('.json') || !UPSTREAM_ID.test(upstreamId)) continue;
    const job = JOB.safeParse(await readJson(file).catch(() => undefined)).data;
    if (job !== undefined) await drop(job);
    for (const suffix of ['.claim', '.verdict.json', '.json']) {
      await rm(path.join(folder, `${upstreamId}${suffix}`), { force: true });
    }
    pruned += 1;
  }
  return pruned;
}
