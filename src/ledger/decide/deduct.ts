// An operator takes back credits that nobody paid for: granted by mistake, or misused. Bought ones go back with their money only.
import { add, type MicroCredits, min, negate, subtract, sum, ZERO } from '../../money/index.ts';
import type { CreditSource, DeductCommand } from '../commands.ts';
import type { Outcome } from '../outcomes.ts';
import type { LotShare } from '../transaction.ts';
import { isSpendable } from './burn-order.ts';
import { type AccountDraft, type DraftLot, post } from './draft.ts';
import { applied, refused, replayOf } from './outcome.ts';

/** Whether nobody paid for it; a subscription paid for PLAN. A new source has to say. */
const IS_GRANTED: Readonly<Record<CreditSource, boolean>> = {
  PACK: false,
  PLAN: false,
  AUTO_TOP_UP: false,
  PROMOTION: true,
  REFUND: true,
  ADJUSTMENT: true,
};

export function decideDeduct(draft: AccountDraft, command: DeductCommand): Outcome {
  const replay = replayOf(draft, command);
  if (replay !== undefined) return replay;
  const { amount } = command;
  if (amount <= 0n) return refused({ code: 'INVALID_AMOUNT', amount });
  const lots = draft.lots.filter((lot) => IS_GRANTED[lot.source] && isSpendable(lot, draft.now));
  const available = sum(lots.map(({ remaining }) => remaining));
  if (amount > available) {
    const shortfall = subtract(amount, available);
    return refused({ code: 'INSUFFICIENT_CREDITS', required: amount, available, shortfall });
  }
  const transaction = post(draft, {
    type: 'CLAWBACK',
    amount: negate(amount),
    reservedChange: ZERO,
    lots: takeBack(lots, amount),
    idempotencyKey: command.idempotencyKey,
    inputHash: command.inputHash,
    description: command.description,
  });
  return applied(draft, transaction);
}

/** In burn order; what is reserved stays with its generation. */
function takeBack(lots: readonly DraftLot[], amount: MicroCredits): LotShare[] {
  const shares: LotShare[] = [];
  let missing = amount;
  for (const lot of lots) {
    const taken = min(lot.remaining, missing);
    if (taken === 0n) continue;
    lot.remaining = subtract(lot.remaining, taken);
    lot.clawedBack = add(lot.clawedBack, taken);
    lot.isChanged = true;
    missing = subtract(missing, taken);
    shares.push({ lot: lot.number, amount: taken });
  }
  return shares;
}
