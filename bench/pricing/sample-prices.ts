// One price of each kind, with a request for it and the same price computed by hand.
import { type Fraction, fraction, type MicroCredits, microCredits, ONE } from '../../src/money/index.ts';
import type { EstimateCostInput, Meter, MeterSource, PriceRule } from '../../src/pricing/index.ts';

type Parameters = EstimateCostInput['parameters'];

/** The least that answers a request for a price: one line and its sum, in micro-credits. No model, no words. */
export interface HandWritten {
  readonly lines: readonly { readonly quantity: Fraction; readonly unitPrice: bigint; readonly amount: bigint }[];
  readonly total: bigint;
  readonly maxCost: bigint;
}

export interface SamplePrice {
  readonly kind: string;
  readonly request: EstimateCostInput;
  /** What a programmer would write for this one price: it reads the same parameters and knows everything else. */
  byHand(parameters: Parameters, prompt: string): HandWritten;
}

const credits = (microCreditsOfOne: bigint): MicroCredits => microCredits(microCreditsOfOne);
const MILLION = fraction(1_000_000n);
const COUNT = { from: 'count' } as const;
const DURATION = { from: 'parameter', name: 'duration' } as const;
const SECONDS = { meter: 'seconds', scope: 'output' } as const;
const PROMPT = 'A lighthouse at dawn, long exposure, with a storm behind it.';
const PARAMETERS: Parameters = {
  duration: 14,
  resolution: '720p',
  audio: true,
  style: 'flux-dev',
  mode: 'edit',
  fps: 24,
};

interface Sample {
  readonly kind: string;
  readonly rules: readonly PriceRule[];
  readonly meters: Partial<Record<Meter, MeterSource>>;
  readonly byHand: SamplePrice['byHand'];
  readonly count?: number;
}

function sample({ kind, rules, meters, byHand, count = 1 }: Sample): SamplePrice {
  const definitions = Object.fromEntries(Object.entries(meters).map(([meter, source]) => [meter, { source }]));
  const unit = { one: 'credit', many: 'credits' };
  const model = { identifier: `bench/${kind}`, unit, meters: definitions, rules };
  return { kind, request: { model, parameters: PARAMETERS, prompt: PROMPT, count }, byHand };
}

function oneLine(quantity: bigint, unitPrice: bigint, amount = quantity * unitPrice): HandWritten {
  return { lines: [{ quantity: fraction(quantity), unitPrice, amount }], total: amount, maxCost: amount };
}

function ceil(numerator: bigint, denominator: bigint): bigint {
  return (numerator + denominator - 1n) / denominator;
}

function secondsOf(parameters: Parameters): bigint {
  return BigInt(parameters['duration'] as number);
}

const perSecond: PriceRule = { ...SECONDS, kind: 'perUnit', price: credits(100_000n), per: ONE };
const TIERS = [
  { upTo: fraction(5n), price: credits(100_000n) },
  { upTo: fraction(10n), price: credits(80_000n) },
  { upTo: null, price: credits(50_000n) },
];
const RESOLUTIONS: readonly (readonly [string, bigint])[] = [
  ['480p', 50_000n],
  ['720p', 100_000n],
  ['1080p', 200_000n],
];
const ROWS = RESOLUTIONS.flatMap(([resolution, price]) => [
  { where: { resolution, audio: true }, price: credits(price * 2n) },
  { where: { resolution, audio: false }, price: credits(price) },
]);
const STYLES = { anime: credits(5_000_000n), 'flux-dev': credits(15_000_000n), 'imagine-turbo': credits(1_000_000n) };

/** Rules that make a price by themselves. */
const BASE: readonly Sample[] = [
  {
    kind: 'flat',
    meters: {},
    rules: [{ kind: 'flat', scope: 'output', price: credits(120_000n) }],
    byHand: () => oneLine(1n, 120_000n),
  },
  {
    kind: 'perUnit',
    meters: { seconds: DURATION },
    rules: [perSecond],
    byHand: (parameters) => oneLine(secondsOf(parameters), 100_000n),
  },
  {
    kind: 'package',
    meters: { seconds: DURATION },
    rules: [{ ...SECONDS, kind: 'package', size: fraction(6n), price: credits(10_000n) }],
    byHand: (parameters) => oneLine(ceil(secondsOf(parameters), 6n), 10_000n),
  },
  {
    kind: 'graduatedTiers',
    meters: { seconds: DURATION },
    rules: [{ ...SECONDS, kind: 'graduatedTiers', per: ONE, tiers: TIERS }],
    byHand: (parameters) => {
      const seconds = secondsOf(parameters);
      const parts = [
        { quantity: fraction(5n), unitPrice: 100_000n, amount: 500_000n },
        { quantity: fraction(5n), unitPrice: 80_000n, amount: 400_000n },
        { quantity: fraction(seconds - 10n), unitPrice: 50_000n, amount: (seconds - 10n) * 50_000n },
      ];
      const total = parts.reduce((sum, part) => sum + part.amount, 0n);
      return { lines: parts, total, maxCost: total };
    },
  },
  {
    kind: 'volumeTiers',
    meters: { seconds: DURATION },
    rules: [{ ...SECONDS, kind: 'volumeTiers', per: ONE, tiers: TIERS }],
    byHand: (parameters) => {
      const answer = oneLine(secondsOf(parameters), 50_000n);
      return { ...answer, maxCost: answer.total > 800_000n ? answer.total : 800_000n };
    },
  },
  {
    kind: 'firstPlusFurther',
    meters: { seconds: DURATION },
    rules: [
      {
        ...SECONDS,
        kind: 'firstPlusFurther',
        first: { upTo: fraction(5n), price: credits(140_000n) },
        further: { price: credits(10_000n), per: ONE, counting: 'exact' },
      },
    ],
    byHand: (parameters) => {
      const further = oneLine(secondsOf(parameters) - 5n, 10_000n);
      const first = { quantity: fraction(5n), unitPrice: 28_000n, amount: 140_000n };
      const total = further.total + first.amount;
      return { lines: [first, ...further.lines], total, maxCost: total };
    },
  },
  {
    kind: 'matrix',
    meters: { seconds: DURATION },
    rules: [{ ...SECONDS, kind: 'matrix', per: ONE, rows: ROWS }],
    byHand: (parameters) => {
      const base = parameters['resolution'] === '720p' ? 100_000n : 200_000n;
      return oneLine(secondsOf(parameters), parameters['audio'] === true ? base * 2n : base);
    },
  },
  {
    kind: 'styleTable',
    meters: { images: COUNT },
    rules: [{ kind: 'styleTable', scope: 'output', meter: 'images', parameter: 'style', prices: STYLES }],
    byHand: (parameters) => oneLine(1n, parameters['style'] === 'flux-dev' ? 15_000_000n : 5_000_000n),
  },
];

/** Rules that change a price, and prices of several parts. */
const COMPOSED: readonly Sample[] = [
  {
    kind: 'surcharge',
    meters: { images: COUNT, seconds: DURATION },
    rules: [
      { kind: 'perUnit', scope: 'output', meter: 'images', price: credits(30_000n), per: ONE },
      {
        ...SECONDS,
        kind: 'surcharge',
        label: 'Seconds beyond 4',
        when: [{ parameter: 'mode', is: ['edit'] }],
        price: credits(4_000n),
        per: ONE,
        beyond: fraction(4n),
      },
    ],
    byHand: (parameters) => {
      const beyond = oneLine(secondsOf(parameters) - 4n, 4_000n);
      const total = beyond.total + 30_000n;
      const base = { quantity: fraction(1n), unitPrice: 30_000n, amount: 30_000n };
      return { lines: [base, ...beyond.lines], total, maxCost: total };
    },
  },
  {
    kind: 'multiplier',
    meters: { seconds: DURATION },
    rules: [
      perSecond,
      { kind: 'multiplier', label: 'Edit', when: [{ parameter: 'mode', is: ['edit'] }], by: fraction(3n, 2n) },
    ],
    byHand: (parameters) => {
      const base = oneLine(secondsOf(parameters), 100_000n);
      const amount = ceil(base.total, 2n);
      const added = { quantity: fraction(1n, 2n), unitPrice: base.total, amount };
      return { lines: [...base.lines, added], total: base.total + amount, maxCost: base.total + amount };
    },
  },
  {
    kind: 'minimumCharge',
    meters: { images: COUNT },
    rules: [
      { kind: 'perUnit', scope: 'output', meter: 'images', price: credits(30_000n), per: ONE },
      { kind: 'minimumCharge', price: credits(50_000n) },
    ],
    byHand: () => {
      const missing = { quantity: fraction(1n), unitPrice: 20_000n, amount: 20_000n };
      return { lines: [...oneLine(1n, 30_000n).lines, missing], total: 50_000n, maxCost: 50_000n };
    },
  },
  {
    kind: 'formula meter',
    meters: {
      tokens: {
        from: 'product',
        factors: [{ from: 'requestedPixels', per: fraction(1024n) }, { from: 'parameter', name: 'fps' }, DURATION],
        dividedBy: ONE,
      },
    },
    rules: [{ kind: 'perUnit', scope: 'output', meter: 'tokens', price: credits(2_500_000n), per: MILLION }],
    byHand: (parameters) => {
      const pixels = parameters['resolution'] === '720p' ? 921_600n : 2_073_600n;
      const tokens = (pixels * BigInt(parameters['fps'] as number) * secondsOf(parameters)) / 1024n;
      return oneLine(tokens, 2_500_000n, ceil(tokens * 2_500_000n, 1_000_000n));
    },
  },
  {
    kind: 'several meters',
    meters: { characters: { from: 'promptCharacters' }, images: COUNT, seconds: DURATION },
    rules: [
      { kind: 'perUnit', scope: 'call', meter: 'characters', price: credits(300_000n), per: MILLION },
      { kind: 'perUnit', scope: 'output', meter: 'images', price: credits(30_000n), per: ONE },
      perSecond,
    ],
    byHand: (parameters, prompt) => {
      const characters = BigInt(Array.from(prompt).length);
      const ofPrompt = oneLine(characters, 300_000n, ceil(characters * 300_000n, 1_000_000n));
      const parts = [ofPrompt, oneLine(1n, 30_000n), oneLine(secondsOf(parameters), 100_000n)];
      const total = parts.reduce((sum, part) => sum + part.total, 0n);
      return { lines: parts.flatMap((part) => part.lines), total, maxCost: total };
    },
  },
  {
    kind: 'four outputs, measured',
    meters: {
      seconds: { from: 'outputSeconds', expected: DURATION, bound: { margin: ONE } },
    },
    rules: [perSecond],
    count: 4,
    byHand: (parameters) => {
      const answer = oneLine(secondsOf(parameters) * 4n, 100_000n);
      return { ...answer, maxCost: answer.total + 400_000n };
    },
  },
];

export const SAMPLE_PRICES: readonly SamplePrice[] = [...BASE, ...COMPOSED].map(sample);
