// A voice that speaks no language: each character becomes a short vowel, hum, hiss or pause.
import { SPEECH_MILLISECONDS_PER_CHARACTER } from './choose-duration.ts';
import type { MadeFile } from './make-image.ts';
import { makeWave, type Sound, sampleRateFor } from './make-wave.ts';
import type { SeededRandom } from './seeded-random.ts';

// Looked up once, because they run for every sample.
const { abs, floor, max, round, sin, sqrt } = Math;
const TURN = 2 * Math.PI;

/** How loud each sound of a character is, and its pitch relative to the voice's. */
interface Syllable {
  readonly table: Float32Array;
  readonly tone: number;
  readonly noise: number;
  readonly pitch: number;
}

/** First two resonances in Hz of a, e, i, o, u (Peterson and Barney, 1952, rounded). */
const VOWELS: readonly (readonly [string, number, number])[] = [
  ['a', 730, 1090],
  ['e', 530, 1840],
  ['i', 270, 2290],
  ['o', 570, 840],
  ['u', 300, 870],
];
const HUM = [250, 1100] as const;
const TABLE_SIZE = 1024;
const HARMONICS = 24;

export function makeSpeech(text: string, seconds: number, random: SeededRandom): MadeFile {
  const sampleRate = sampleRateFor(seconds);
  const samples = round(seconds * sampleRate);
  return makeWave({ sampleRate, samples, render: speak(text, sampleRate, random) });
}

function speak(text: string, sampleRate: number, random: SeededRandom): Sound['render'] {
  const voiceHertz = random.between(105, 215);
  const syllableOf = createSyllables(voiceHertz, random);
  const characters = Array.from(/\S/.test(text) ? text : 'La la la, la la. ');
  const perCharacter = (sampleRate * SPEECH_MILLISECONDS_PER_CHARACTER) / 1000;
  const glide = 1 / (0.012 * sampleRate); // 12 ms from one loudness and pitch to the next: no clicks
  let syllable = syllableOf(undefined);
  let current = -1;
  let phase = 0;
  let tone = 0;
  let noise = 0;
  let pitch = 1;
  return (start, count) => {
    const out = new Float32Array(count);
    for (let index = 0; index < count; index += 1) {
      const position = floor((start + index) / perCharacter);
      if (position !== current) syllable = syllableOf(characters[position % characters.length]);
      current = position;
      tone += (syllable.tone - tone) * glide;
      noise += (syllable.noise - noise) * glide;
      pitch += (syllable.pitch - pitch) * glide * 0.25;
      phase = (phase + (voiceHertz * pitch) / sampleRate) % 1;
      out[index] = tone * (syllable.table[floor(phase * TABLE_SIZE)] ?? 0) + noise * (random.next() * 2 - 1);
    }
    return out;
  };
}

function createSyllables(voiceHertz: number, random: SeededRandom): (character: string | undefined) => Syllable {
  const hum = resonantWave(voiceHertz, HUM[0], HUM[1]);
  const vowels = new Map(VOWELS.map(([letter, first, second]) => [letter, resonantWave(voiceHertz, first, second)]));
  const pause: Syllable = { table: hum, tone: 0, noise: 0, pitch: 1 };
  return (character) => {
    const letter = character?.normalize('NFD').charAt(0).toLowerCase() ?? ' ';
    const vowel = vowels.get(letter);
    const pitch = random.between(0.88, 1.18);
    if (vowel !== undefined) return { table: vowel, tone: 0.5, noise: 0, pitch };
    if (/[sxzcfthpkq]/.test(letter)) return { table: hum, tone: 0.03, noise: 0.06, pitch };
    if (/[\p{L}\p{N}]/u.test(letter)) return { table: hum, tone: 0.3, noise: 0.004, pitch };
    return pause;
  };
}

/** One period of a voice whose harmonics are strongest near two resonances. */
function resonantWave(voiceHertz: number, first: number, second: number): Float32Array {
  const strengthAt = (hertz: number, resonance: number): number => 1 / (1 + ((hertz - resonance) / 130) ** 2);
  const wave = new Float32Array(TABLE_SIZE);
  for (let harmonic = 1; harmonic <= HARMONICS; harmonic += 1) {
    const hertz = harmonic * voiceHertz;
    const strength = (strengthAt(hertz, first) + 0.5 * strengthAt(hertz, second) + 0.04) / sqrt(harmonic);
    for (const index of wave.keys()) {
      wave[index] = (wave[index] ?? 0) + strength * sin((TURN * harmonic * index) / TABLE_SIZE);
    }
  }
  const peak = wave.reduce((most, sample) => max(most, abs(sample)), 0);
  return wave.map((sample) => sample / peak);
}
