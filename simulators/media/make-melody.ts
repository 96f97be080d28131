// A short tune over four chords, from the seed: eight bars are computed once and repeated for as long as asked.

import type { MadeFile } from './make-image.ts';
import { makeWave, sampleRateFor } from './make-wave.ts';
import type { SeededRandom } from './seeded-random.ts';

// Looked up once, because they run for every sample.
const { exp, floor, max, min, round, sin } = Math;

/** Chords by their place in the major scale, two bars each. */
const PROGRESSIONS: readonly [readonly number[], ...(readonly number[])[]] = [
  [0, 4, 5, 3],
  [5, 3, 0, 4],
  [0, 5, 3, 4],
  [0, 3, 1, 4],
];
const MAJOR_SCALE = [0, 2, 4, 5, 7, 9, 11];
const BARS = 8;
const BEATS_PER_BAR = 4;
const FADE_SECONDS = 1.2;

/** One period of a plucked string: a tone and two overtones. */
const STRING = Float32Array.from({ length: 4096 }, (_, index) => {
  const turn = (2 * Math.PI * index) / 4096;
  return sin(turn) + 0.35 * sin(2 * turn) + 0.12 * sin(3 * turn);
});

interface Note {
  readonly start: number;
  readonly samples: number;
  readonly hertz: number;
  readonly loudness: number;
  /** Seconds after which a plucked string has lost two thirds of its loudness. */
  readonly decaySeconds: number;
}

export function makeMelody(seconds: number, random: SeededRandom): MadeFile {
  const sampleRate = sampleRateFor(seconds);
  const samples = round(seconds * sampleRate);
  const beatSamples = round((sampleRate * 60) / random.between(84, 124));
  const notes = compose(beatSamples, sampleRate, random).filter((note) => note.start < samples);
  const phrase = new Float32Array(BARS * BEATS_PER_BAR * beatSamples);
  const fade = min(FADE_SECONDS * sampleRate, samples / 4);
  const render = (start: number, count: number): Float32Array => {
    playUntil(notes, start + count, { phrase, sampleRate });
    const out = new Float32Array(count);
    for (let index = 0; index < count; index += 1) {
      const position = start + index;
      out[index] = (phrase[position % phrase.length] ?? 0) * min(1, (samples - position) / fade);
    }
    return out;
  };
  return makeWave({ sampleRate, samples, render });
}

/** Notes in the order of their beginning: a bass and a chord per bar, and a melody in eighths with rests. */
function compose(beatSamples: number, sampleRate: number, random: SeededRandom): Note[] {
  const keyHertz = 220 * 2 ** (floor(random.between(-4, 5)) / 12);
  const progression = random.pick(PROGRESSIONS);
  const hertzOf = (degree: number): number => {
    const semitones = (MAJOR_SCALE[((degree % 7) + 7) % 7] ?? 0) + 12 * floor(degree / 7);
    return keyHertz * 2 ** (semitones / 12);
  };
  const notes: Note[] = [];
  let walk = 7;
  for (let eighth = 0; eighth < BARS * BEATS_PER_BAR * 2; eighth += 1) {
    const start = (eighth * beatSamples) / 2;
    const note = (degree: number, beats: number, loudness: number): Note => {
      const samples = round(beats * beatSamples);
      return {
        start: round(start),
        samples,
        hertz: hertzOf(degree),
        loudness,
        decaySeconds: samples / sampleRate / 2.5,
      };
    };
    const root = progression[floor(eighth / 16) % progression.length] ?? 0;
    if (eighth % 8 === 0) {
      notes.push(note(root - 7, 4, 0.2), note(root, 4, 0.08), note(root + 2, 4, 0.08), note(root + 4, 4, 0.08));
    }
    const onBeat = eighth % 2 === 0;
    if (random.next() > (onBeat ? 0.85 : 0.45)) continue;
    walk = nextStep(walk, root, random);
    notes.push(note(walk, random.pick([1, 1, 2]), onBeat ? 0.24 : 0.18));
  }
  return notes;
}

/** Mostly a small step, kept within an octave and a half; now and then back to a note of the chord. */
function nextStep(walk: number, root: number, random: SeededRandom): number {
  if (random.next() < 0.3) return root + 7 + random.pick([0, 2, 4]);
  return max(4, min(14, walk + random.pick([-2, -1, -1, 1, 1, 2])));
}

/** Adds the notes that begin before `end` to the phrase, and takes them off the list: work only as far as is heard. */
function playUntil(notes: Note[], end: number, target: { phrase: Float32Array; sampleRate: number }): void {
  for (let note = notes[0]; note !== undefined && note.start < end; note = notes[0]) {
    playNote(note, target);
    notes.shift();
  }
}

function playNote(note: Note, { phrase, sampleRate }: { phrase: Float32Array; sampleRate: number }): void {
  const step = (note.hertz / sampleRate) * STRING.length;
  const attack = 0.008 * sampleRate;
  const release = 0.05 * sampleRate;
  const decay = exp(-1 / (sampleRate * note.decaySeconds));
  let loudness = note.loudness;
  for (let index = 0; index < note.samples; index += 1) {
    const edge = min(1, index / attack, (note.samples - index) / release);
    const position = (note.start + index) % phrase.length; // the last notes ring into the repetition
    const wave = STRING[floor(step * index) % STRING.length] ?? 0;
    phrase[position] = (phrase[position] ?? 0) + loudness * edge * wave;
    loudness *= decay;
  }
}
