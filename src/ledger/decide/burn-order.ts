// In which order lots are spent (design: Ledger, burn order of lots).
import type { LotState } from './state.ts';

const PROMOTIONAL = new Set<string>(['PROMOTION', 'ADJUSTMENT']);

const time = (date: Date | undefined): number => date?.getTime() ?? Number.POSITIVE_INFINITY;
const isPaid = (lot: LotState): number => (PROMOTIONAL.has(lot.source) ? 0 : 1);

/** Infinity minus infinity is not a number, so equal dates are compared first. */
const compare = (a: number, b: number): number => (a === b ? 0 : a - b);

/** Priority, soonest expiry (never last), promotional before paid, effective date, number. */
export function compareBurnOrder(a: LotState, b: LotState): number {
  const ranks = [
    compare(a.priority, b.priority),
    compare(time(a.usableUntil), time(b.usableUntil)),
    compare(isPaid(a), isPaid(b)),
    compare(time(a.effectiveAt), time(b.effectiveAt)),
    compare(a.number, b.number),
  ];
  return ranks.find((rank) => rank !== 0) ?? 0;
}

export function isExpired(lot: LotState, now: Date): boolean {
  return lot.usableUntil !== undefined && lot.usableUntil.getTime() <= now.getTime();
}

/** Whether credits of this lot can be reserved at this moment. */
export function isSpendable(lot: LotState, now: Date): boolean {
  return lot.remaining > 0n && lot.effectiveAt.getTime() <= now.getTime() && !isExpired(lot, now);
}
