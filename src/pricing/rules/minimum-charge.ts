import { type MicroCredits, max, ONE, subtract, ZERO } from '../../money/index.ts';
import type { Noun } from '../meter.ts';
import type { MinimumChargeRule } from '../price-rule.ts';
import type { CostLine } from '../priced-model.ts';
import { creditsInWords } from '../wording.ts';

/** What is missing to the highest minimum, or nothing. */
export function minimumCharge(rules: readonly MinimumChargeRule[], total: MicroCredits, unit: Noun): CostLine[] {
  const minimum = rules.reduce((highest, rule) => max(highest, rule.price), ZERO);
  if (total >= minimum) {
    return [];
  }
  const missing = subtract(minimum, total);
  return [
    {
      description: `Up to the minimum charge of ${creditsInWords(minimum, unit)}`,
      meter: 'minimumCharge',
      quantity: ONE,
      unitPrice: missing,
      amount: missing,
    },
  ];
}
