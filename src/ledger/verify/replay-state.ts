// How a replay begins, and how it moves within a lot.
import { add, type MicroCredits, microCredits, ZERO } from '../../money/index.ts';
import { GENESIS_HASH } from '../batch/chain.ts';
import type { LotState } from '../decide/state.ts';
import { CREDIT_LINE, type LotShare } from '../transaction.ts';
import { enlist, prolong } from './replay-order.ts';
import type { LotTerms, Replay, ReplayedLot } from './replayed.ts';

const MOST_PROBLEMS = 100;

/** What a replay cannot find in the transactions. */
export interface Given {
  readonly lots?: readonly LotState[] | undefined;
  readonly graceOnceAfter?: bigint | undefined;
  readonly keyAncestors?: ReadonlyMap<string, readonly string[]> | undefined;
}

export function startReplay(
  accountId: string,
  { lots = [], graceOnceAfter = 0n, keyAncestors = new Map() }: Given = {},
): Replay {
  return {
    accountId,
    available: ZERO,
    reserved: ZERO,
    creditReserved: ZERO,
    creditSpent: ZERO,
    debt: ZERO,
    sequence: 0n,
    headHash: GENESIS_HASH.toString('hex'),
    count: 0,
    at: 0,
    graceOnceAfter,
    terms: new Map(lots.map((lot) => [lot.number, termsOf(lot)])),
    keyAncestors,
    knowsTerms: true,
    burning: [],
    isSorted: true,
    lots: new Map(),
    open: new Map(),
    keySpends: new Map(),
    problems: [],
  };
}

function termsOf({ priority, source, effectiveAt, expiresAt }: LotState): LotTerms {
  return {
    priority,
    isPromotional: source === 'PROMOTION' || source === 'ADJUSTMENT',
    effectiveAt: effectiveAt.getTime(),
    expiresAt: expiresAt?.getTime() ?? Number.POSITIVE_INFINITY,
  };
}

const NO_TERMS: LotTerms = { priority: 0, isPromotional: false, effectiveAt: 0, expiresAt: Number.POSITIVE_INFINITY };

export function openLot(replay: Replay, { lot: number, amount }: LotShare): void {
  const terms = replay.terms.get(number);
  replay.knowsTerms &&= terms !== undefined;
  const lot = {
    ...EMPTY_PARTS,
    number,
    terms: terms ?? NO_TERMS,
    usableUntil: terms?.expiresAt ?? Number.POSITIVE_INFINITY,
    isListed: false,
    granted: amount,
    remaining: amount,
  };
  replay.lots.set(number, lot);
  enlist(replay, lot);
}

export function report(replay: Replay, problem: string): void {
  if (replay.problems.length < MOST_PROBLEMS) replay.problems.push(problem);
}

const EMPTY_PARTS = {
  reserved: ZERO,
  spent: ZERO,
  expired: ZERO,
  frozen: ZERO,
  clawedBack: ZERO,
};

export const NOT_ITS_AMOUNT = 'its lots do not add up to its amount';

export function checkShares(shares: readonly LotShare[], total: MicroCredits): string | undefined {
  let listed = 0n;
  for (const { amount } of shares) listed += amount;
  return listed === total ? undefined : NOT_ITS_AMOUNT;
}

export const negated = (share: LotShare): MicroCredits => microCredits(-share.amount);

export function changeLot(
  replay: Replay,
  number: number,
  change: Partial<Pick<ReplayedLot, (typeof PARTS)[number]>>,
): void {
  if (number === CREDIT_LINE) {
    replay.creditReserved = add(replay.creditReserved, change.reserved ?? ZERO);
    replay.creditSpent = add(replay.creditSpent, change.spent ?? ZERO);
    return;
  }
  const lot = replay.lots.get(number);
  if (lot === undefined) {
    report(replay, `lot ${number} is used and was never added`);
    return;
  }
  for (const part of PARTS) {
    const by = change[part];
    if (by !== undefined) lot[part] = add(lot[part], by);
  }
  if ((change.remaining ?? ZERO) <= 0n) return;
  prolong(replay, lot);
  enlist(replay, lot);
}

const PARTS = ['remaining', 'reserved', 'spent', 'expired', 'frozen', 'clawedBack'] as const;
