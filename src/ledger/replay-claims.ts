// Replays what was taken back of lots, and what is owed.
import { add, microCredits, subtract, ZERO } from '../money/index.ts';
import { changeLot, NOT_ITS_AMOUNT, negated, type Replay } from './replay-state.ts';
import { DEBT } from './transaction.ts';
import type { ReplayedTransaction } from './transaction-line.ts';

/** A lot gives its frozen part first, which `available` has left before. */
export function replayClawback(replay: Replay, { lots, amount }: ReplayedTransaction): string | undefined {
  let fromAvailable = 0n;
  let taken = 0n;
  let owed = 0n;
  for (const { lot, amount: share } of lots) {
    if (lot === DEBT) {
      owed += share;
      continue;
    }
    const ice = replay.lots.get(lot)?.frozen ?? ZERO;
    const frozen = share < ice ? share : ice;
    changeLot(replay, lot, { frozen: microCredits(-frozen), remaining: subtract(frozen, share), clawedBack: share });
    fromAvailable += share - frozen;
    taken += share;
  }
  replay.debt = add(replay.debt, microCredits(owed));
  if (replay.debt < 0n) return 'it settles more than was owed';
  if (owed < 0n && owed !== -taken) return 'it takes more for a debt than it settles of it';
  return fromAvailable === -amount ? undefined : NOT_ITS_AMOUNT;
}

export function replayReturn(replay: Replay, { lots, amount }: ReplayedTransaction): string | undefined {
  let returned = 0n;
  for (const share of lots) {
    if (share.lot === DEBT) {
      replay.debt = add(replay.debt, share.amount);
      continue;
    }
    changeLot(replay, share.lot, { clawedBack: negated(share), remaining: share.amount });
    returned += share.amount;
  }
  if (replay.debt < 0n) return 'it forgives more than was owed';
  return returned === amount ? undefined : NOT_ITS_AMOUNT;
}
