// Which thresholds may be chosen. Pure.
import { MOST_THRESHOLDS } from './decide-low-balance.ts';
import type { WarningRefusal } from './warning.ts';

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
