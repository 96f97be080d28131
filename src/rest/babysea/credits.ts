// Credits as this system writes them: JSON numbers of at most three decimals. An amount is rounded once, as an exact fraction, to
// thousandths, and its decimal text becomes the number: no sum passes through a float. What is owed is rounded up and what is there
// down, so that a client that compares the two numbers never believes that it can afford what it cannot.
import {
  divideFractions,
  type Fraction,
  formatDecimal,
  fraction,
  halfEven,
  type MicroCredits,
  roundDown,
  roundUp,
} from '../../money/index.ts';

const DECIMALS = 3;
const MICRO_CREDITS_PER_CREDIT = 1_000_000n;
const THOUSANDTHS = 1_000n;

const inCredits = (amount: MicroCredits): Fraction => fraction(amount, MICRO_CREDITS_PER_CREDIT);

function toNumber(credits: Fraction, round: (value: Fraction) => bigint): number {
  const thousandths = round({ ...credits, numerator: credits.numerator * THOUSANDTHS });
  return Number(formatDecimal(fraction(thousandths, THOUSANDTHS), DECIMALS));
}

/** What something costs. */
export const costNumber = (amount: MicroCredits): number => toNumber(inCredits(amount), roundUp);

/** What one of `units` costs. */
export const costPerNumber = (amount: MicroCredits, units: Fraction): number =>
  toNumber(divideFractions(inCredits(amount), units), roundUp);

/** What is there. */
export const balanceNumber = (amount: MicroCredits): number => toNumber(inCredits(amount), roundDown);

/** What was charged in all: a sum of exact amounts. */
export const sumNumber = (amount: MicroCredits): number => toNumber(inCredits(amount), halfEven);
