// In which order the lots of a replayed account must pay, and until when each can. Written anew for verification: the
// decision's own order is what it checks.
import { type MicroCredits, microCredits } from '../../money/index.ts';
import { CREDIT_LINE, DEBT, type LotShare } from '../transaction.ts';
import type { Replay, ReplayedLot } from './replayed.ts';

const DAY_MILLISECONDS = 86_400_000;

/** Credits came back to the lot. Before the rule of one grace, what came back after the end had a day of its own. */
export function prolong(replay: Replay, lot: ReplayedLot): void {
  const ownDay = replay.at + DAY_MILLISECONDS;
  if (isOfOlderRule(replay)) {
    if (lot.usableUntil <= replay.at) moveEnd(replay, lot, ownDay);
    return;
  }
  moveEnd(replay, lot, Math.min(Math.max(lot.usableUntil, ownDay), lot.terms.expiresAt + DAY_MILLISECONDS));
}

function moveEnd(replay: Replay, lot: ReplayedLot, end: number): void {
  if (end === lot.usableUntil) return;
  lot.usableUntil = end;
  replay.isSorted = false;
}

const isOfOlderRule = ({ sequence, graceOnceAfter }: Replay): boolean => sequence <= graceOnceAfter;

/** The change of the rule shortened what was longer. */
export const endOf = ({ usableUntil, terms }: ReplayedLot): number =>
  Math.min(usableUntil, terms.expiresAt + DAY_MILLISECONDS);

/** It has something left, so it takes part. */
export function enlist(replay: Replay, lot: ReplayedLot): void {
  if (lot.isListed || lot.remaining <= 0n) return;
  lot.isListed = true;
  replay.burning.push(lot);
  replay.isSorted = false;
}

const rank = (lot: ReplayedLot): readonly number[] => {
  const { priority, isPromotional, effectiveAt } = lot.terms;
  return [priority, endOf(lot), isPromotional ? 0 : 1, effectiveAt, lot.number];
};

/** Lots that have something left, first to pay first. */
function inOrder(replay: Replay): readonly ReplayedLot[] {
  if (replay.burning.some((lot) => lot.remaining <= 0n)) {
    for (const lot of replay.burning) lot.isListed = lot.remaining > 0n;
    replay.burning = replay.burning.filter((lot) => lot.isListed);
  }
  if (!replay.isSorted) {
    const ranked = replay.burning.map((lot) => ({ lot, rank: rank(lot) }));
    ranked.sort((a, b) => compareRanks(a.rank, b.rank));
    replay.burning = ranked.map(({ lot }) => lot);
    replay.isSorted = true;
  }
  return replay.burning;
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  const place = a.findIndex((value, index) => value !== b[index]);
  if (place < 0) return 0;
  return (a[place] ?? 0) < (b[place] ?? 0) ? -1 : 1;
}

/** Of a reservation or late charge, before its lots have moved: what can be used now pays, the credit line last. */
export function checkPayers(replay: Replay, shares: readonly LotShare[]): string | undefined {
  if (!isProvable(replay)) return undefined;
  const usable = (lot: ReplayedLot): boolean => lot.terms.effectiveAt <= replay.at && replay.at < endOf(lot);
  return checkOrder(replay, shares, usable);
}

/** Of credits that settle a debt, before they have moved: lots pay that begin later, too. */
export function checkDebtPayers(replay: Replay, shares: readonly LotShare[]): string | undefined {
  return isProvable(replay) ? checkOrder(replay, shares, () => true) : undefined;
}

/** Of an expiry, before it has moved: every lot that is over, whole, and no other. */
export function checkExpired(replay: Replay, shares: readonly LotShare[]): string | undefined {
  if (!isProvable(replay)) return undefined;
  const due = inOrder(replay).filter((lot) => endOf(lot) <= replay.at);
  const expected = due.map(({ number, remaining }) => ({ lot: number, amount: remaining }));
  return isSame(shares, expected)
    ? undefined
    : `it expires ${inWords(shares)}, what was over then is ${inWords(expected)}`;
}

/** Without the terms of every lot nothing can be said; before the rule of one grace, batches could mistake the order. */
const isProvable = (replay: Replay): boolean => !isOfOlderRule(replay) && replay.knowsTerms;

function checkOrder(
  replay: Replay,
  given: readonly LotShare[],
  isPayer: (lot: ReplayedLot) => boolean,
): string | undefined {
  const shares = given.filter((share) => share.lot !== DEBT);
  let missing = shares.reduce((total, share) => total + share.amount, 0n);
  const expected: LotShare[] = [];
  const pay = (lot: number, amount: bigint): void => {
    expected.push({ lot, amount: microCredits(amount) });
    missing -= amount;
  };
  for (const lot of inOrder(replay)) {
    if (missing <= 0n) break;
    if (isPayer(lot)) pay(lot.number, smaller(lot.remaining, missing));
  }
  if (missing > 0n) pay(CREDIT_LINE, missing);
  return isSame(shares, expected)
    ? undefined
    : `it takes from ${inWords(shares)}, the burn order says ${inWords(expected)}`;
}

const smaller = (a: MicroCredits, b: bigint): bigint => (a < b ? a : b);

function isSame(a: readonly LotShare[], b: readonly LotShare[]): boolean {
  return (
    a.length === b.length && a.every(({ lot, amount }, index) => b[index]?.lot === lot && b[index].amount === amount)
  );
}

const nameOf = (lot: number): string => (lot === CREDIT_LINE ? 'the credit line' : `lot ${lot}`);

function inWords(shares: readonly LotShare[]): string {
  return shares.length === 0 ? 'nothing' : shares.map(({ lot, amount }) => `${nameOf(lot)} (${amount})`).join(', ');
}
