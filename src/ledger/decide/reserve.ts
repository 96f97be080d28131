// Sets credits aside for a generation, if the balance and every limit allow it, all decided together.
import { add, type MicroCredits, max, negate, subtract, ZERO } from '../../money/index.ts';
import type { ReserveCommand } from '../commands.ts';
import type { LedgerRefusal, Outcome } from '../outcomes.ts';
import { RESERVATION_STEP } from '../transaction.ts';
import { type AccountDraft, budgetsOf, keySpendId, post, spendWithKey } from './draft.ts';
import { spendable, take } from './move-lots.ts';
import { applied, refused, replayOf } from './outcome.ts';
import type { KeyBudget } from './state.ts';
import { type BudgetLeft, tightestBudget } from './tightest-budget.ts';

const DAY_MILLISECONDS = 86_400_000;

export function decideReserve(draft: AccountDraft, command: ReserveCommand): Outcome {
  const replay = replayOf(draft, command);
  if (replay !== undefined) return replay;
  if (command.amount < 0n) return refused({ code: 'INVALID_AMOUNT', amount: command.amount });
  if (draft.byGeneration.has(command.generationId)) throw new Error('a generation id was used twice');
  const refusal = tooMany(draft, command) ?? exceededLimit(draft, command) ?? missingCredits(draft, command.amount);
  if (refusal !== undefined) return refused(refusal);

  const shares = take(draft, command.amount, 'reserved');
  draft.wallet.openReservations += 1;
  spendWithKey(draft, { apiKeyId: command.apiKeyId, day: draft.today }, { reserved: command.amount, charged: ZERO });
  const transaction = post(draft, {
    type: 'RESERVE',
    amount: negate(command.amount),
    reservedChange: command.amount,
    lots: shares,
    generationId: command.generationId,
    step: RESERVATION_STEP,
    apiKeyId: command.apiKeyId,
    idempotencyKey: command.idempotencyKey,
    inputHash: command.inputHash,
  });
  return applied(draft, transaction);
}

function tooMany({ wallet }: AccountDraft, { concurrencyLimit }: ReserveCommand): LedgerRefusal | undefined {
  const { openReservations } = wallet;
  if (concurrencyLimit === undefined || openReservations < concurrencyLimit) return undefined;
  return { code: 'CONCURRENCY_LIMIT_REACHED', limit: concurrencyLimit, used: openReservations };
}

/** What is free of charge fits into every limit, also one that was lowered below what the day has used. */
function exceededLimit(draft: AccountDraft, { apiKeyId, amount }: ReserveCommand): LedgerRefusal | undefined {
  if (amount === ZERO) return undefined;
  const tightest = tightestBudget(budgetsOf(draft, apiKeyId).map((budget) => budgetLeft(draft, budget)));
  if (tightest === undefined || amount <= tightest.left) return undefined;
  const resetsAt = new Date(Date.parse(`${draft.today}T00:00:00Z`) + DAY_MILLISECONDS);
  return { code: 'KEY_DAILY_LIMIT_REACHED', ...tightest, resetsAt };
}

function budgetLeft(draft: AccountDraft, { apiKeyId, dailyLimit }: KeyBudget): BudgetLeft | undefined {
  if (dailyLimit === undefined) return undefined;
  const spend = draft.keySpends.get(keySpendId(apiKeyId, draft.today));
  const used = spend === undefined ? ZERO : add(spend.reserved, spend.charged);
  return { apiKeyId, limit: dailyLimit, used, left: max(subtract(dailyLimit, used), ZERO) };
}

/** Undefined when the credits are there. What is free of charge needs none. */
export function missingCredits(draft: AccountDraft, required: MicroCredits): LedgerRefusal | undefined {
  if (required === ZERO) return undefined;
  const available = spendable(draft);
  if (required <= available) return undefined;
  const code = draft.wallet.creditLimit > 0n ? 'CREDIT_LIMIT_REACHED' : 'INSUFFICIENT_CREDITS';
  // What is owed is taken first from whatever is added.
  return { code, required, available, shortfall: add(subtract(required, available), draft.wallet.debt) };
}
