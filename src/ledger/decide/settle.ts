// Ends a reservation in exactly one of charge or refund. What is not charged returns to the lots that paid.
import { type MicroCredits, negate, subtract, ZERO } from '../../money/index.ts';
import type { ChargeCommand, RefundCommand } from '../commands.ts';
import type { Outcome } from '../outcomes.ts';
import { type LedgerTransaction, RESERVATION_STEP, SETTLEMENT_STEP } from '../transaction.ts';
import { type AccountDraft, historyOf, post, quarterHourOf, spendWithKey } from './draft.ts';
import { release } from './move-lots.ts';
import { applied, refused, unchanged } from './outcome.ts';

type SettleCommand = ChargeCommand | RefundCommand;

export function decideSettle(draft: AccountDraft, command: SettleCommand): Outcome {
  const history = historyOf(draft, command.generationId);
  const reservation = history.find((transaction) => transaction.step === RESERVATION_STEP);
  if (reservation === undefined) return refused({ code: 'RESERVATION_NOT_FOUND', generationId: command.generationId });
  const settlement = history.find((transaction) => transaction.step === SETTLEMENT_STEP);
  if (settlement !== undefined) return unchanged(draft, settlement);
  const charged = command.kind === 'charge' ? command.amount : ZERO;
  const reserved = reservation.reservedChange;
  // A charge of nothing ends only the reservation of what was free of charge; any other is given back by a refund.
  const isFree = charged === ZERO && reserved === ZERO;
  if (command.kind === 'charge' && charged <= 0n && !isFree) {
    return refused({ code: 'INVALID_AMOUNT', amount: charged });
  }
  if (charged > reserved) return refused({ code: 'CHARGE_ABOVE_RESERVATION', reserved, amount: charged });
  return applied(draft, settle(draft, reservation, { command, charged }));
}

function settle(
  draft: AccountDraft,
  reservation: LedgerTransaction,
  { command, charged }: { command: SettleCommand; charged: MicroCredits },
): LedgerTransaction {
  const reserved = reservation.reservedChange;
  const { spent, returned } = release(draft, reservation.lots, charged);
  draft.wallet.openReservations -= 1;
  changeSpend(draft, reservation, { reserved: negate(reserved), charged });
  return post(draft, {
    type: command.kind === 'charge' ? 'CHARGE' : 'REFUND',
    amount: subtract(reserved, charged),
    reservedChange: negate(reserved),
    lots: command.kind === 'charge' ? spent : returned,
    generationId: command.generationId,
    step: SETTLEMENT_STEP,
    apiKeyId: reservation.apiKeyId,
    description: command.reason,
  });
}

/** What follows from a reservation counts against its key, at the time of that reservation. */
export function changeSpend(
  draft: AccountDraft,
  reservation: LedgerTransaction,
  change: { readonly reserved: MicroCredits; readonly charged: MicroCredits },
): void {
  if (reservation.apiKeyId === undefined) return;
  const place = { apiKeyId: reservation.apiKeyId, quarterHour: quarterHourOf(reservation.createdAt) };
  spendWithKey(draft, place, change);
}
