// Replays what was taken back of lots, and what is owed.
import { add, microCredits, subtract, ZERO } from '../../money/index.ts';
import { CREDIT_LINE, DEBT, type LotShare } from '../transaction.ts';
import { checkDebtPayers } from './replay-order.ts';
import { changeLot, NOT_ITS_AMOUNT, negated } from './replay-state.ts';
import type { Replay } from './replayed.ts';
import type { ReplayedTransaction } from './transaction-row.ts';

/** What all shares of a clawback but the debt's come to, and how much of it was available. */
interface Taken {
  all: bigint;
  fromAvailable: bigint;
}

export function replayClawback(replay: Replay, transaction: ReplayedTransaction): string | undefined {
  const { lots } = transaction;
  const problem = settlesDebt(lots) ? checkDebtPayers(replay, lots) : undefined;
  return takeBack(replay, transaction) ?? problem;
}

/** Else it takes from the lot whose payment went back, and no order is asked. */
const settlesDebt = (shares: readonly LotShare[]): boolean =>
  shares.some(({ lot, amount }) => lot === DEBT && amount < 0n);

function takeBack(replay: Replay, { lots, amount }: ReplayedTransaction): string | undefined {
  const taken: Taken = { all: 0n, fromAvailable: 0n };
  let owed = 0n;
  for (const share of lots) {
    if (share.lot === DEBT) owed += share.amount;
    else replayTaken(replay, share, taken);
  }
  replay.debt = add(replay.debt, microCredits(owed));
  if (replay.debt < 0n) return 'it settles more than was owed';
  if (owed < 0n && owed !== -taken.all) return 'it takes more for a debt than it settles of it';
  return taken.fromAvailable === -amount ? undefined : NOT_ITS_AMOUNT;
}

/** A lot gives its frozen part first, which `available` has left before. */
function replayTaken(replay: Replay, { lot, amount: share }: LotShare, taken: Taken): void {
  taken.all += share;
  if (lot === CREDIT_LINE) {
    replay.creditSpent = add(replay.creditSpent, share);
    taken.fromAvailable += share;
    return;
  }
  const ice = replay.lots.get(lot)?.frozen ?? ZERO;
  const frozen = share < ice ? share : ice;
  changeLot(replay, lot, { frozen: microCredits(-frozen), remaining: subtract(frozen, share), clawedBack: share });
  taken.fromAvailable += share - frozen;
}

export function replayReturn(replay: Replay, { lots, amount }: ReplayedTransaction): string | undefined {
  let returned = 0n;
  for (const share of lots) {
    if (share.lot === DEBT) {
      replay.debt = add(replay.debt, share.amount);
      continue;
    }
    if (share.lot === CREDIT_LINE) replay.creditSpent = subtract(replay.creditSpent, share.amount);
    else changeLot(replay, share.lot, { clawedBack: negated(share), remaining: share.amount });
    returned += share.amount;
  }
  if (replay.debt < 0n) return 'it forgives more than was owed';
  return returned === amount ? undefined : NOT_ITS_AMOUNT;
}
