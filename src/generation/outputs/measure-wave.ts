// The length of a WAV file, from its header and the bytes that are really there (Microsoft RIFF/WAVE, PCM and float).
import { type FileHandle, open } from 'node:fs/promises';

const PCM = 1;
const FLOAT = 3;
const EXTENSIBLE = 0xfffe;
/** Written by encoders that stream and cannot go back to fill in the length: the data goes to the end of the file. */
const LENGTH_NOT_KNOWN = 0xffffffff;
/** Real files have a handful; a hostile one could be made of millions. */
const MAX_CHUNKS = 1000;

interface Format {
  readonly sampleRate: number;
  readonly bytesPerFrame: number;
}

/** Milliseconds of audio, or undefined if the file is damaged, shorter than it says, or without a single frame. */
export async function measureWave(file: string, fileBytes: number): Promise<number | undefined> {
  const handle = await open(file, 'r');
  try {
    return await measureChunks(handle, fileBytes);
  } finally {
    await handle.close();
  }
}

async function measureChunks(handle: FileHandle, fileBytes: number): Promise<number | undefined> {
  let format: Format | undefined;
  let offset = 12;
  for (let count = 0; count < MAX_CHUNKS && offset + 8 <= fileBytes; count += 1) {
    const header = await readAt(handle, offset, 8);
    const name = header.toString('latin1', 0, 4);
    const length = header.readUInt32LE(4);
    const available = fileBytes - offset - 8;
    if (name === 'fmt ') format = parseFormat(await readAt(handle, offset + 8, Math.min(length, available, 16)));
    if (name === 'data') return format === undefined ? undefined : lengthOf(format, length, available);
    offset += 8 + length + (length % 2); // chunks begin at even offsets
  }
  return undefined;
}

function lengthOf(format: Format, declared: number, available: number): number | undefined {
  const bytes = declared === LENGTH_NOT_KNOWN ? available : declared;
  const frames = Math.floor(bytes / format.bytesPerFrame);
  if (bytes > available || frames === 0) return undefined;
  return Math.round((frames / format.sampleRate) * 1000);
}

function parseFormat(chunk: Buffer): Format | undefined {
  if (chunk.length < 16) return undefined;
  const coding = chunk.readUInt16LE(0);
  const channels = chunk.readUInt16LE(2);
  const sampleRate = chunk.readUInt32LE(4);
  const bytesPerFrame = chunk.readUInt16LE(12);
  const bitsPerSample = chunk.readUInt16LE(14);
  const known = coding === PCM || coding === FLOAT || coding === EXTENSIBLE;
  const consistent = bytesPerFrame > 0 && bytesPerFrame * 8 === channels * bitsPerSample;
  return known && consistent && sampleRate > 0 ? { sampleRate, bytesPerFrame } : undefined;
}

async function readAt(handle: FileHandle, offset: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, offset);
  return buffer.subarray(0, bytesRead);
}
