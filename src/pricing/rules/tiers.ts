import { type Fraction, NOTHING } from '../../money/index.ts';
import type { Tier } from '../price-rule.ts';
import { quantityInWords } from '../wording.ts';

/** Where a tier begins: the end of the one before it. */
export function startOfTier(tiers: readonly Tier[], index: number): Fraction {
  return tiers[index - 1]?.upTo ?? NOTHING;
}

/** "up to 10", "above 10, up to 50", "above 50", or nothing for a single tier without an end. */
export function tierInWords(tiers: readonly Tier[], index: number): string {
  const start = startOfTier(tiers, index);
  const end = tiers[index]?.upTo ?? null;
  const parts: string[] = [];
  if (start.numerator > 0n) {
    parts.push(`above ${quantityInWords(start)}`);
  }
  if (end !== null) {
    parts.push(`up to ${quantityInWords(end)}`);
  }
  return parts.join(', ');
}
