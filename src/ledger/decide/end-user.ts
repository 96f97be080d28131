// What may be spent for an end user of the account, beside the limits of its keys. Pure.
import { add, type MicroCredits, max, subtract, ZERO } from '../../money/index.ts';
import type { ReserveCommand } from '../commands.ts';
import type { LedgerRefusal } from '../outcomes.ts';
import type { AccountDraft } from './draft.ts';
import type { EndUserBudget } from './state.ts';

/** Undefined: nobody's is limited. */
function budgetOf(draft: AccountDraft, endUser: string | undefined): EndUserBudget | undefined {
  if (endUser === undefined) return undefined;
  const budget = draft.endUsers?.get(endUser);
  // A batch that goes ahead has not read it: it must not pass for one without a limit.
  if (budget === undefined) throw new Error('what was spent for an end user was not read');
  return budget ?? undefined;
}

/** What is free of charge fits, as into the limit of a key. */
export function exceededEndUser(draft: AccountDraft, command: ReserveCommand): LedgerRefusal | undefined {
  const budget = budgetOf(draft, command.endUser);
  if (budget === undefined || command.amount === ZERO) return undefined;
  const left = leftFor(budget);
  return command.amount <= left ? undefined : { code: 'END_USER_LIMIT_REACHED', ...budget, left };
}

const leftFor = ({ limit, used }: EndUserBudget): MicroCredits => max(subtract(limit, used), ZERO);

/** The next of the batch finds less. */
export function spendForEndUser(draft: AccountDraft, { endUser, amount }: ReserveCommand): void {
  const budget = budgetOf(draft, endUser);
  if (budget !== undefined) draft.endUsers?.set(budget.endUser, { ...budget, used: add(budget.used, amount) });
}
