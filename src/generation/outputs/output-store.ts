// Keeps delivered files in one folder and knows their addresses.
import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { type FileContent, syncFolder, writeNewFile } from './durable-file.ts';
import { type MeasuredFile, measureOutput, type OutputRefusal } from './measure-output.ts';
import { mimeTypeOfName, type OutputMimeType } from './output-name.ts';

export type SavedOutput = MeasuredFile & { readonly name: string };

export type SaveResult =
  | { readonly ok: true; readonly output: SavedOutput }
  | { readonly ok: false; readonly refusal: OutputRefusal };

/** First and last byte, both included, as in an HTTP Range. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

export interface OpenedOutput {
  readonly mimeType: OutputMimeType;
  readonly bytes: number;
  /** Opens the file when called, so an answer without a body (HEAD, 304) holds nothing open. */
  read(range?: ByteRange): Readable;
}

export interface OutputStore {
  /**
   * Writes, measures, and only then gives the file its name (from `outputName`), replacing one of the same name.
   * A file that cannot be decoded, or is not what its name says, is refused and leaves nothing behind.
   */
  save(name: string, content: FileContent): Promise<SaveResult>;
  /** The file of this name; undefined for any name that the store did not give, whatever is in it. */
  open(name: string): Promise<OpenedOutput | undefined>;
  /** The absolute address under which the gateway serves the file. */
  addressOf(name: string): string;
  remove(name: string): Promise<void>;
  /** Deletes files (and left-overs of broken writes) last written before `olderThan`; answers how many. */
  prune(olderThan: Date): Promise<number>;
}

export interface OutputStoreOptions {
  readonly dataDir: string;
  /** Asked at each use, because the port may be known only after the server listens: `http://localhost:4000`. */
  readonly baseUrl: () => string;
}

/** A store in `<dataDir>/outputs`, served under `<baseUrl>/outputs/<name>`. */
export function createOutputStore({ dataDir, baseUrl }: OutputStoreOptions): OutputStore {
  const folder = path.resolve(dataDir, 'outputs');
  return {
    save: (name, content) => save(folder, name, content),
    open: (name) => openOutput(folder, name),
    addressOf: (name) => `${baseUrl().replace(/\/+$/, '')}/outputs/${name}`,
    remove: (name) => rm(pathOf(folder, name), { force: true }),
    prune: (olderThan) => prune(folder, olderThan),
  };
}

function pathOf(folder: string, name: string): string {
  if (mimeTypeOfName(name) === undefined) throw new Error('Not the name of an output.');
  return path.join(folder, name);
}

async function save(folder: string, name: string, content: FileContent): Promise<SaveResult> {
  const file = pathOf(folder, name);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const temporary = path.join(folder, `.${randomUUID()}.part`);
  try {
    await writeNewFile(temporary, content);
    const result = await measureOutput(temporary);
    if (!result.ok) return result;
    if (result.measured.mimeType !== mimeTypeOfName(name)) {
      return {
        ok: false,
        refusal: { code: 'UNDECODABLE_OUTPUT', message: 'The file is of another type than expected.' },
      };
    }
    await rename(temporary, file);
    await syncFolder(folder);
    return { ok: true, output: { name, ...result.measured } };
  } finally {
    await rm(temporary, { force: true });
  }
}

async function openOutput(folder: string, name: string): Promise<OpenedOutput | undefined> {
  const mimeType = mimeTypeOfName(name);
  if (mimeType === undefined) return undefined;
  const file = path.join(folder, name);
  const status = await lstat(file).catch(() => undefined);
  if (status?.isFile() !== true) return undefined; // neither missing files nor links that lead out of the folder
  return { mimeType, bytes: status.size, read: (range) => createReadStream(file, range ?? {}) };
}

async function prune(folder: string, olderThan: Date): Promise<number> {
  let pruned = 0;
  for (const name of await readdir(folder).catch(() => [])) {
    if (mimeTypeOfName(name) === undefined && !name.endsWith('.part')) continue;
    const file = path.join(folder, name);
    const status = await lstat(file).catch(() => undefined);
    if (status === undefined || status.mtime >= olderThan) continue;
    await rm(file, { force: true });
    pruned += 1;
  }
  return pruned;
}
