// Writes that survive a power cut: the bytes are on the disk before anybody can see the name.
import { open } from 'node:fs/promises';

/** Bytes at once, or piece by piece for what is too long to hold in memory. */
export type FileContent = Uint8Array | AsyncIterable<Uint8Array>;

/** Creates `file` (it must not exist), writes and flushes it; readable by this user only. */
export async function writeNewFile(file: string, content: FileContent): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Whether `error` comes from the file system with this code, such as ENOENT. */
export function isFileError(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}

/** Makes a rename or link in `folder` durable. Windows cannot open a folder and orders its metadata by itself. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
