// What pricing needs to know of a model, and the shapes it answers with.

import type { Fraction, MicroCredits } from '../money/index.ts';
import type { MeterDefinitions, Noun } from './meter.ts';
import type { PriceRule } from './price-rule.ts';

export interface PricedModel {
  readonly identifier: string;
  /** The storefront's word for its credit, for cost lines: credit/credits, token/tokens. */
  readonly unit: Noun;
  readonly meters: MeterDefinitions;
  /** Empty when the price is not known: the model cannot be sold then. */
  readonly rules: readonly PriceRule[];
}

/**
 * One line of a bill. `quantity` x `unitPrice`, rounded up once per output, is `amount`. Read its fields by name: the
 * description is written when it is read, and a spread would leave it out.
 */
export interface CostLine {
  /** In words a customer understands: "5 seconds of video at 0.10 credits per second (720p, with audio)". */
  readonly description: string;
  /** The meter, or "1,000,000 tokens" when the price of a single one is finer than a micro-credit. */
  readonly meter: string;
  readonly quantity: Fraction;
  readonly unitPrice: MicroCredits;
  readonly amount: MicroCredits;
}

/** A price with the lines that add up to it. */
export interface Priced {
  readonly lines: readonly CostLine[];
  readonly total: MicroCredits;
}

/** EXACT: the request alone decides the cost. APPROXIMATE: the cost depends on what comes out. */
export type Exactness = 'EXACT' | 'APPROXIMATE';

/** What was delivered, measured from the file itself. */
export interface OutputMeasure {
  readonly width?: number;
  readonly height?: number;
  readonly durationMilliseconds?: number;
  readonly bytes: number;
  readonly mimeType: string;
}

export interface Estimate extends Priced {
  /** The cost of a request for one output. */
  readonly perGeneration: Priced;
  /** The cost is never above this for any output within the model's bounds, however few of them are delivered. */
  readonly maxCost: MicroCredits;
  readonly exactness: Exactness;
}
