import type { Fraction } from '../../money/index.ts';
import type { Tier } from '../price-rule.ts';
import { quantityInWords } from '../wording.ts';

/** "up to 10", "above 10, up to 50", "above 50", or nothing for a single tier without an end. */
export function tierInWords(start: Fraction, { upTo }: Tier): string {
  const parts: string[] = [];
  if (start.numerator > 0n) {
    parts.push(`above ${quantityInWords(start)}`);
  }
  if (upTo !== null) {
    parts.push(`up to ${quantityInWords(upTo)}`);
  }
  return parts.join(', ');
}
