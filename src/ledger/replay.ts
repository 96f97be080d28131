// Recomputes one account from its transactions alone: balances, lots, reservations, key spends, numbering, balances
// after, hash chain. It shares nothing with the decision but the meaning of a transaction, so that it can find its bugs.
import { add, type MicroCredits, microCredits, subtract, ZERO } from '../money/index.ts';
import { GENESIS_HASH, hashContent } from './chain.ts';
import {
  CREDIT_LINE,
  FIRST_REFUND_STEP,
  LATE_CHARGE_STEP,
  type LotShare,
  RESERVATION_STEP,
  SETTLEMENT_STEP,
} from './transaction.ts';
import type { ReplayedTransaction, TransactionLine } from './transaction-line.ts';

/** What a lot should hold, as its row says it. */
export interface ReplayedLot {
  granted: MicroCredits;
  remaining: MicroCredits;
  reserved: MicroCredits;
  spent: MicroCredits;
  expired: MicroCredits;
}

export interface ReplayedKeySpend {
  reserved: MicroCredits;
  charged: MicroCredits;
}

export interface Replay {
  readonly accountId: string;
  available: MicroCredits;
  reserved: MicroCredits;
  creditReserved: MicroCredits;
  creditSpent: MicroCredits;
  sequence: bigint;
  /** Hexadecimal. */
  headHash: string;
  count: number;
  readonly lots: Map<number, ReplayedLot>;
  /** Reservations that are not settled, by generation. Settled ones are not kept: an account may have had millions. */
  readonly open: Map<string, ReplayedTransaction>;
  /** By API key and beginning of the UTC day in Unix milliseconds. */
  readonly keySpends: Map<string, Map<number, ReplayedKeySpend>>;
  readonly problems: string[];
}

const MOST_PROBLEMS = 100;

export function startReplay(accountId: string): Replay {
  return {
    accountId,
    available: ZERO,
    reserved: ZERO,
    creditReserved: ZERO,
    creditSpent: ZERO,
    sequence: 0n,
    headHash: GENESIS_HASH.toString('hex'),
    count: 0,
    lots: new Map(),
    open: new Map(),
    keySpends: new Map(),
    problems: [],
  };
}

export function report(replay: Replay, problem: string): void {
  if (replay.problems.length < MOST_PROBLEMS) replay.problems.push(problem);
}

/** Whether the earlier transactions of its generation must come with it. */
export function needsHistory({ step }: ReplayedTransaction): boolean {
  return step !== undefined && step >= LATE_CHARGE_STEP;
}

/** Applies the next transaction in order of its sequence. `history`: those of its generation, when it needs them. */
export function replayLine(replay: Replay, line: TransactionLine, history: readonly ReplayedTransaction[]): void {
  const { sequence, content, hash, transaction } = line;
  if (sequence !== replay.sequence + 1n) {
    report(replay, `transaction ${sequence} follows ${replay.sequence}: the numbering has a gap`);
  }
  if (hashContent(replay.headHash, content) !== hash) {
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
  history: readonly ReplayedTransaction[],
): string | undefined {
  try {
    replay.available = add(replay.available, transaction.amount);
    replay.reserved = add(replay.reserved, transaction.reservedChange);
    if (transaction.availableAfter !== replay.available || transaction.reservedAfter !== replay.reserved) {
      report(replay, `transaction ${transaction.sequence}: the balance after it is not the sum of what came before`);
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
  history: readonly ReplayedTransaction[],
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
      for (const share of lots) changeLot(replay, share.lot, { remaining: negated(share), expired: share.amount });
      return checkShares(lots, microCredits(-amount));
    case 'INVOICE':
      replay.creditSpent = subtract(replay.creditSpent, amount);
      return undefined;
    case 'ADJUST':
    case 'CLAWBACK':
      return `this version does not know the type ${type}`;
    default:
      return `there is no type ${String(type satisfies never)}`;
  }
}

function checkShares(shares: readonly LotShare[], total: MicroCredits): string | undefined {
  let listed = 0n;
  for (const { amount } of shares) listed += amount;
  return listed === total ? undefined : 'its lots do not add up to its amount';
}

function openLots(replay: Replay, shares: readonly LotShare[]): string | undefined {
  let problem: string | undefined;
  for (const { lot, amount } of shares) {
    if (replay.lots.has(lot)) problem = `lot ${lot} was added before`;
    replay.lots.set(lot, { granted: amount, remaining: amount, reserved: ZERO, spent: ZERO, expired: ZERO });
  }
  return problem;
}

function reserveFromLots(replay: Replay, transaction: ReplayedTransaction): string | undefined {
  const { generationId, step, lots, reservedChange } = transaction;
  if (generationId === undefined || replay.open.has(generationId) || step !== RESERVATION_STEP) {
    return 'not the first reservation of a generation';
  }
  replay.open.set(generationId, transaction);
  for (const share of lots) changeLot(replay, share.lot, { remaining: negated(share), reserved: share.amount });
  spend(replay, transaction, { reserved: reservedChange, charged: ZERO });
  return undefined;
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
  history: readonly ReplayedTransaction[],
): string | undefined {
  const charged = microCredits(-transaction.amount);
  for (const share of transaction.lots) {
    changeLot(replay, share.lot, { remaining: negated(share), spent: share.amount });
  }
  const before = readHistory(transaction, history);
  if (before?.charged !== 0n) return 'a late charge that follows no refund';
  spend(replay, before.reservation, { reserved: ZERO, charged });
  return checkShares(transaction.lots, charged);
}

function refundCharge(
  replay: Replay,
  transaction: ReplayedTransaction,
  history: readonly ReplayedTransaction[],
): string | undefined {
  const { amount, lots } = transaction;
  for (const share of lots) changeLot(replay, share.lot, { remaining: share.amount, spent: negated(share) });
  const before = readHistory(transaction, history);
  if (before === undefined || before.charged < amount) return 'gives back more than was charged';
  spend(replay, before.reservation, { reserved: ZERO, charged: microCredits(-amount) });
  return checkShares(lots, amount);
}

/** The generation before this transaction; undefined when its reservation had not ended. */
function readHistory({ sequence }: ReplayedTransaction, history: readonly ReplayedTransaction[]) {
  const earlier = history.filter((transaction) => transaction.sequence < sequence);
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

const negated = (share: LotShare): MicroCredits => microCredits(-share.amount);

function changeLot(replay: Replay, number: number, change: Partial<ReplayedLot>): void {
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
  if (change.remaining !== undefined) lot.remaining = add(lot.remaining, change.remaining);
  if (change.reserved !== undefined) lot.reserved = add(lot.reserved, change.reserved);
  if (change.spent !== undefined) lot.spent = add(lot.spent, change.spent);
  if (change.expired !== undefined) lot.expired = add(lot.expired, change.expired);
}

const DAY_MILLISECONDS = 86_400_000;

/** Counted against the UTC day of the reservation. */
function spend(replay: Replay, reservation: ReplayedTransaction, change: ReplayedKeySpend): void {
  const { apiKeyId, createdAt } = reservation;
  if (apiKeyId === undefined) return;
  const day = createdAt - (createdAt % DAY_MILLISECONDS);
  const days = replay.keySpends.get(apiKeyId) ?? new Map<number, ReplayedKeySpend>();
  const entry = days.get(day);
  if (entry === undefined) {
    days.set(day, { ...change });
    replay.keySpends.set(apiKeyId, days);
    return;
  }
  entry.reserved = add(entry.reserved, change.reserved);
  entry.charged = add(entry.charged, change.charged);
}
