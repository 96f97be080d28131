// What can follow a settlement: a late success is charged after all, an operator gives a charge back.
import { negate, subtract, sum, ZERO } from '../../money/index.ts';
import type { LateChargeCommand, RefundChargeCommand } from '../commands.ts';
import type { LedgerRefusal, Outcome } from '../outcomes.ts';
import {
  FIRST_REFUND_STEP,
  LATE_CHARGE_STEP,
  type LedgerTransaction,
  type LotShare,
  RESERVATION_STEP,
  SETTLEMENT_STEP,
} from '../transaction.ts';
import { type AccountDraft, historyOf, post } from './draft.ts';
import { take, unspend } from './move-lots.ts';
import { applied, refused, replayOf, unchanged } from './outcome.ts';
import { missingCredits } from './reserve.ts';
import { changeSpend } from './settle.ts';

/** Charge after refund: takes the credits again, from whatever lots have them now; refused when they are gone. */
export function decideLateCharge(draft: AccountDraft, command: LateChargeCommand): Outcome {
  const { amount, generationId } = command;
  const history = historyOf(draft, generationId);
  const reservation = history.find((transaction) => transaction.step === RESERVATION_STEP);
  const settlement = history.find((transaction) => transaction.step === SETTLEMENT_STEP);
  if (reservation === undefined || settlement === undefined) {
    return refused({ code: 'RESERVATION_NOT_FOUND', generationId });
  }
  const existing = history.find((transaction) => transaction.type === 'CHARGE');
  if (existing !== undefined) return unchanged(draft, existing);
  const refusal = lateChargeRefusal(draft, command, reservation);
  if (refusal !== undefined) return refused(refusal);
  const lots = take(draft, amount, 'spent');
  changeSpend(draft, reservation, { reserved: ZERO, charged: amount });
  const transaction = post(draft, {
    type: 'CHARGE',
    amount: negate(amount),
    reservedChange: ZERO,
    lots,
    generationId,
    step: LATE_CHARGE_STEP,
    apiKeyId: reservation.apiKeyId,
    description: command.reason ?? 'Delivered after its deadline',
  });
  return applied(draft, transaction);
}

function lateChargeRefusal(
  draft: AccountDraft,
  { amount }: LateChargeCommand,
  reservation: LedgerTransaction,
): LedgerRefusal | undefined {
  if (amount < 0n) return { code: 'INVALID_AMOUNT', amount };
  const reserved = reservation.reservedChange;
  if (amount > reserved) return { code: 'CHARGE_ABOVE_RESERVATION', reserved, amount };
  return missingCredits(draft, amount);
}

/** Gives a charge back to the lots that paid, whole or in part; never more than was charged. */
export function decideRefundCharge(draft: AccountDraft, command: RefundChargeCommand): Outcome {
  const replay = replayOf(draft, command);
  if (replay !== undefined) return replay;
  const { generationId } = command;
  const history = historyOf(draft, generationId);
  const reservation = history.find((transaction) => transaction.step === RESERVATION_STEP);
  if (reservation === undefined) return refused({ code: 'RESERVATION_NOT_FOUND', generationId });
  const left = chargedShares(history);
  const charged = sum(left.map((share) => share.amount));
  const { amount = charged } = command;
  if (command.amount !== undefined && amount <= 0n) return refused({ code: 'INVALID_AMOUNT', amount });
  if (amount > charged || charged === 0n) return refused({ code: 'REFUND_ABOVE_CHARGE', charged, amount });
  const lots = unspend(draft, left, amount);
  changeSpend(draft, reservation, { reserved: ZERO, charged: negate(amount) });
  const transaction = post(draft, {
    type: 'REFUND',
    amount,
    reservedChange: ZERO,
    lots,
    generationId,
    step: Math.max(FIRST_REFUND_STEP, ...history.map((earlier) => (earlier.step ?? 0) + 1)),
    apiKeyId: reservation.apiKeyId,
    idempotencyKey: command.idempotencyKey,
    inputHash: command.inputHash,
    description: command.reason,
  });
  return applied(draft, transaction);
}

/** What each lot was charged and has not got back yet. */
function chargedShares(history: readonly LedgerTransaction[]): LotShare[] {
  const charges = history.filter((transaction) => transaction.type === 'CHARGE');
  const refunds = history.filter((transaction) => (transaction.step ?? 0) >= FIRST_REFUND_STEP);
  const returned = refunds.flatMap((transaction) => transaction.lots);
  return charges
    .flatMap((transaction) => transaction.lots)
    .map(({ lot, amount }) => {
      const back = sum(returned.filter((share) => share.lot === lot).map((share) => share.amount));
      return { lot, amount: subtract(amount, back) };
    });
}
