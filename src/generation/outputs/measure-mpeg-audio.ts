// The length of an MP3, by walking its frames: headers that state a length (Xing, VBRI, ID3) are not believed.
// Layout of frames: ISO/IEC 11172-3 (MPEG-1) and 13818-3 (MPEG-2, 2.5), Layer III; ID3v2 tag: id3.org/id3v2.4.0-structure.
import { type FileHandle, open } from 'node:fs/promises';

/** kbit/s by the header's bitrate index; 0 is "free", 15 is not allowed. */
const MPEG_1_BITRATES = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const MPEG_2_BITRATES = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
/** Hz of MPEG-1; MPEG-2 has half of it, MPEG-2.5 a quarter. */
const SAMPLE_RATES = [44_100, 48_000, 32_000];

const MPEG_2_5 = 0;
const RESERVED = 1;
const MPEG_1 = 3;
const LAYER_3 = 1;
const FRAME_HEADER_BYTES = 4;
const ID3_HEADER_BYTES = 10;
const CHUNK_BYTES = 256 * 1024;
/** Tags and padding may stand between frames, but not most of the file. */
const MOST_BYTES_BETWEEN_FRAMES = 64 * 1024;

interface Frame {
  readonly bytes: number;
  readonly seconds: number;
}

/** Milliseconds of all whole frames, or undefined when the file does not hold a single one. */
export async function measureMpegAudio(file: string): Promise<number | undefined> {
  const handle = await open(file, 'r');
  try {
    const { frames, seconds } = await walkFrames(createWindow(handle));
    return frames === 0 ? undefined : Math.round(seconds * 1000);
  } finally {
    await handle.close();
  }
}

async function walkFrames(window: Window): Promise<{ frames: number; seconds: number }> {
  let offset = await endOfTag(window);
  let frames = 0;
  let seconds = 0;
  let skipped = 0;
  while (skipped < MOST_BYTES_BETWEEN_FRAMES) {
    const header = await window.at(offset, FRAME_HEADER_BYTES);
    if (header.length < FRAME_HEADER_BYTES) break;
    const frame = parseHeader(header.readUInt32BE());
    if (frame === undefined) {
      offset += 1;
      skipped += 1;
      continue;
    }
    if ((await window.at(offset + frame.bytes - 1, 1)).length === 0) break; // the last frame is cut off
    offset += frame.bytes;
    skipped = 0;
    frames += 1;
    seconds += frame.seconds;
  }
  return { frames, seconds };
}

/** Undefined when these 32 bits do not begin a Layer III frame. */
function parseHeader(header: number): Frame | undefined {
  const version = (header >>> 19) & 3;
  const rate = sampleRateOf(header, version);
  const bitrate = (version === MPEG_1 ? MPEG_1_BITRATES : MPEG_2_BITRATES)[(header >>> 12) & 15] ?? 0;
  const isFrame = header >>> 21 === 0x7ff && ((header >>> 17) & 3) === LAYER_3;
  if (!isFrame || rate === undefined || bitrate === 0) return undefined;
  const samples = version === MPEG_1 ? 1152 : 576;
  const padding = (header >>> 9) & 1;
  return { bytes: Math.floor((samples * bitrate * 125) / rate) + padding, seconds: samples / rate };
}

function sampleRateOf(header: number, version: number): number | undefined {
  const rate = SAMPLE_RATES[(header >>> 10) & 3];
  if (rate === undefined || version === RESERVED) return undefined;
  if (version === MPEG_1) return rate;
  return rate / (version === MPEG_2_5 ? 4 : 2);
}

/** Where the audio begins: after an ID3v2 tag, if there is one. */
async function endOfTag(window: Window): Promise<number> {
  const header = await window.at(0, ID3_HEADER_BYTES);
  if (header.length < ID3_HEADER_BYTES || header.toString('latin1', 0, 3) !== 'ID3') return 0;
  const size = [...header.subarray(6)].reduce((sum, byte) => sum * 128 + (byte & 0x7f), 0);
  return ID3_HEADER_BYTES + size;
}

interface Window {
  /** Up to `length` bytes; fewer at the end of the file. */
  at(offset: number, length: number): Promise<Buffer>;
}

/** Reads the file in pieces, since frames are far smaller than a sensible read. */
function createWindow(handle: FileHandle): Window {
  let start = 0;
  let content = Buffer.alloc(0);
  return {
    at: async (offset, length) => {
      if (offset < start || offset + length > start + content.length) {
        const { buffer, bytesRead } = await handle.read(Buffer.alloc(CHUNK_BYTES), 0, CHUNK_BYTES, offset);
        start = offset;
        content = buffer.subarray(0, bytesRead);
      }
      return content.subarray(offset - start, offset - start + length);
    },
  };
}
