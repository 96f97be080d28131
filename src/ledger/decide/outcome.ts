// Small makers of outcomes, and the rule of idempotency.

import type { LedgerRefusal, Outcome, WalletBalance } from '../outcomes.ts';
import type { LedgerTransaction } from '../transaction.ts';
import { type AccountDraft, doneUnderKey } from './draft.ts';

function balanceOf(draft: AccountDraft): WalletBalance {
  const { available, reserved, sequence } = draft.wallet;
  return { available, reserved, sequence };
}

export const applied = (draft: AccountDraft, transaction: LedgerTransaction): Outcome => ({
  status: 'applied',
  transaction,
  balance: balanceOf(draft),
});

/** The same outcome after what followed from it. */
export function withBalanceNow(draft: AccountDraft, outcome: Outcome): Outcome {
  return outcome.status === 'refused' ? outcome : { ...outcome, balance: balanceOf(draft) };
}

export const refused = (refusal: LedgerRefusal): Outcome => ({ status: 'refused', refusal });

/** `existing` is the transaction that makes another effect unnecessary. */
export function unchanged(draft: AccountDraft, existing?: LedgerTransaction): Outcome {
  const balance = balanceOf(draft);
  return existing === undefined
    ? { status: 'unchanged', balance }
    : { status: 'unchanged', transaction: existing, balance };
}

/** Same key and input: the first answer. Same key, other input: refused. New key: undefined, go on. */
export function replayOf(
  draft: AccountDraft,
  command: { readonly idempotencyKey: string; readonly inputHash: string },
): Outcome | undefined {
  const first = doneUnderKey(draft, command.idempotencyKey);
  if (first === undefined) return undefined;
  if (first.inputHash !== command.inputHash) {
    return refused({ code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH', idempotencyKey: command.idempotencyKey });
  }
  return { status: 'replayed', transaction: first, balance: balanceOf(draft) };
}
