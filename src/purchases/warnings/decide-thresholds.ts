// Thresholds of a low balance: which may be chosen, and which a balance has crossed since it was last looked at. Pure.
import { type MicroCredits, microCredits } from '../../money/index.ts';

/** Of accounts that have chosen none. */
export const DEFAULT_THRESHOLDS: readonly MicroCredits[] = [microCredits(5_000_000n)];
const MOST_THRESHOLDS = 10;

export interface WarningRefusal {
  readonly code: 'INVALID_PARAMETER';
  readonly path: readonly string[];
  readonly message: string;
  readonly allowed: readonly string[];
}

/** Undefined when everything is in order. */
export function decideThresholds(thresholds: readonly bigint[]): WarningRefusal | undefined {
  if (thresholds.length > MOST_THRESHOLDS) {
    return invalid(`There are at most ${MOST_THRESHOLDS} thresholds.`, `0 to ${MOST_THRESHOLDS} thresholds`);
  }
  if (thresholds.some((threshold) => threshold <= 0n)) return invalid('A threshold is above 0.', 'more than 0 credits');
  return new Set(thresholds).size === thresholds.length
    ? undefined
    : invalid('Each threshold is there once.', 'different thresholds');
}

const invalid = (message: string, allowed: string): WarningRefusal => ({
  code: 'INVALID_PARAMETER',
  path: ['thresholds'],
  message,
  allowed: [allowed],
});

export interface BalanceFacts {
  readonly available: MicroCredits;
  readonly thresholds: readonly MicroCredits[];
  /** Thresholds that were warned of and not re-armed since. */
  readonly open: readonly MicroCredits[];
}

export interface LowBalanceDecision {
  /** Warned of now, highest first. */
  readonly crossed: readonly MicroCredits[];
  /** Armed again: the balance has risen to it, or it was taken away. */
  readonly rearmed: readonly MicroCredits[];
}

/** One threshold fires when less is available, once, until at least as much is available again. */
export function decideLowBalance({ available, thresholds, open }: BalanceFacts): LowBalanceDecision {
  const known = new Set(open);
  const chosen = new Set(thresholds);
  const crossed = [...chosen].filter((threshold) => available < threshold && !known.has(threshold));
  return {
    crossed: crossed.toSorted((a, b) => (a > b ? -1 : 1)),
    rearmed: open.filter((threshold) => available >= threshold || !chosen.has(threshold)),
  };
}
