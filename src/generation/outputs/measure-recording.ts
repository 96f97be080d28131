// What is in an audio or video container (Ogg, FLAC, MP4, WebM): its tracks, length and pixels, by music-metadata.
import { type FileHandle, open } from 'node:fs/promises';
import { type IAudioMetadata, parseFile } from 'music-metadata';

/** ISO/IEC 14496-12: a box begins with its 32-bit length and its type; 1 means a 64-bit length follows, 0 the file's rest. */
const BOX_HEADER_BYTES = 16;
const MOST_BOXES = 100_000;

export interface Recording {
  readonly hasVideo: boolean;
  readonly durationMilliseconds: number;
  readonly width?: number;
  readonly height?: number;
}

/** Undefined when nothing in it can be played: no track, no length, no pixels of a video. */
export async function measureRecording(file: string): Promise<Recording | undefined> {
  const metadata = await parseFile(file, { duration: true, skipCovers: true }).catch(() => undefined);
  return metadata?.format.hasVideo === true ? describeVideo(metadata.format) : describeAudio(metadata?.format);
}

type Format = IAudioMetadata['format'];

function describeAudio(format: Format | undefined): Recording | undefined {
  const durationMilliseconds = toMilliseconds(format?.duration);
  if (format?.sampleRate === undefined || durationMilliseconds === 0) return undefined;
  return { hasVideo: false, durationMilliseconds };
}

/** The length is the picture's; containers that give their tracks none (WebM) have one for all. */
function describeVideo({ trackInfo, duration }: Format): Recording | undefined {
  const track = trackInfo.find(({ video }) => video !== undefined);
  const { pixelWidth: width = 0, pixelHeight: height = 0 } = track?.video ?? {};
  const durationMilliseconds = toMilliseconds(track?.duration ?? duration);
  if (width === 0 || height === 0 || durationMilliseconds === 0) return undefined;
  return { hasVideo: true, durationMilliseconds, width, height };
}

/** 0 for a length that is none. */
function toMilliseconds(seconds: number | undefined): number {
  return seconds !== undefined && Number.isFinite(seconds) && seconds > 0 ? Math.round(seconds * 1000) : 0;
}

/** Whether the boxes of an MP4 fill the file exactly: a header alone would measure well with its media cut off. */
export async function isWholeMp4(file: string, fileBytes: number): Promise<boolean> {
  const handle = await open(file, 'r');
  try {
    let offset = 0;
    let hasMedia = false;
    for (let count = 0; count < MOST_BOXES && offset < fileBytes; count += 1) {
      const box = await readBox(handle, offset);
      if (box === undefined) return false;
      hasMedia ||= box.type === 'mdat';
      offset += box.bytes ?? fileBytes - offset;
    }
    return hasMedia && offset === fileBytes;
  } finally {
    await handle.close();
  }
}

async function readBox(
  handle: FileHandle,
  offset: number,
): Promise<{ type: string; bytes: number | undefined } | undefined> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(BOX_HEADER_BYTES), 0, BOX_HEADER_BYTES, offset);
  if (bytesRead < BOX_HEADER_BYTES / 2) return undefined;
  const type = buffer.toString('latin1', 4, 8);
  const short = buffer.readUInt32BE(0);
  if (short === 0) return { type, bytes: undefined };
  const bytes = short === 1 ? Number(buffer.readBigUInt64BE(8)) : short;
  return bytes >= BOX_HEADER_BYTES / 2 ? { type, bytes } : undefined;
}
