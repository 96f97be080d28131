// What becomes of a delivery: it is charged, or held for an operator to look at. Pure.
import type { MicroCredits } from '../../../money/index.ts';

/** Which costs nobody would believe: those that are far from the expected one, by both. */
export interface ReviewRules {
  /** More than this many times the expected cost, or less than that part of it; a whole number from 2. */
  readonly factor: number;
  /** And at least so much apart: a review of less is not worth an operator's minute. */
  readonly minimum: MicroCredits;
}

export interface Delivery {
  /** What the outputs come to; undefined when they have no price. */
  readonly effective: MicroCredits | undefined;
  /** What as many outputs were expected to cost. */
  readonly expected: MicroCredits;
  readonly review: ReviewRules;
}

export type ChargeDecision =
  | { readonly kind: 'charge'; readonly effective: MicroCredits }
  | { readonly kind: 'hold'; readonly effective: MicroCredits | undefined };

export function decideCharge({ effective, expected, review }: Delivery): ChargeDecision {
  const isHeld = effective === undefined || isFar(effective, expected, review);
  return isHeld ? { kind: 'hold', effective } : { kind: 'charge', effective };
}

/** A clip of 80 seconds that a provider reports as 10,000 is a mistake of somebody's, not the customer's. */
function isFar(effective: bigint, expected: bigint, { factor, minimum }: ReviewRules): boolean {
  const apart = effective > expected ? effective - expected : expected - effective;
  const isBeyond = effective > expected * BigInt(factor) || effective * BigInt(factor) < expected;
  return isBeyond && apart >= minimum;
}
