// Takes credits back whose payment goes back. What is spent already is owed: never a silent loss, never a negative balance.
import { add, type MicroCredits, max, min, negate, subtract, sum, ZERO } from '../../money/index.ts';
import type { ClawbackCommand, UndoClawbackCommand } from '../commands.ts';
import type { LedgerRefusal, Outcome } from '../outcomes.ts';
import { CREDIT_LINE, DEBT, type LotShare } from '../transaction.ts';
import { forgiveInvoice, oweInvoiceAgain } from './credit-line.ts';
import { type AccountDraft, type DraftLot, post } from './draft.ts';
import { endDispute, findLot } from './freeze.ts';
import { giveBack } from './move-lots.ts';
import { applied, refused, replayOf } from './outcome.ts';

export function decideClawback(draft: AccountDraft, command: ClawbackCommand): Outcome {
  const replay = replayOf(draft, command);
  if (replay !== undefined) return replay;
  if (command.lot === CREDIT_LINE) return oweInvoiceAgain(draft, command);
  const lot = findLot(draft, command.lot);
  if (lot === undefined) return refused({ code: 'LOT_NOT_FOUND', lot: command.lot });
  const refusal = clawbackRefusal(lot, command);
  if (refusal !== undefined) return refused(refusal);
  const transaction = clawBack(draft, lot, command);
  if (command.cause === 'DISPUTE_LOST') endDispute(draft, lot, { description: 'The dispute was lost' });
  return applied(draft, transaction);
}

function clawbackRefusal(lot: DraftLot, { amount, cause }: ClawbackCommand): LedgerRefusal | undefined {
  if (amount <= 0n) return { code: 'INVALID_AMOUNT', amount };
  if (cause === 'UNUSED' && amount > lot.remaining) {
    return { code: 'CLAWBACK_ABOVE_REMAINING', left: lot.remaining, amount };
  }
  if (cause === 'DISPUTE_LOST' && lot.disputes === 0) return { code: 'LOT_NOT_FROZEN', lot: lot.number };
  return undefined;
}

/** The frozen part first; then what remains; the rest is owed, but for what expired unused or was taken before. */
function clawBack(draft: AccountDraft, lot: DraftLot, command: ClawbackCommand) {
  const frozen = min(lot.frozen, command.amount);
  const remaining = min(lot.remaining, subtract(command.amount, frozen));
  const taken = add(frozen, remaining);
  const owed = min(subtract(command.amount, taken), goneOf(lot, command, taken));
  lot.frozen = subtract(lot.frozen, frozen);
  lot.remaining = subtract(lot.remaining, remaining);
  lot.clawedBack = add(lot.clawedBack, taken);
  lot.isChanged = true;
  draft.wallet.debt = add(draft.wallet.debt, owed);
  return post(draft, {
    type: 'CLAWBACK',
    amount: negate(remaining),
    reservedChange: ZERO,
    lots: shares(lot, taken, owed),
    purchaseId: lot.purchaseId,
    idempotencyKey: command.idempotencyKey,
    inputHash: command.inputHash,
    description: command.description,
  });
}

/**
 * What the customer has had of the lot and does not owe yet. Credits that were taken for the debt of another payment count:
 * they were used, and both payments went back.
 */
function goneOf(lot: DraftLot, { clawedBackBefore }: ClawbackCommand, taken: MicroCredits): MicroCredits {
  if (clawedBackBefore === undefined) return add(lot.spent, lot.reserved);
  const accountedFor = sum([lot.expired, clawedBackBefore, taken]);
  return max(subtract(lot.granted, accountedFor), ZERO);
}

function shares(lot: DraftLot, amount: MicroCredits, debt: MicroCredits): LotShare[] {
  const ofLot = { lot: lot.number, amount };
  return debt === 0n ? [ofLot] : [ofLot, { lot: DEBT, amount: debt }];
}

/** What is still owed is forgiven first; the rest returns to the lot. */
export function decideUndoClawback(draft: AccountDraft, command: UndoClawbackCommand): Outcome {
  const replay = replayOf(draft, command);
  if (replay !== undefined) return replay;
  if (command.lot === CREDIT_LINE) return forgiveInvoice(draft, command);
  const lot = findLot(draft, command.lot);
  if (lot === undefined) return refused({ code: 'LOT_NOT_FOUND', lot: command.lot });
  const { amount } = command;
  if (amount <= 0n) return refused({ code: 'INVALID_AMOUNT', amount });
  const taken = sum([lot.clawedBack, draft.wallet.debt]);
  if (amount > taken) return refused({ code: 'RETURN_ABOVE_CLAWBACK', taken, amount });
  const forgiven = min(amount, draft.wallet.debt);
  const returned = subtract(amount, forgiven);
  draft.wallet.debt = subtract(draft.wallet.debt, forgiven);
  lot.clawedBack = subtract(lot.clawedBack, returned);
  giveBack(draft, lot, returned);
  const transaction = post(draft, {
    type: 'ADJUST',
    amount: returned,
    reservedChange: ZERO,
    lots: shares(lot, returned, negate(forgiven)),
    purchaseId: lot.purchaseId,
    idempotencyKey: command.idempotencyKey,
    inputHash: command.inputHash,
    description: command.description,
  });
  return applied(draft, transaction);
}
