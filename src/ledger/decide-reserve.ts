// Sets credits aside for a generation, if the balance and every limit allow it, all decided together.
import { add, type MicroCredits, min, negate, subtract, sum, ZERO } from '../money/index.ts';
import { isSpendable } from './burn-order.ts';
import type { ReserveCommand } from './commands.ts';
import { applied, refused, replayOf } from './decide-outcome.ts';
import { type AccountDraft, keySpendId, post, spendWithKey, utcDay } from './draft.ts';
import type { LedgerRefusal, Outcome } from './outcomes.ts';
import { type LotShare, RESERVATION_STEP } from './transaction.ts';

const DAY_MILLISECONDS = 86_400_000;

export function decideReserve(draft: AccountDraft, command: ReserveCommand): Outcome {
  const replay = replayOf(draft, command);
  if (replay !== undefined) return replay;
  if (command.amount <= 0n) return refused({ code: 'INVALID_AMOUNT', amount: command.amount });
  if (draft.byGeneration.has(command.generationId)) throw new Error('a generation id was used twice');
  const refusal = exceededLimit(draft, command) ?? missingCredits(draft, command.amount);
  if (refusal !== undefined) return refused(refusal);

  const shares = takeFromLots(draft, command.amount);
  draft.wallet.openReservations += 1;
  const day = utcDay(draft.now);
  spendWithKey(draft, { apiKeyId: command.apiKeyId, day }, { reserved: command.amount, charged: ZERO });
  const transaction = post(draft, {
    type: 'RESERVE',
    amount: negate(command.amount),
    reservedChange: command.amount,
    lots: shares,
    generationId: command.generationId,
    step: RESERVATION_STEP,
    apiKeyId: command.apiKeyId,
    idempotencyKey: command.idempotencyKey,
    inputHash: command.inputHash,
  });
  return applied(draft, transaction);
}

function exceededLimit(draft: AccountDraft, command: ReserveCommand): LedgerRefusal | undefined {
  const { openReservations } = draft.wallet;
  if (command.concurrencyLimit !== undefined && openReservations >= command.concurrencyLimit) {
    return { code: 'CONCURRENCY_LIMIT_REACHED', limit: command.concurrencyLimit, used: openReservations };
  }
  if (command.dailyLimit === undefined) return undefined;
  const day = utcDay(draft.now);
  const spend = draft.keySpends.get(keySpendId(command.apiKeyId, day));
  const used = spend === undefined ? ZERO : add(spend.reserved, spend.charged);
  if (add(used, command.amount) <= command.dailyLimit) return undefined;
  const resetsAt = new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MILLISECONDS);
  return { code: 'KEY_DAILY_LIMIT_REACHED', limit: command.dailyLimit, used, resetsAt };
}

/** What can be reserved now: lots that are effective and not expired. */
function spendable(draft: AccountDraft): MicroCredits {
  return sum(draft.lots.filter((lot) => isSpendable(lot, draft.now)).map((lot) => lot.remaining));
}

function missingCredits(draft: AccountDraft, required: MicroCredits): LedgerRefusal | undefined {
  const available = spendable(draft);
  if (required <= available) return undefined;
  return { code: 'INSUFFICIENT_CREDITS', required, available, shortfall: subtract(required, available) };
}

function takeFromLots(draft: AccountDraft, amount: MicroCredits): LotShare[] {
  const shares: LotShare[] = [];
  let missing = amount;
  for (const lot of draft.lots) {
    if (missing === 0n) break;
    if (!isSpendable(lot, draft.now)) continue;
    const taken = min(lot.remaining, missing);
    lot.remaining = subtract(lot.remaining, taken);
    lot.reserved = add(lot.reserved, taken);
    draft.changedLots.add(lot.number);
    shares.push({ lot: lot.number, amount: taken });
    missing = subtract(missing, taken);
  }
  if (missing !== 0n) throw new Error('lots hold less than was checked');
  return shares;
}
