// Several keys limit what one key may spend: which of them binds. Pure.
import type { LimitPeriod } from '../../keys/index.ts';
import { type MicroCredits, max, subtract, ZERO } from '../../money/index.ts';

export interface BudgetLeft {
  /** The key whose limit it is: the one that spends, or one that it descends from. */
  readonly apiKeyId: string;
  readonly limit: MicroCredits;
  readonly period: LimitPeriod;
  /** When the next period begins. */
  readonly resetsAt: Date;
  /** By the key and all that descend from it, reserved and charged together. */
  readonly used: MicroCredits;
  /** Not below zero, also when the limit was lowered below what was used. */
  readonly left: MicroCredits;
}

export const budgetLeft = (budget: Omit<BudgetLeft, 'left'>): BudgetLeft => ({
  ...budget,
  left: max(subtract(budget.limit, budget.used), ZERO),
});

/** The one with the least left; undefined when none limits. Of equal ones, the first. */
export function tightestBudget(budgets: readonly (BudgetLeft | undefined)[]): BudgetLeft | undefined {
  let tightest: BudgetLeft | undefined;
  for (const budget of budgets) {
    if (budget !== undefined && (tightest === undefined || budget.left < tightest.left)) tightest = budget;
  }
  return tightest;
}
