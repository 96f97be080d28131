// Recomputes one account from its transactions alone: balances, lots, reservations, key spends, numbering, balances
// after, hash chain. It shares nothing with the decision but the meaning of a transaction, so that it can find its bugs.
import { hash as hashOf } from 'node:crypto';
import { add, type MicroCredits, microCredits, subtract, ZERO } from '../../money/index.ts';
import { QUARTER_HOUR_MILLISECONDS } from '../decide/draft.ts';
import {
  FIRST_REFUND_STEP,
  LATE_CHARGE_STEP,
  type LotShare,
  RESERVATION_STEP,
  SETTLEMENT_STEP,
} from '../transaction.ts';
import { replayClawback, replayReturn } from './replay-clawback.ts';
import { checkExpired, checkPayers } from './replay-order.ts';
import { changeLot, checkShares, negated, openLot, report } from './replay-state.ts';
import type { Replay, ReplayedKeySpend } from './replayed.ts';
import {
  type EarlierTransaction,
  HASH_DIGITS,
  type ReplayedTransaction,
  type TransactionRow,
} from './transaction-row.ts';

/** Applies the next transaction in order of its sequence. */
export function replayRow(replay: Replay, { sequence, hash, chained, transaction, history }: TransactionRow): void {
  if (sequence !== replay.sequence + 1n) {
    report(replay, `transaction ${sequence} follows ${replay.sequence}: the numbering has a gap`);
  }
  chained.write(replay.headHash, 0, HASH_DIGITS, 'latin1');
  if (hashOf('sha256', chained, 'hex') !== hash) {
    report(replay, `transaction ${sequence}: its hash does not fit its content and the hash before it`);
  }
  replay.headHash = hash;
  replay.sequence = sequence;
  replay.count += 1;
  const problem = transaction === undefined ? UNREADABLE : move(replay, transaction, history);
  if (problem !== undefined) report(replay, `transaction ${sequence}: ${problem}`);
}

const UNREADABLE = 'it holds what no gateway writes';

function move(
  replay: Replay,
  transaction: ReplayedTransaction,
  history: readonly EarlierTransaction[],
): string | undefined {
  replay.at = transaction.createdAt;
  try {
    replay.available = add(replay.available, transaction.amount);
    replay.reserved = add(replay.reserved, transaction.reservedChange);
    if (transaction.availableAfter !== replay.available || transaction.reservedAfter !== replay.reserved) {
      report(replay, `transaction ${replay.sequence}: the balance after it is not the sum of what came before`);
    }
    return moveLots(replay, transaction, history);
  } catch (error) {
    if (error instanceof RangeError) return UNREADABLE; // sums beyond 64 bits
    throw error;
  }
}

/** Gives what is wrong, if anything is. */
function moveLots(
  replay: Replay,
  transaction: ReplayedTransaction,
  history: readonly EarlierTransaction[],
): string | undefined {
  const { type, lots, amount, reservedChange, step } = transaction;
  switch (type) {
    case 'ADD':
      return openLots(replay, lots) ?? checkShares(lots, amount);
    case 'RESERVE':
      return reserveFromLots(replay, transaction) ?? checkShares(lots, reservedChange);
    case 'CHARGE':
      return step === LATE_CHARGE_STEP
        ? chargeLate(replay, transaction, history)
        : settleLots(replay, transaction, microCredits(-(amount + reservedChange)));
    case 'REFUND':
      return step === SETTLEMENT_STEP
        ? settleLots(replay, transaction, ZERO)
        : refundCharge(replay, transaction, history);
    case 'EXPIRE':
      return expireLots(replay, transaction);
    case 'INVOICE':
      replay.creditSpent = subtract(replay.creditSpent, amount);
      return undefined;
    case 'FREEZE':
      for (const share of lots) changeLot(replay, share.lot, { remaining: negated(share), frozen: share.amount });
      return checkShares(lots, microCredits(-amount));
    case 'RELEASE':
      for (const share of lots) changeLot(replay, share.lot, { remaining: share.amount, frozen: negated(share) });
      return checkShares(lots, amount);
    case 'CLAWBACK':
      return replayClawback(replay, transaction);
    case 'ADJUST':
      return replayReturn(replay, transaction);
    default:
      return `there is no type ${String(type satisfies never)}`;
  }
}

function openLots(replay: Replay, shares: readonly LotShare[]): string | undefined {
  let problem: string | undefined;
  for (const { lot, amount } of shares) {
    if (replay.lots.has(lot)) problem = `lot ${lot} was added before`;
    openLot(replay, { lot, amount });
  }
  return problem;
}

function expireLots(replay: Replay, { lots, amount }: ReplayedTransaction): string | undefined {
  const problem = checkExpired(replay, lots);
  for (const share of lots) changeLot(replay, share.lot, { remaining: negated(share), expired: share.amount });
  return checkShares(lots, microCredits(-amount)) ?? problem;
}

function reserveFromLots(replay: Replay, transaction: ReplayedTransaction): string | undefined {
  const { generationId, step, lots, reservedChange } = transaction;
  if (generationId === undefined || replay.open.has(generationId) || step !== RESERVATION_STEP) {
    return 'not the first reservation of a generation';
  }
  replay.open.set(generationId, transaction);
  const problem = checkPayers(replay, lots);
  for (const share of lots) changeLot(replay, share.lot, { remaining: negated(share), reserved: share.amount });
  spend(replay, transaction, { reserved: reservedChange, charged: ZERO });
  return problem;
}

/** A charge spends what it lists and returns the rest of the reservation; a refund returns all of it. */
function settleLots(replay: Replay, transaction: ReplayedTransaction, charged: MicroCredits): string | undefined {
  const { generationId = '', type, lots, reservedChange } = transaction;
  const reservation = replay.open.get(generationId);
  if (reservation === undefined) return 'settles a generation that has no open reservation';
  replay.open.delete(generationId);
  const isCharge = type === 'CHARGE';
  for (const { lot, amount } of reservation.lots) {
    const paid = isCharge ? shareOf(lots, lot) : ZERO;
    changeLot(replay, lot, { reserved: microCredits(-amount), spent: paid, remaining: subtract(amount, paid) });
  }
  spend(replay, reservation, { reserved: reservedChange, charged });
  if (reservation.reservedChange !== -reservedChange) return 'it does not end the whole reservation';
  return checkShares(lots, isCharge ? charged : reservation.reservedChange);
}

function shareOf(shares: readonly LotShare[], lot: number): MicroCredits {
  return shares.find((share) => share.lot === lot)?.amount ?? ZERO;
}

function chargeLate(
  replay: Replay,
  transaction: ReplayedTransaction,
  history: readonly EarlierTransaction[],
): string | undefined {
  const charged = microCredits(-transaction.amount);
  const problem = checkPayers(replay, transaction.lots);
  for (const share of transaction.lots) {
    changeLot(replay, share.lot, { remaining: negated(share), spent: share.amount });
  }
  const before = readHistory(history);
  if (before?.charged !== 0n) return 'a late charge that follows no refund';
  spend(replay, before.reservation, { reserved: ZERO, charged });
  return checkShares(transaction.lots, charged) ?? problem;
}

function refundCharge(
  replay: Replay,
  transaction: ReplayedTransaction,
  history: readonly EarlierTransaction[],
): string | undefined {
  const { amount, lots } = transaction;
  for (const share of lots) changeLot(replay, share.lot, { remaining: share.amount, spent: negated(share) });
  const before = readHistory(history);
  if (before === undefined || before.charged < amount) return 'gives back more than was charged';
  spend(replay, before.reservation, { reserved: ZERO, charged: microCredits(-amount) });
  return checkShares(lots, amount);
}

/** The generation before this transaction; undefined when its reservation had not ended. */
function readHistory(earlier: readonly EarlierTransaction[]) {
  const reservation = earlier.find((transaction) => transaction.step === RESERVATION_STEP);
  const isSettled = earlier.some((transaction) => transaction.step === SETTLEMENT_STEP);
  if (reservation === undefined || !isSettled) return undefined;
  let charged = 0n;
  for (const { type, step, amount, reservedChange } of earlier) {
    if (type === 'CHARGE') charged -= amount + reservedChange;
    else if (type === 'REFUND' && (step ?? 0) >= FIRST_REFUND_STEP) charged -= amount;
  }
  return { reservation, charged: microCredits(charged) };
}

/** Counted against the time of the reservation, of its key and of every key that one descends from. */
function spend(replay: Replay, reservation: EarlierTransaction, change: ReplayedKeySpend): void {
  const { apiKeyId, createdAt } = reservation;
  if (apiKeyId === undefined) return;
  const quarterHour = (createdAt - (createdAt % QUARTER_HOUR_MILLISECONDS)) / QUARTER_HOUR_MILLISECONDS;
  spendOfKey(replay, { apiKeyId, quarterHour }, change);
  for (const ancestor of replay.keyAncestors.get(apiKeyId) ?? []) {
    spendOfKey(replay, { apiKeyId: ancestor, quarterHour }, change);
  }
}

function spendOfKey(
  replay: Replay,
  { apiKeyId, quarterHour }: { readonly apiKeyId: string; readonly quarterHour: number },
  change: ReplayedKeySpend,
): void {
  const quarters = replay.keySpends.get(apiKeyId) ?? new Map<number, ReplayedKeySpend>();
  const entry = quarters.get(quarterHour);
  if (entry === undefined) {
    quarters.set(quarterHour, { ...change });
    replay.keySpends.set(apiKeyId, quarters);
    return;
  }
  entry.reserved = add(entry.reserved, change.reserved);
  entry.charged = add(entry.charged, change.charged);
}
