// Several keys limit what one key may spend: which of them binds. Pure.
import type { MicroCredits } from '../../money/index.ts';

export interface BudgetLeft {
  /** The key whose daily limit it is: the one that spends, or one that it descends from. */
  readonly apiKeyId: string;
  readonly limit: MicroCredits;
  /** By the key and all that descend from it, reserved and charged together. */
  readonly used: MicroCredits;
  /** Not below zero, also when the limit was lowered below what was used. */
  readonly left: MicroCredits;
}

/** The one with the least left; undefined when none limits. Of equal ones, the first. */
export function tightestBudget(budgets: readonly (BudgetLeft | undefined)[]): BudgetLeft | undefined {
  let tightest: BudgetLeft | undefined;
  for (const budget of budgets) {
    if (budget !== undefined && (tightest === undefined || budget.left < tightest.left)) tightest = budget;
  }
  return tightest;
}
