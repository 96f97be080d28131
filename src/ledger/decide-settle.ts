// Ends a reservation in exactly one of charge or refund. What is not charged returns to the lots that paid.
import { add, type MicroCredits, min, negate, subtract, ZERO } from '../money/index.ts';
import { isExpired } from './burn-order.ts';
import type { ChargeCommand, RefundCommand } from './commands.ts';
import { applied, refused, unchanged } from './decide-outcome.ts';
import { type AccountDraft, lotNumbered, post, spendWithKey, utcDay } from './draft.ts';
import type { Outcome } from './outcomes.ts';
import { type LedgerTransaction, type LotShare, RESERVATION_STEP, SETTLEMENT_STEP } from './transaction.ts';

/** Credits that return after their lot's expiry stay usable this long: the customer could not have spent them before. */
const RETURN_GRACE_MILLISECONDS = 86_400_000;

type SettleCommand = ChargeCommand | RefundCommand;

export function decideSettle(draft: AccountDraft, command: SettleCommand): Outcome {
  const history = draft.byGeneration.get(command.generationId) ?? [];
  const reservation = history.find((transaction) => transaction.step === RESERVATION_STEP);
  if (reservation === undefined) return refused({ code: 'RESERVATION_NOT_FOUND', generationId: command.generationId });
  const settlement = history.find((transaction) => transaction.step === SETTLEMENT_STEP);
  if (settlement !== undefined) return unchanged(draft, settlement);
  const charged = command.kind === 'charge' ? command.amount : ZERO;
  const reserved = reservation.reservedChange;
  if (command.kind === 'charge' && charged <= 0n) return refused({ code: 'INVALID_AMOUNT', amount: charged });
  if (charged > reserved) return refused({ code: 'CHARGE_ABOVE_RESERVATION', reserved, amount: charged });
  return applied(draft, settle(draft, reservation, { command, charged }));
}

function settle(
  draft: AccountDraft,
  reservation: LedgerTransaction,
  { command, charged }: { command: SettleCommand; charged: MicroCredits },
): LedgerTransaction {
  const reserved = reservation.reservedChange;
  const { spent, returned } = releaseLots(draft, reservation.lots, charged);
  draft.wallet.openReservations -= 1;
  if (reservation.apiKeyId !== undefined) {
    const key = { apiKeyId: reservation.apiKeyId, day: utcDay(reservation.createdAt) };
    spendWithKey(draft, key, { reserved: negate(reserved), charged });
  }
  return post(draft, {
    type: command.kind === 'charge' ? 'CHARGE' : 'REFUND',
    amount: subtract(reserved, charged),
    reservedChange: negate(reserved),
    lots: command.kind === 'charge' ? spent : returned,
    generationId: command.generationId,
    step: SETTLEMENT_STEP,
    apiKeyId: reservation.apiKeyId,
    description: command.kind === 'refund' ? command.reason : undefined,
  });
}

/** Spends `charged` from the reservation's lots in their order and gives the rest back. */
function releaseLots(draft: AccountDraft, shares: readonly LotShare[], charged: MicroCredits) {
  const spent: LotShare[] = [];
  const returned: LotShare[] = [];
  let unpaid = charged;
  for (const share of shares) {
    const lot = lotNumbered(draft, share.lot);
    const paid = min(share.amount, unpaid);
    const rest = subtract(share.amount, paid);
    unpaid = subtract(unpaid, paid);
    lot.reserved = subtract(lot.reserved, share.amount);
    lot.spent = add(lot.spent, paid);
    lot.remaining = add(lot.remaining, rest);
    if (rest > 0n && isExpired(lot, draft.now)) {
      lot.usableUntil = new Date(draft.now.getTime() + RETURN_GRACE_MILLISECONDS);
    }
    draft.changedLots.add(lot.number);
    if (paid > 0n) spent.push({ lot: lot.number, amount: paid });
    if (rest > 0n) returned.push({ lot: lot.number, amount: rest });
  }
  return { spent, returned };
}
