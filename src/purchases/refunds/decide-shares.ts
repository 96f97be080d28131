// How much money some credits of a payment are worth, and how many credits some of its money. Pure.
import {
  chargeablePart,
  type MicroCredits,
  microCredits,
  min,
  roundDown,
  roundUp,
  subtract,
} from '../../money/index.ts';

/** A payment with what goes back of it already. */
export interface Reversed {
  /** All that the payment brought. */
  readonly granted: MicroCredits;
  /** All that was paid, in minor units. */
  readonly paid: bigint;
  readonly currency: string;
  readonly reversedCredits: MicroCredits;
  readonly reversedMinorUnits: bigint;
}

/**
 * The price that was paid per credit, as an exact fraction, for all that goes back together, rounded down once to what
 * Stripe gives back of the currency (all of a payment it always does), less what went back before: several refunds come to what one would have, and all credits to all the money.
 */
export function decideRefundMoney(reversed: Reversed, credits: MicroCredits): bigint {
  const { granted, paid, currency, reversedCredits, reversedMinorUnits } = reversed;
  const share = roundDown({ numerator: paid * (reversedCredits + credits), denominator: granted });
  const together = share === paid ? paid : chargeablePart(share, currency);
  return together > reversedMinorUnits ? together - reversedMinorUnits : 0n;
}

/**
 * The credits that some money had bought, rounded up to the micro-credit (never money without its credits), and never
 * more than the payment brought.
 */
export function decideRefundCredits(reversed: Reversed, minorUnits: bigint): MicroCredits {
  const { granted, paid, reversedCredits } = reversed;
  const share = microCredits(roundUp({ numerator: granted * minorUnits, denominator: paid }));
  const left = subtract(granted, min(granted, reversedCredits));
  return min(share, left);
}

/** What one payment brought of all that its invoice did: in proportion, rounded down, so that all of them never come to more. */
export function decideGrantOf(
  { paid, invoicePaid }: { readonly paid: { readonly minorUnits: bigint }; readonly invoicePaid?: bigint | undefined },
  granted: MicroCredits,
): MicroCredits {
  if (invoicePaid === undefined || invoicePaid <= paid.minorUnits) return granted;
  return microCredits(roundDown({ numerator: granted * paid.minorUnits, denominator: invoicePaid }));
}
