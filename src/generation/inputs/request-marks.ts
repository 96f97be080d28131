// A mark beside each sent file whose request is under way: written before the file, taken away when the request has its answer. What a
// process that died leaves behind is found by its mark, without a look at the files of all generations.
import { randomUUID } from 'node:crypto';
import { lstat, mkdir, readdir, readFile, rename, rm, utimes } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { isFileError, type OutputPlace, syncFolder, writeNewFile } from '../outputs/index.ts';

/** The request that a file was sent with. */
export interface MarkedRequest {
  readonly accountId: string;
  readonly idempotencyKey: string;
}

export interface Mark {
  readonly place: OutputPlace;
  readonly begunAt: Date;
  /** Undefined when nobody can read it. */
  readonly request: MarkedRequest | undefined;
}

export interface RequestMarks {
  /** A request with this file begins, perhaps not for the first time. */
  begin(place: OutputPlace, request: MarkedRequest): Promise<void>;
  end(place: OutputPlace): Promise<void>;
  /** Those that began before, at most `limit`. */
  before(moment: Date, limit: number): Promise<Mark[]>;
  /** Ends the request unless it began anew since `mark` was read: then false. */
  endUnlessAnew(mark: Mark): Promise<boolean>;
}

const ENDING = '.json';
const NAME = /^([0-9a-f]{40})-(\d+)\.json$/;
const REQUEST = z.object({ accountId: z.string(), idempotencyKey: z.string() });

/** `folder`: on the same disk for all who share the files. */
export function createRequestMarks(folder: string): RequestMarks {
  const pathOf = ({ secret, index }: OutputPlace): string => path.join(folder, `${secret}-${index}${ENDING}`);
  return {
    begin: (place, request) => begin(pathOf(place), request),
    end: (place) => rm(pathOf(place), { force: true }),
    before: (moment, limit) => before(folder, moment, limit),
    endUnlessAnew: ({ place, begunAt }) => endUnlessAnew(pathOf(place), begunAt),
  };
}

async function begin(file: string, request: MarkedRequest): Promise<void> {
  const now = new Date();
  try {
    await utimes(file, now, now);
    return;
  } catch (error) {
    if (!isFileError(error, 'ENOENT')) throw error;
  }
  const folder = path.dirname(file);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const temporary = `${file}.${randomUUID()}`;
  try {
    await writeNewFile(temporary, Buffer.from(JSON.stringify(request)));
    await rename(temporary, file);
  } finally {
    await rm(temporary, { force: true });
  }
  await syncFolder(folder);
}

async function before(folder: string, moment: Date, limit: number): Promise<Mark[]> {
  const marks: Mark[] = [];
  for (const name of await readdir(folder).catch(() => [])) {
    if (marks.length >= limit) break;
    const file = path.join(folder, name);
    const status = await lstat(file).catch(() => undefined);
    if (status === undefined || status.mtime >= moment) continue;
    const [, secret, index] = NAME.exec(name) ?? [];
    // Half a mark, of a process that died: its file was not yet written.
    if (secret === undefined) await rm(file, { force: true });
    else marks.push({ place: { secret, index: Number(index) }, begunAt: status.mtime, request: await read(file) });
  }
  return marks;
}

async function read(file: string): Promise<MarkedRequest | undefined> {
  try {
    return REQUEST.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return undefined;
  }
}

/** Moved before it is looked at, so that what begins from now on makes a mark of its own. */
async function endUnlessAnew(file: string, begunAt: Date): Promise<boolean> {
  const taken = `${file}.${randomUUID()}`;
  try {
    await rename(file, taken);
  } catch (error) {
    if (isFileError(error, 'ENOENT')) return true;
    throw error;
  }
  // Another sweep takes it for half a mark only when it is old.
  const status = await lstat(taken).catch(() => undefined);
  const isSame = status === undefined || status.mtime.getTime() === begunAt.getTime();
  if (isSame) await rm(taken, { force: true });
  else await rename(taken, file);
  return isSame;
}
