// A sound effect: wind-like noise and a gliding tone, in a mixture that the seed decides.

import type { MadeFile } from './make-image.ts';
import { makeWave, type Sound, sampleRateFor } from './make-wave.ts';
import type { SeededRandom } from './seeded-random.ts';

// Looked up once, because they run for every sample.
const { min, round, sin } = Math;
const TURN = 2 * Math.PI;

export function makeSoundEffect(seconds: number, random: SeededRandom): MadeFile {
  const sampleRate = sampleRateFor(seconds);
  const samples = round(seconds * sampleRate);
  return makeWave({ sampleRate, samples, render: createEffect(sampleRate, samples, random) });
}

function createEffect(sampleRate: number, samples: number, random: SeededRandom): Sound['render'] {
  const [fromHertz, toHertz] = [random.between(90, 1400), random.between(90, 1400)];
  const toneLoudness = random.between(0.05, 0.35);
  const windLoudness = random.between(0.3, 1.2);
  const gustHertz = random.between(0.3, 3);
  const fade = min(0.15 * sampleRate, samples / 4);
  const glide = (toHertz / fromHertz) ** (1 / samples);
  let hertz = fromHertz;
  let phase = 0;
  let wind = 0;
  return (start, count) => {
    const out = new Float32Array(count);
    for (let index = 0; index < count; index += 1) {
      const position = start + index;
      const edge = min(1, position / fade, (samples - position) / fade);
      const gust = 0.5 + 0.5 * sin((TURN * gustHertz * position) / sampleRate);
      hertz *= glide;
      phase = (phase + hertz / sampleRate) % 1;
      wind += (random.next() * 2 - 1 - wind) * (0.03 + 0.17 * gust); // a low-pass filter that opens and closes
      out[index] = edge * (toneLoudness * sin(TURN * phase) + windLoudness * (0.3 + 0.7 * gust) * wind);
    }
    return out;
  };
}
