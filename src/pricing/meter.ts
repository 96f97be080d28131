// What can be counted, and where each count comes from: the request, or the file that was made.

import type { Fraction } from '../money/index.ts';

/** Every meter and its name in words. A line, a rule and a model file use the same names. */
export const METER_WORDS = {
  generations: { one: 'generation', many: 'generations' },
  images: { one: 'image', many: 'images' },
  videos: { one: 'video', many: 'videos' },
  tracks: { one: 'track', many: 'tracks' },
  megapixels: { one: 'megapixel', many: 'megapixels' },
  seconds: { one: 'second', many: 'seconds' },
  inputSeconds: { one: 'second', many: 'seconds' },
  characters: { one: 'character', many: 'characters' },
  references: { one: 'reference', many: 'references' },
  tokens: { one: 'token', many: 'tokens' },
  inputTokens: { one: 'input token', many: 'input tokens' },
  outputTokens: { one: 'output token', many: 'output tokens' },
  /** Credits of the vendor whose model it is, where its price list is stated in them. */
  vendorCredits: { one: 'vendor credit', many: 'vendor credits' },
} as const satisfies Readonly<Record<string, Noun>>;

export interface Noun {
  readonly one: string;
  readonly many: string;
}

export type Meter = keyof typeof METER_WORDS;

/** How much of each meter one output (or one call) takes. A meter that is absent has no known quantity, which is not zero. */
export type Quantities = Readonly<Partial<Record<Meter, Fraction>>>;

/** A quantity that the request alone decides. */
export type RequestSource =
  /** 1 for each output; the number of outputs when a rule prices the whole call. */
  | { readonly from: 'count' }
  | { readonly from: 'constant'; readonly value: Fraction }
  /** The value of a number parameter, for example `duration` in seconds. */
  | { readonly from: 'parameter'; readonly name: string }
  /** The length of a list parameter; 0 when it is absent. */
  | { readonly from: 'items'; readonly name: string }
  /** Unicode code points of the request's prompt, divided by `per`: 15 for the seconds that it takes to say them. */
  | { readonly from: 'promptCharacters'; readonly per?: Fraction | undefined }
  /** Unicode code points of a text parameter; 0 when it is absent. */
  | { readonly from: 'parameterCharacters'; readonly name: string }
  /** Width x height of the requested size, divided by `per` (1000000 for megapixels). */
  | { readonly from: 'requestedPixels'; readonly per: Fraction };

/**
 * How far a measured output may exceed what was asked for. `margin` is added to the expected quantity; `atMost` is an
 * absolute ceiling. It bounds maxCost, never the measurement.
 */
export type Bound = { readonly margin: Fraction } | { readonly atMost: Fraction };

/** A quantity measured from the delivered file; `expected` stands in for it in the estimate. */
export type OutputSource =
  | { readonly from: 'outputSeconds'; readonly expected: RequestSource; readonly bound: Bound }
  | {
      readonly from: 'outputPixels';
      readonly per: Fraction;
      readonly expected: RequestSource;
      readonly bound: Bound;
    };

/** The quantity of another of the model's meters. References that lead back to where they began are refused at load. */
export interface MeterReference {
  readonly from: 'meter';
  readonly meter: Meter;
}

/**
 * A formula meter: the product of its factors divided by `dividedBy`, counted per output. For example video tokens =
 * width x height x frames per second x seconds / 1024.
 */
export interface ProductSource {
  readonly from: 'product';
  readonly factors: readonly (RequestSource | OutputSource | MeterReference)[];
  readonly dividedBy: Fraction;
}

export type MeterSource = RequestSource | OutputSource | ProductSource;

/** A model's meter: where its quantity comes from and, for words such as "seconds of video", what it is a quantity of. */
export interface MeterDefinition {
  readonly source: MeterSource;
  readonly of?: string | undefined;
}

export type MeterDefinitions = Readonly<Partial<Record<Meter, MeterDefinition>>>;
