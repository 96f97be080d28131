// A dispute freezes a lot: what remains of it, and what comes back to it, cannot be spent until the last dispute is over.
import { negate, ZERO } from '../../money/index.ts';
import type { FreezeLotCommand, ReleaseLotCommand } from '../commands.ts';
import type { Outcome } from '../outcomes.ts';
import { type AccountDraft, type DraftLot, post } from './draft.ts';
import { freezeRemaining } from './freeze-and-collect.ts';
import { giveBack } from './move-lots.ts';
import { applied, refused, replayOf } from './outcome.ts';

/** Applied even when nothing remains: what is reserved may come back. */
export function decideFreezeLot(draft: AccountDraft, command: FreezeLotCommand): Outcome {
  const replay = replayOf(draft, command);
  if (replay !== undefined) return replay;
  const lot = findLot(draft, command.lot);
  if (lot === undefined) return refused({ code: 'LOT_NOT_FOUND', lot: command.lot });
  lot.disputes += 1;
  const amount = freezeRemaining(draft, lot);
  const transaction = post(draft, {
    type: 'FREEZE',
    amount: negate(amount),
    reservedChange: ZERO,
    lots: [{ lot: lot.number, amount }],
    purchaseId: lot.purchaseId,
    idempotencyKey: command.idempotencyKey,
    inputHash: command.inputHash,
    description: command.description,
  });
  return applied(draft, transaction);
}

export function decideReleaseLot(draft: AccountDraft, command: ReleaseLotCommand): Outcome {
  const replay = replayOf(draft, command);
  if (replay !== undefined) return replay;
  const lot = findLot(draft, command.lot);
  if (lot === undefined) return refused({ code: 'LOT_NOT_FOUND', lot: command.lot });
  if (lot.disputes === 0) return refused({ code: 'LOT_NOT_FROZEN', lot: command.lot });
  return applied(draft, endDispute(draft, lot, command));
}

interface Reason {
  readonly description: string;
  readonly idempotencyKey?: string;
  readonly inputHash?: string;
}

/** Credits whose lot ends in the meantime come back late, like those of a reservation: its one grace is theirs, too. */
export function endDispute(draft: AccountDraft, lot: DraftLot, { description, idempotencyKey, inputHash }: Reason) {
  lot.disputes -= 1;
  lot.isChanged = true;
  const amount = lot.disputes === 0 ? lot.frozen : ZERO;
  if (amount > 0n) {
    lot.frozen = ZERO;
    giveBack(draft, lot, amount);
  }
  return post(draft, {
    type: 'RELEASE',
    amount,
    reservedChange: ZERO,
    lots: [{ lot: lot.number, amount }],
    purchaseId: lot.purchaseId,
    idempotencyKey,
    inputHash,
    description,
  });
}

export function findLot(draft: AccountDraft, number: number): DraftLot | undefined {
  return draft.lots.find((lot) => lot.number === number);
}
