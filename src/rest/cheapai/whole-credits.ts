// CheapAI's credits are whole, ours have up to six decimals. What is asked for is rounded up and what one has is rounded down, so that
// whoever has what is asked for can pay it; what is exact stands beside, as text.
import { fraction, type MicroCredits, roundDown, roundUp } from '../../money/index.ts';

const MICRO_CREDITS_PER_CREDIT = 1_000_000n;

/** Of a price, a reservation or a charge. Exact as a number: 64 bits of micro-credits are less than 2^44 credits. */
export const wholeCreditsAsked = (amount: MicroCredits): number =>
  Number(roundUp(fraction(amount, MICRO_CREDITS_PER_CREDIT)));

/** Of a balance, or of what a pack holds. */
export const wholeCreditsHeld = (amount: MicroCredits): number =>
  Number(roundDown(fraction(amount, MICRO_CREDITS_PER_CREDIT)));
