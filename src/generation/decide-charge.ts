// What becomes of a delivery: it is charged, or held for an operator to look at. Pure.
import type { MicroCredits } from '../money/index.ts';

export interface Delivery {
  /** What the outputs come to; undefined when they have no price. */
  readonly effective: MicroCredits | undefined;
  /** What as many outputs were expected to cost. */
  readonly expected: MicroCredits;
  /** A cost above this many times the expected one, or below that part of it, is held. */
  readonly reviewFactor: number;
}

export type ChargeDecision =
  | { readonly kind: 'charge'; readonly effective: MicroCredits }
  | { readonly kind: 'hold'; readonly effective: MicroCredits | undefined };

export function decideCharge({ effective, expected, reviewFactor }: Delivery): ChargeDecision {
  const isHeld = effective === undefined || isFar(effective, expected, BigInt(reviewFactor));
  return isHeld ? { kind: 'hold', effective } : { kind: 'charge', effective };
}

/** A clip of 80 seconds that a provider reports as 10,000 is a mistake of somebody's, not the customer's. */
function isFar(effective: bigint, expected: bigint, factor: bigint): boolean {
  return effective > expected * factor || effective * factor < expected;
}
