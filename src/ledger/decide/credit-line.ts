// The credit line. A paid invoice frees it. When that money goes back, what the invoice had settled is owed again: not on the
// line, which may have been drawn again since, but as a debt, beside which nothing can be spent.
import { add, type MicroCredits, max, min, negate, subtract, ZERO } from '../../money/index.ts';
import type { ClawbackCommand, RepayCommand, UndoClawbackCommand } from '../commands.ts';
import type { Outcome } from '../outcomes.ts';
import { CREDIT_LINE, DEBT } from '../transaction.ts';
import { type AccountDraft, post } from './draft.ts';
import { applied, refused, replayOf } from './outcome.ts';

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

/** What more was given back than charged, and is not set aside: a debt takes it as it takes what lots have. */
export function takeFavour({ wallet }: AccountDraft, most: MicroCredits): MicroCredits {
  const taken = min(most, max(negate(add(wallet.creditReserved, wallet.creditSpent)), ZERO));
  wallet.creditSpent = add(wallet.creditSpent, taken);
  return taken;
}

export function oweInvoiceAgain(draft: AccountDraft, command: ClawbackCommand): Outcome {
  const { amount } = command;
  if (amount <= 0n) return refused({ code: 'INVALID_AMOUNT', amount });
  const taken = takeFavour(draft, amount);
  const owed = subtract(amount, taken);
  draft.wallet.debt = add(draft.wallet.debt, owed);
  return postOfInvoice(draft, command, { type: 'CLAWBACK', amount: negate(taken), line: taken, debt: owed });
}

/** What is still owed is forgiven first; what was settled since is in the account's favour. */
export function forgiveInvoice(draft: AccountDraft, command: UndoClawbackCommand): Outcome {
  const { amount } = command;
  if (amount <= 0n) return refused({ code: 'INVALID_AMOUNT', amount });
  const forgiven = min(amount, draft.wallet.debt);
  const returned = subtract(amount, forgiven);
  draft.wallet.debt = subtract(draft.wallet.debt, forgiven);
  draft.wallet.creditSpent = subtract(draft.wallet.creditSpent, returned);
  return postOfInvoice(draft, command, { type: 'ADJUST', amount: returned, line: returned, debt: negate(forgiven) });
}

interface InvoicePosting {
  readonly type: 'CLAWBACK' | 'ADJUST';
  readonly amount: MicroCredits;
  readonly line: MicroCredits;
  readonly debt: MicroCredits;
}

function postOfInvoice(
  draft: AccountDraft,
  { idempotencyKey, inputHash, description }: ClawbackCommand | UndoClawbackCommand,
  { type, amount, line, debt }: InvoicePosting,
): Outcome {
  const lots = [{ lot: CREDIT_LINE, amount: line }, ...(debt === 0n ? [] : [{ lot: DEBT, amount: debt }])];
  return applied(
    draft,
    post(draft, { type, amount, reservedChange: ZERO, lots, idempotencyKey, inputHash, description }),
  );
}
