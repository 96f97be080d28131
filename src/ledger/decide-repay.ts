// A paid invoice frees the credit line again.
import { negate, subtract, ZERO } from '../money/index.ts';
import type { RepayCommand } from './commands.ts';
import { applied, refused, replayOf } from './decide-outcome.ts';
import { type AccountDraft, post } from './draft.ts';
import type { Outcome } from './outcomes.ts';
import { CREDIT_LINE } from './transaction.ts';

export function decideRepay(draft: AccountDraft, command: RepayCommand): Outcome {
  const replay = replayOf(draft, command);
  if (replay !== undefined) return replay;
  const { amount } = command;
  const debt = draft.wallet.creditSpent;
  if (amount <= 0n) return refused({ code: 'INVALID_AMOUNT', amount });
  if (amount > debt && command.surplus !== 'KEEP') return refused({ code: 'REPAYMENT_ABOVE_DEBT', debt, amount });
  draft.wallet.creditSpent = subtract(debt, amount);
  const transaction = post(draft, {
    type: 'INVOICE',
    amount,
    reservedChange: ZERO,
    lots: [{ lot: CREDIT_LINE, amount: negate(amount) }],
    idempotencyKey: command.idempotencyKey,
    inputHash: command.inputHash,
    description: command.description,
  });
  return applied(draft, transaction);
}
