// Adds a lot of credits.
import { MAX, ZERO } from '../../money/index.ts';
import type { AddCommand } from '../commands.ts';
import type { Outcome } from '../outcomes.ts';
import { type AccountDraft, keepBurnOrder, post } from './draft.ts';
import { applied, refused, replayOf } from './outcome.ts';

export function decideAdd(draft: AccountDraft, command: AddCommand): Outcome {
  const replay = replayOf(draft, command);
  if (replay !== undefined) return replay;
  if (command.amount <= 0n || !hasRoom(draft, command.amount)) {
    return refused({ code: 'INVALID_AMOUNT', amount: command.amount });
  }
  const effectiveAt = command.effectiveAt ?? draft.now;
  const { expiresAt } = command;
  if (expiresAt !== undefined && (expiresAt <= effectiveAt || expiresAt <= draft.now)) {
    return refused({ code: 'INVALID_LOT_DATES', effectiveAt, expiresAt });
  }
  draft.wallet.lotCount += 1;
  const number = draft.wallet.lotCount;
  draft.lots.push({
    number,
    source: command.source,
    priority: command.priority ?? 0,
    effectiveAt,
    expiresAt,
    usableUntil: expiresAt,
    granted: command.amount,
    remaining: command.amount,
    reserved: ZERO,
    spent: ZERO,
    expired: ZERO,
    frozen: ZERO,
    disputes: 0,
    clawedBack: ZERO,
    purchaseId: command.purchaseId,
    isChanged: true,
  });
  keepBurnOrder(draft);
  const transaction = post(draft, {
    type: 'ADD',
    amount: command.amount,
    reservedChange: ZERO,
    lots: [{ lot: number, amount: command.amount }],
    purchaseId: command.purchaseId,
    idempotencyKey: command.idempotencyKey,
    inputHash: command.inputHash,
    description: command.description,
  });
  return applied(draft, transaction);
}

/** Whether all that the wallet could then have available at once, what is reserved given back, still fits 64 bits. */
function hasRoom({ wallet }: AccountDraft, amount: bigint): boolean {
  return wallet.available + wallet.reserved + wallet.creditLimit + amount <= MAX;
}
