// Files of exports, in one folder that all gateways of a database share, as they share the outputs.
import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';

/** First and last byte, both included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

export interface StoredFile {
  readonly bytes: number;
  /** Opens it when called. */
  read(range?: ByteRange): Readable;
}

export interface ExportStore {
  /** `write` gets the name of a file that is not there; what it wrote gets its own name when it is whole. */
  keep<Written>(name: string, write: (file: string) => Promise<Written>): Promise<Written>;
  open(name: string): Promise<StoredFile | undefined>;
  remove(name: string): Promise<void>;
  /** Deletes files that nobody has written to since `before`, left-overs of broken exports among them. */
  prune(before: Date): Promise<void>;
}

const NAME = /^exp_[0-9a-z]{26}\.(?:csv|ndjson)\.gz$/;

export function createExportStore(dataDir: string): ExportStore {
  const folder = path.resolve(dataDir, 'exports');
  const pathOf = (name: string): string => {
    if (!NAME.test(name)) throw new Error('Not the name of an export.');
    return path.join(folder, name);
  };
  return {
    keep: async (name, write) => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const part = path.join(folder, `.${randomUUID()}.part`);
      try {
        const written = await write(part);
        await rename(part, pathOf(name));
        return written;
      } finally {
        await rm(part, { force: true });
      }
    },
    open: async (name) => {
      const file = pathOf(name);
      const status = await lstat(file).catch(() => undefined);
      if (status?.isFile() !== true) return undefined;
      return { bytes: status.size, read: (range) => createReadStream(file, range ?? {}) };
    },
    remove: (name) => rm(pathOf(name), { force: true }),
    prune: (before) => prune(folder, before),
  };
}

async function prune(folder: string, before: Date): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    if (!NAME.test(name) && !name.endsWith('.part')) continue;
    const file = path.join(folder, name);
    const status = await lstat(file).catch(() => undefined);
    if (status !== undefined && status.mtime < before) await rm(file, { force: true });
  }
}
