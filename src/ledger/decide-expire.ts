// Books what has expired. Runs before every other command of the account, so expiry never depends on a job.
import { add, negate, sum, ZERO } from '../money/index.ts';
import { isExpired } from './burn-order.ts';
import { type AccountDraft, post } from './draft.ts';
import type { LedgerTransaction } from './transaction.ts';

/** Expires every due lot's remainder; what is reserved stays usable for its generation. */
export function expireDueLots(draft: AccountDraft): LedgerTransaction | undefined {
  const due = draft.lots.filter((lot) => lot.remaining > 0n && isExpired(lot, draft.now));
  if (due.length === 0) return undefined;
  const shares = due.map((lot) => ({ lot: lot.number, amount: lot.remaining }));
  for (const lot of due) {
    lot.expired = add(lot.expired, lot.remaining);
    lot.remaining = ZERO;
    draft.changedLots.add(lot.number);
  }
  return post(draft, {
    type: 'EXPIRE',
    amount: negate(sum(shares.map((share) => share.amount))),
    reservedChange: ZERO,
    lots: shares,
  });
}
