import { type Fraction, type MicroCredits, max, ONE, subtract, ZERO } from '../../money/index.ts';
import type { Noun } from '../meter.ts';
import type { MinimumChargeRule } from '../price-rule.ts';
import type { CostLine } from '../priced-model.ts';
import { creditsInWords } from '../wording.ts';

/** What is missing to the minimum, if anything is. */
export type MinimumCharge = (total: MicroCredits) => CostLine | undefined;

class MinimumLine implements CostLine {
  readonly meter = 'minimumCharge';
  readonly quantity: Fraction = ONE;
  readonly unitPrice: MicroCredits;
  readonly amount: MicroCredits;
  readonly #describe: () => string;

  constructor(missing: MicroCredits, describe: () => string) {
    this.unitPrice = missing;
    this.amount = missing;
    this.#describe = describe;
  }

  get description(): string {
    return this.#describe();
  }
}

/** Of several minimums the highest counts. */
export function minimumCharge(rules: readonly MinimumChargeRule[], unit: Noun): MinimumCharge {
  const minimum = rules.reduce((highest, rule) => max(highest, rule.price), ZERO);
  const describe = (): string => `Up to the minimum charge of ${creditsInWords(minimum, unit)}`;
  return (total) => (total >= minimum ? undefined : new MinimumLine(subtract(minimum, total), describe));
}
