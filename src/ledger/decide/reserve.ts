// Sets credits aside for a generation, if the balance and every limit allow it, all decided together.
import { periodAt } from '../../keys/index.ts';
import { add, type MicroCredits, negate, subtract, ZERO } from '../../money/index.ts';
import type { ReserveCommand } from '../commands.ts';
import type { LedgerRefusal, Outcome } from '../outcomes.ts';
import { RESERVATION_STEP } from '../transaction.ts';
import { type AccountDraft, budgetsOf, historyOf, post, quarterHourOf, spendWithKey } from './draft.ts';
import { exceededEndUser, spendForEndUser } from './end-user.ts';
import { spendable, take } from './move-lots.ts';
import { applied, refused, replayOf } from './outcome.ts';
import type { KeyBudget } from './state.ts';
import { type BudgetLeft, budgetLeft, tightestBudget } from './tightest-budget.ts';

export function decideReserve(draft: AccountDraft, command: ReserveCommand): Outcome {
  const replay = replayOf(draft, command);
  if (replay !== undefined) return replay;
  if (command.amount < 0n) return refused({ code: 'INVALID_AMOUNT', amount: command.amount });
  if (historyOf(draft, command.generationId).length > 0) throw new Error('a generation id was used twice');
  const refusal =
    tooMany(draft, command) ??
    exceededLimit(draft, command) ??
    exceededEndUser(draft, command) ??
    missingCredits(draft, command.amount);
  if (refusal !== undefined) return refused(refusal);

  const { apiKeyId } = command;
  const shares = take(draft, command.amount, 'reserved');
  draft.wallet.openReservations += 1;
  spendWithKey(draft, { apiKeyId, quarterHour: draft.quarterHour }, { reserved: command.amount, charged: ZERO });
  spendForEndUser(draft, command);
  const transaction = post(draft, {
    type: 'RESERVE',
    amount: negate(command.amount),
    reservedChange: command.amount,
    lots: shares,
    generationId: command.generationId,
    step: RESERVATION_STEP,
    apiKeyId,
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

/** What is free of charge fits into every limit, also one that was lowered below what its period has used. */
function exceededLimit(draft: AccountDraft, { apiKeyId, amount }: ReserveCommand): LedgerRefusal | undefined {
  if (amount === ZERO) return undefined;
  const tightest = tightestBudget(budgetsOf(draft, apiKeyId).map((budget) => leftOf(draft, budget)));
  if (tightest === undefined || amount <= tightest.left) return undefined;
  return { code: 'KEY_SPENDING_LIMIT_REACHED', ...tightest };
}

function leftOf(draft: AccountDraft, { apiKeyId, limit }: KeyBudget): BudgetLeft | undefined {
  if (limit === undefined) return undefined;
  const { startsAt, endsAt } = periodAt(draft.now, limit);
  const use = draft.periodUses.find((candidate) => candidate.apiKeyId === apiKeyId);
  if (use?.fromQuarter !== quarterHourOf(startsAt) || use.untilQuarter !== quarterHourOf(endsAt)) {
    throw new Error(`what key ${apiKeyId} has used since ${startsAt.toISOString()} was not read`);
  }
  return budgetLeft({ apiKeyId, limit: limit.amount, period: limit.period, used: use.used, resetsAt: endsAt });
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
