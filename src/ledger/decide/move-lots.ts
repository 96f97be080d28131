// Moves credits within lots and the credit line of a draft: taken in burn order, given back where they came from. Pure.
import { add, type MicroCredits, min, subtract, sum, ZERO } from '../../money/index.ts';
import { CREDIT_LINE, type LotShare } from '../transaction.ts';
import { isSpendable } from './burn-order.ts';
import { type AccountDraft, type DraftLot, keepBurnOrder, lotNumbered } from './draft.ts';
import type { LotState } from './state.ts';

/**
 * What can be taken now: lots that are effective and not expired, and what is left of the credit line. Who owes credits
 * can take none.
 */
export function spendable(draft: AccountDraft): MicroCredits {
  if (draft.wallet.debt > 0n) return ZERO;
  const inLots = sum(draft.lots.filter((lot) => isSpendable(lot, draft.now)).map((lot) => lot.remaining));
  return add(inLots, creditLeft(draft));
}

function creditLeft({ wallet }: AccountDraft): MicroCredits {
  return subtract(wallet.creditLimit, add(wallet.creditReserved, wallet.creditSpent));
}

/** Takes `amount` in burn order, the credit line last, and puts it where `into` says. The caller checked `spendable`. */
export function take(draft: AccountDraft, amount: MicroCredits, into: 'reserved' | 'spent'): LotShare[] {
  const shares: LotShare[] = [];
  let missing = amount;
  for (const lot of draft.lots) {
    if (missing === 0n) break;
    if (!isSpendable(lot, draft.now)) continue;
    const taken = min(lot.remaining, missing);
    lot.remaining = subtract(lot.remaining, taken);
    lot[into] = add(lot[into], taken);
    lot.isChanged = true;
    shares.push({ lot: lot.number, amount: taken });
    missing = subtract(missing, taken);
  }
  if (missing === 0n) return shares;
  if (missing > creditLeft(draft)) throw new Error('lots and credit line have less than was checked');
  moveCredit(draft, into, missing);
  return [...shares, { lot: CREDIT_LINE, amount: missing }];
}

/** Ends the reservation of `shares`: spends `charged` of them in their order, gives the rest back. */
export function release(draft: AccountDraft, shares: readonly LotShare[], charged: MicroCredits) {
  const spent: LotShare[] = [];
  const returned: LotShare[] = [];
  let unpaid = charged;
  for (const { lot, amount } of shares) {
    const paid = min(amount, unpaid);
    unpaid = subtract(unpaid, paid);
    const rest = subtract(amount, paid);
    if (lot === CREDIT_LINE) releaseCredit(draft, amount, paid);
    else releaseLot(draft, lotNumbered(draft, lot), { amount, paid });
    if (paid > 0n) spent.push({ lot, amount: paid });
    if (rest > 0n) returned.push({ lot, amount: rest });
  }
  return { spent, returned };
}

function releaseLot(draft: AccountDraft, lot: DraftLot, part: { amount: MicroCredits; paid: MicroCredits }): void {
  const rest = subtract(part.amount, part.paid);
  lot.reserved = subtract(lot.reserved, part.amount);
  lot.spent = add(lot.spent, part.paid);
  giveBack(draft, lot, rest);
}

function releaseCredit(draft: AccountDraft, amount: MicroCredits, paid: MicroCredits): void {
  draft.wallet.creditReserved = subtract(draft.wallet.creditReserved, amount);
  draft.wallet.creditSpent = add(draft.wallet.creditSpent, paid);
}

/** Gives back what was spent: the parts of `shares` from the last to the first, up to `amount`. */
export function unspend(draft: AccountDraft, shares: readonly LotShare[], amount: MicroCredits): LotShare[] {
  const returned: LotShare[] = [];
  let missing = amount;
  for (const share of shares.toReversed()) {
    const part = min(share.amount, missing);
    if (part === 0n) continue;
    missing = subtract(missing, part);
    returned.push({ lot: share.lot, amount: part });
    if (share.lot === CREDIT_LINE) {
      draft.wallet.creditSpent = subtract(draft.wallet.creditSpent, part);
      continue;
    }
    const lot = lotNumbered(draft, share.lot);
    lot.spent = subtract(lot.spent, part);
    giveBack(draft, lot, part);
  }
  if (missing !== 0n) throw new Error('more was given back than was spent');
  return returned;
}

/** Into what remains, whatever the lot's state: `freezeAndCollect` sees to disputes and debts. */
export function giveBack(draft: AccountDraft, lot: DraftLot, amount: MicroCredits): void {
  lot.isChanged = true;
  if (amount === ZERO) return;
  lot.remaining = add(lot.remaining, amount);
  const usableUntil = usableAfterReturn(lot, draft.now);
  if (usableUntil?.getTime() === lot.usableUntil?.getTime()) return;
  lot.usableUntil = usableUntil;
  keepBurnOrder(draft);
}

function moveCredit({ wallet }: AccountDraft, into: 'reserved' | 'spent', amount: MicroCredits): void {
  if (into === 'reserved') wallet.creditReserved = add(wallet.creditReserved, amount);
  else wallet.creditSpent = add(wallet.creditSpent, amount);
}

/** What comes back stays usable this long, and no lot longer than this past its end, however often something comes back. */
const GRACE_MILLISECONDS = 86_400_000;

/** The end of a lot after something came back to it: before its expiry or after, once or many times. */
export function usableAfterReturn(
  { expiresAt, usableUntil }: Pick<LotState, 'expiresAt' | 'usableUntil'>,
  returnedAt: Date,
): Date | undefined {
  if (expiresAt === undefined || usableUntil === undefined) return usableUntil;
  const asked = Math.max(usableUntil.getTime(), returnedAt.getTime() + GRACE_MILLISECONDS);
  return new Date(Math.min(asked, expiresAt.getTime() + GRACE_MILLISECONDS));
}
