// What must follow every command: credits that came back to a disputed lot are frozen, and what an account owes is taken
// from whatever it has. Pure.
import { add, type MicroCredits, min, negate, subtract, sum, ZERO } from '../../money/index.ts';
import { CREDIT_LINE, DEBT, type LotShare } from '../transaction.ts';
import { takeFavour } from './credit-line.ts';
import { type AccountDraft, type DraftLot, post } from './draft.ts';

/** True when something followed. Afterwards a disputed lot has nothing remaining, and neither has an account that owes. */
export function freezeAndCollect(draft: AccountDraft): boolean {
  const before = draft.posted.length;
  const returned = draft.lots.filter((lot) => lot.disputes > 0 && lot.remaining > 0n);
  if (returned.length > 0) freeze(draft, returned);
  if (draft.wallet.debt > 0n) collectDebt(draft);
  return draft.posted.length > before;
}

function freeze(draft: AccountDraft, lots: readonly DraftLot[]): void {
  const shares = lots.map((lot) => ({ lot: lot.number, amount: freezeRemaining(draft, lot) }));
  post(draft, {
    type: 'FREEZE',
    amount: negate(sum(shares.map((share) => share.amount))),
    reservedChange: ZERO,
    lots: shares,
    description: 'Came back while its payment is disputed',
  });
}

/** Gives how much was frozen. */
export function freezeRemaining(draft: AccountDraft, lot: DraftLot): MicroCredits {
  const amount = lot.remaining;
  lot.frozen = add(lot.frozen, amount);
  lot.remaining = ZERO;
  lot.isChanged = true;
  return amount;
}

/** In burn order, from lots that begin later too, then from the credit line: nobody keeps credits beside a debt. */
function collectDebt(draft: AccountDraft): void {
  const shares: LotShare[] = [];
  for (const lot of draft.lots) {
    const taken = min(lot.remaining, draft.wallet.debt);
    if (taken === 0n) continue;
    lot.remaining = subtract(lot.remaining, taken);
    lot.clawedBack = add(lot.clawedBack, taken);
    lot.isChanged = true;
    draft.wallet.debt = subtract(draft.wallet.debt, taken);
    shares.push({ lot: lot.number, amount: taken });
  }
  const fromLine = takeFavour(draft, draft.wallet.debt);
  draft.wallet.debt = subtract(draft.wallet.debt, fromLine);
  if (fromLine > 0n) shares.push({ lot: CREDIT_LINE, amount: fromLine });
  const collected = sum(shares.map((share) => share.amount));
  if (collected === 0n) return;
  post(draft, {
    type: 'CLAWBACK',
    amount: negate(collected),
    reservedChange: ZERO,
    lots: [...shares, { lot: DEBT, amount: negate(collected) }],
    description: 'Settles credits that were owed',
  });
}
