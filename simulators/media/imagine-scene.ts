// What a picture shows, decided by chance from the seed: a landscape or a sea under a sun or moon that smiles.
import type { SeededRandom } from './seeded-random.ts';

/** Colours of one mood; the sky from top to bottom, the land from far to near. */
interface Palette {
  readonly sky: readonly [string, string, string];
  readonly land: readonly [string, string, string, string];
  readonly light: string;
  readonly night: boolean;
}

const DAWN: Palette = {
  sky: ['#5b5f97', '#ff9a8b', '#ffe0b5'],
  land: ['#b8a1c9', '#8a6fae', '#5d4a86', '#33295a'],
  light: '#fff1c1',
  night: false,
};

const PALETTES: readonly [Palette, ...Palette[]] = [
  DAWN,
  {
    sky: ['#2b86c5', '#7cc6fe', '#e6f7ff'],
    land: ['#a9d6b9', '#6fb98f', '#3d8c6a', '#1f5a4a'],
    light: '#fff7d6',
    night: false,
  },
  {
    sky: ['#0b1026', '#27306b', '#6a5a9e'],
    land: ['#4a4a86', '#333468', '#20224b', '#11122e'],
    light: '#f4f1de',
    night: true,
  },
  {
    sky: ['#f26b5e', '#f9a65a', '#ffe29a'],
    land: ['#d98c6a', '#b3544f', '#7d3245', '#431c35'],
    light: '#fff4d2',
    night: false,
  },
  {
    sky: ['#12343b', '#2d545e', '#e1b382'],
    land: ['#8aa39b', '#5a7d7c', '#365a5e', '#16363c'],
    light: '#ffe8c7',
    night: false,
  },
  {
    sky: ['#c6a5f7', '#f6c1e7', '#fff0f6'],
    land: ['#d6b4e8', '#a98bd4', '#7a66b8', '#4b3f87'],
    light: '#fffbe6',
    night: false,
  },
  {
    sky: ['#02111b', '#0f4c5c', '#3fb8af'],
    land: ['#2f7f86', '#1d5c66', '#123f4a', '#08242c'],
    light: '#e9fff9',
    night: true,
  },
];

/** A place in the picture: parts of its width and height, 0 to 1. */
export interface Place {
  readonly x: number;
  readonly y: number;
  /** Part of the shorter side. */
  readonly size: number;
}

/** One line of hills or waves: sums of sines, drawn from far to near. */
export interface Ridge {
  readonly height: number;
  readonly waves: readonly { readonly length: number; readonly depth: number; readonly phase: number }[];
}

export interface Scene extends Palette {
  readonly sea: boolean;
  readonly disc: Place;
  readonly stars: readonly Place[];
  readonly clouds: readonly Place[];
  readonly ridges: readonly Ridge[];
  readonly trees: readonly Place[];
  readonly balloon: Place & { readonly colour: string };
}

const NIGHT_WORDS = /\b(night|moon|stars?|dark|midnight|space|galaxy)\b/i;
const SEA_WORDS = /\b(sea|ocean|waves?|water|lake|beach|island|boat|ship|sail|lighthouse|harbou?r|fish)\b/i;

export function imagineScene(random: SeededRandom, prompt: string): Scene {
  const palette = imaginePalette(random, NIGHT_WORDS.test(prompt));
  const sea = random.next() < 0.35 || SEA_WORDS.test(prompt);
  const discX = random.between(0.15, 0.85);
  const places = (count: number, place: () => Place): Place[] => Array.from({ length: count }, place);
  return {
    ...palette,
    sea,
    disc: { x: discX, y: random.between(0.16, 0.36), size: random.between(0.08, 0.13) },
    stars: places(palette.night ? 70 : 0, () => ({
      x: random.next(),
      y: random.next() * 0.6,
      size: random.between(0.001, 0.0035),
    })),
    clouds: places(Math.floor(random.between(2, 6)), () => ({
      x: random.next(),
      y: random.between(0.06, 0.42),
      size: random.between(0.035, 0.08),
    })),
    ridges: palette.land.map((_, index) => imagineRidge(random, 0.5 + index * 0.13, sea ? 0.012 : 0.05)),
    trees: places(sea ? 0 : Math.floor(random.between(6, 18)), () => ({
      x: random.next(),
      y: 0,
      size: random.between(0.04, 0.09),
    })),
    balloon: {
      x: discX < 0.5 ? random.between(0.62, 0.9) : random.between(0.1, 0.38), // never in front of the face
      y: random.between(0.14, 0.4),
      size: random.between(0.05, 0.085),
      colour: `hsl(${String(Math.floor(random.next() * 360))}, 75%, 60%)`,
    },
  };
}

function imaginePalette(random: SeededRandom, night: boolean): Palette {
  const [first = DAWN, ...others] = PALETTES.filter((palette) => !night || palette.night);
  return random.pick([first, ...others]);
}

function imagineRidge(random: SeededRandom, height: number, depth: number): Ridge {
  const waves = [1, 2, 5].map((order) => ({
    length: order * random.between(0.7, 1.3),
    depth: (depth * random.between(0.6, 1.2)) / order,
    phase: random.next() * 2 * Math.PI,
  }));
  return { height: height + random.between(-0.02, 0.02), waves };
}
