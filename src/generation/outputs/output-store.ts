// Keeps delivered files in one folder and knows their addresses.
import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { link, lstat, mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { type FileContent, isFileError, syncFolder, writeNewFile } from './durable-file.ts';
import { type MeasuredFile, measureOutput, type OutputRefusal } from './measure-output.ts';
import { mimeTypeOfName, type OutputMimeType, outputName, possibleNames } from './output-name.ts';

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
  /** The same for a file whose type nobody knows yet: it is named after what it turns out to be. */
  keep(place: OutputPlace, content: FileContent): Promise<SaveResult>;
  /** What `keep` or `save` stored at this place, measured again; undefined when there is nothing. */
  find(place: OutputPlace): Promise<SavedOutput | undefined>;
  /** The file of this name; undefined for any name that the store did not give, whatever is in it. */
  open(name: string): Promise<OpenedOutput | undefined>;
  /** The absolute address under which the gateway serves the file. */
  addressOf(name: string): string;
  /** Whether a file of this name could be one of the store's. */
  owns(name: string): boolean;
  remove(name: string): Promise<void>;
  /** Whatever is stored at this place. */
  drop(place: OutputPlace): Promise<void>;
  /** Takes away what is stored at this place, so that it can be put back: for who has to look once more before it is gone. */
  setAside(place: OutputPlace): Promise<FilesAside>;
  /** Deletes files last written before `olderThan`; answers how many. */
  prune(olderThan: Date): Promise<number>;
  /** Deletes what processes that died left half done, last written before `olderThan`: at most `limit`; answers how many. */
  pruneUnfinished(olderThan: Date, limit: number): Promise<number>;
}

export interface FilesAside {
  /** Unless there is a new one by now. */
  putBack(): Promise<void>;
  remove(): Promise<void>;
}

/** Which output of which job: decides all of its name but the ending. */
export interface OutputPlace {
  /** 40 hex digits, as from `newOutputSecret`. */
  readonly secret: string;
  /** From 0. */
  readonly index: number;
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
    keep: ({ secret, index }, content) => store(folder, content, (mimeType) => outputName(secret, index, mimeType)),
    find: (place) => find(folder, place),
    open: (name) => openOutput(folder, name),
    addressOf: (name) => `${baseUrl().replace(/\/+$/, '')}/outputs/${name}`,
    owns: (name) => mimeTypeOfName(name) !== undefined,
    remove: (name) => rm(pathOf(folder, name), { force: true }),
    drop: async ({ secret, index }) => {
      for (const name of possibleNames(secret, index)) await rm(path.join(folder, name), { force: true });
    },
    setAside: (place) => setAside(folder, place),
    prune: (olderThan) => prune(folder, olderThan, { limit: Number.POSITIVE_INFINITY, isMeant: isOutputName }),
    pruneUnfinished: (olderThan, limit) =>
      prune(unfinishedIn(folder), olderThan, { limit, isMeant: (name) => name.endsWith(UNFINISHED) }),
  };
}

const UNFINISHED = '.part';

/** In the same folder, so on the same disk: a rename from here is atomic. Few files, so that those left behind are found without reading all. */
const unfinishedIn = (folder: string): string => path.join(folder, '.unfinished');
const newUnfinished = (folder: string): string => path.join(unfinishedIn(folder), `${randomUUID()}${UNFINISHED}`);
const isOutputName = (name: string): boolean => mimeTypeOfName(name) !== undefined;

function pathOf(folder: string, name: string): string {
  if (mimeTypeOfName(name) === undefined) throw new Error('Not the name of an output.');
  return path.join(folder, name);
}

/** Named by `nameFor` once it is measured; undefined when it is not what was expected. */
async function store(
  folder: string,
  content: FileContent,
  nameFor: (mimeType: OutputMimeType) => string | undefined,
): Promise<SaveResult> {
  await mkdir(unfinishedIn(folder), { recursive: true, mode: 0o700 });
  const temporary = newUnfinished(folder);
  try {
    await writeNewFile(temporary, content);
    const result = await measureOutput(temporary);
    if (!result.ok) return result;
    const name = nameFor(result.measured.mimeType);
    if (name === undefined) return { ok: false, refusal: OTHER_TYPE };
    await rename(temporary, pathOf(folder, name));
    await syncFolder(folder);
    return { ok: true, output: { name, ...result.measured } };
  } finally {
    await rm(temporary, { force: true });
  }
}

const OTHER_TYPE: OutputRefusal = {
  code: 'UNDECODABLE_OUTPUT',
  message: 'The file is of another type than expected.',
};

async function save(folder: string, name: string, content: FileContent): Promise<SaveResult> {
  pathOf(folder, name);
  return store(folder, content, (mimeType) => (mimeType === mimeTypeOfName(name) ? name : undefined));
}

async function find(folder: string, { secret, index }: OutputPlace): Promise<SavedOutput | undefined> {
  for (const name of possibleNames(secret, index)) {
    const file = path.join(folder, name);
    const status = await lstat(file).catch(() => undefined);
    if (status?.isFile() !== true) continue;
    const result = await measureOutput(file);
    if (result.ok) return { name, ...result.measured };
  }
  return undefined;
}

async function openOutput(folder: string, name: string): Promise<OpenedOutput | undefined> {
  const mimeType = mimeTypeOfName(name);
  if (mimeType === undefined) return undefined;
  const file = path.join(folder, name);
  const status = await lstat(file).catch(() => undefined);
  if (status?.isFile() !== true) return undefined; // neither missing files nor links that lead out of the folder
  return { mimeType, bytes: status.size, read: (range) => createReadStream(file, range ?? {}) };
}

async function setAside(folder: string, { secret, index }: OutputPlace): Promise<FilesAside> {
  await mkdir(unfinishedIn(folder), { recursive: true, mode: 0o700 });
  const moved: { readonly from: string; readonly to: string }[] = [];
  for (const name of possibleNames(secret, index)) {
    const file = { from: path.join(folder, name), to: newUnfinished(folder) };
    if (await happened(rename(file.from, file.to), 'ENOENT')) moved.push(file);
  }
  const remove = async (): Promise<void> => {
    for (const { to } of moved) await rm(to, { force: true });
  };
  const putBack = async (): Promise<void> => {
    for (const { from, to } of moved) await happened(link(to, from), 'EEXIST');
    await remove();
  };
  return { putBack, remove };
}

/** False when it failed with this code of the file system. */
async function happened(work: Promise<void>, code: string): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    if (isFileError(error, code)) return false;
    throw error;
  }
}

interface Pruning {
  readonly limit: number;
  readonly isMeant: (name: string) => boolean;
}

async function prune(folder: string, olderThan: Date, { limit, isMeant }: Pruning): Promise<number> {
  let pruned = 0;
  for (const name of await readdir(folder).catch(() => [])) {
    if (pruned >= limit) break;
    if (!isMeant(name)) continue;
    const file = path.join(folder, name);
    const status = await lstat(file).catch(() => undefined);
    if (status === undefined || status.mtime >= olderThan) continue;
    await rm(file, { force: true });
    pruned += 1;
  }
  return pruned;
}
