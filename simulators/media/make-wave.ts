// WAV files (16-bit PCM, mono), written piece by piece so that ten minutes of sound need no memory.
import { setImmediate } from 'node:timers/promises';
import type { MadeFile } from './make-image.ts';

// Looked up once, because they run for every sample.
const { max, min, round } = Math;

export interface Sound {
  readonly sampleRate: number;
  readonly samples: number;
  /** Computes `count` samples (-1 to 1) from `start`; called in order, each sample once. */
  readonly render: (start: number, count: number) => Float32Array;
}

/** About 5 ms of work for the slowest sound: the event loop is never held longer. */
const PIECE_SAMPLES = 16_384;
const HEADER_BYTES = 44;
const BYTES_PER_SAMPLE = 2;

/** 24 kHz, the usual rate of speech models; half of it for long pieces, to keep them small. */
export function sampleRateFor(seconds: number): number {
  return seconds <= 120 ? 24_000 : 12_000;
}

export function makeWave(sound: Sound): MadeFile {
  return { mimeType: 'audio/wav', content: writeWave(sound) };
}

async function* writeWave({ sampleRate, samples, render }: Sound): AsyncGenerator<Uint8Array> {
  yield waveHeader(sampleRate, samples * BYTES_PER_SAMPLE);
  for (let start = 0; start < samples; start += PIECE_SAMPLES) {
    yield toPcm(render(start, min(PIECE_SAMPLES, samples - start)));
    await setImmediate(); // let requests in between
  }
}

function waveHeader(sampleRate: number, dataBytes: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(HEADER_BYTES - 8 + dataBytes, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16); // length of the format chunk
  header.writeUInt16LE(1, 20); // PCM
  header.writeUInt16LE(1, 22); // one channel
  header.writeUInt32LE(sampleRate, 24);
  header.writeUInt32LE(sampleRate * BYTES_PER_SAMPLE, 28);
  header.writeUInt16LE(BYTES_PER_SAMPLE, 32);
  header.writeUInt16LE(BYTES_PER_SAMPLE * 8, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(dataBytes, 40);
  return header;
}

function toPcm(samples: Float32Array): Buffer {
  const pcm = Buffer.alloc(samples.length * BYTES_PER_SAMPLE);
  for (let index = 0; index < samples.length; index += 1) {
    const sample = max(-1, min(1, samples[index] ?? 0));
    pcm.writeInt16LE(round(sample * 32_767), index * BYTES_PER_SAMPLE);
  }
  return pcm;
}
