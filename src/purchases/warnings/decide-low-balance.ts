// Which thresholds a balance has crossed since it was last looked at. Pure.
import { type MicroCredits, microCredits } from '../../money/index.ts';

/** Of accounts that have chosen none. */
export const DEFAULT_THRESHOLDS: readonly MicroCredits[] = [microCredits(5_000_000n)];
export const MOST_THRESHOLDS = 10;

export interface BalanceFacts {
  readonly available: bigint;
  readonly thresholds: readonly bigint[];
  /** Thresholds that were told of and not re-armed since. */
  readonly open: readonly bigint[];
}

export interface LowBalanceDecision {
  /** Told now, highest first. */
  readonly crossed: readonly bigint[];
  /** Armed again: the balance has risen to it, or it was taken away. */
  readonly rearmed: readonly bigint[];
}

/** One threshold fires when less is available, once, until at least as much is available again. */
export function decideLowBalance({ available, thresholds, open }: BalanceFacts): LowBalanceDecision {
  const told = new Set(open);
  const chosen = new Set(thresholds);
  const crossed = [...chosen].filter((threshold) => available < threshold && !told.has(threshold));
  return {
    crossed: crossed.toSorted((a, b) => (a > b ? -1 : 1)),
    rearmed: open.filter((threshold) => available >= threshold || !chosen.has(threshold)),
  };
}
