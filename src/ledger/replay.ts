// Recomputes one account from its transactions alone: balances, lots, reservations, key spends, numbering, balances
// after, hash chain. It shares nothing with the decision but the meaning of a transaction, so that it can find its bugs.
import { add, type MicroCredits, microCredits, subtract, ZERO } from '../money/index.ts';
import { chainHash, GENESIS_HASH } from './chain.ts';
import { keySpendId, utcDay } from './draft.ts';
import {
  CREDIT_LINE,
  LATE_CHARGE_STEP,
  type LedgerTransaction,
  type LotShare,
  RESERVATION_STEP,
  SETTLEMENT_STEP,
} from './transaction.ts';

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
  headHash: Buffer;
  count: number;
  readonly lots: Map<number, ReplayedLot>;
  /** Reservations that are not settled, by generation. */
  readonly open: Map<string, LedgerTransaction>;
  /** Generations whose reservation ended, with what they are charged by now. */
  readonly settled: Map<string, { readonly reservation: LedgerTransaction; charged: MicroCredits }>;
  readonly keySpends: Map<string, ReplayedKeySpend>;
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
    headHash: GENESIS_HASH,
    count: 0,
    lots: new Map(),
    open: new Map(),
    settled: new Map(),
    keySpends: new Map(),
    problems: [],
  };
}

export function report(replay: Replay, problem: string): void {
  if (replay.problems.length < MOST_PROBLEMS) replay.problems.push(problem);
}

/** Applies the next transaction in order of its sequence. `hash` is what its row claims. */
export function replayTransaction(replay: Replay, transaction: LedgerTransaction, hash: Buffer): void {
  const name = `transaction ${transaction.sequence}`;
  if (transaction.sequence !== replay.sequence + 1n) {
    report(replay, `${name} follows ${replay.sequence}: the numbering has a gap`);
  }
  const expected = chainHash(replay.headHash, transaction);
  if (!expected.equals(hash)) report(replay, `${name}: its hash does not fit its content and the hash before it`);
  replay.headHash = hash;
  replay.sequence = transaction.sequence;
  replay.count += 1;
  replay.available = add(replay.available, transaction.amount);
  replay.reserved = add(replay.reserved, transaction.reservedChange);
  if (transaction.availableAfter !== replay.available || transaction.reservedAfter !== replay.reserved) {
    report(replay, `${name}: the balance after it is not the sum of what came before`);
  }
  moveLots(replay, transaction, name);
}

function moveLots(replay: Replay, transaction: LedgerTransaction, name: string): void {
  switch (transaction.type) {
    case 'ADD':
      openLots(replay, transaction, name);
      return;
    case 'RESERVE':
      reserveFromLots(replay, transaction, name);
      return;
    case 'CHARGE':
      if (transaction.step === LATE_CHARGE_STEP) chargeLate(replay, transaction, name);
      else settleLots(replay, transaction, name);
      return;
    case 'REFUND':
      if (transaction.step === SETTLEMENT_STEP) settleLots(replay, transaction, name);
      else refundCharge(replay, transaction, name);
      return;
    case 'EXPIRE':
      for (const share of transaction.lots) {
        changeLot(replay, share.lot, { remaining: negated(share), expired: share.amount });
      }
      return;
    case 'INVOICE':
      replay.creditSpent = subtract(replay.creditSpent, transaction.amount);
      return;
    case 'ADJUST':
    case 'CLAWBACK':
      report(replay, `${name}: this version does not know the type ${transaction.type}`);
      return;
    default:
      transaction.type satisfies never;
  }
}

function openLots(replay: Replay, transaction: LedgerTransaction, name: string): void {
  for (const { lot, amount } of transaction.lots) {
    if (replay.lots.has(lot)) report(replay, `${name}: lot ${lot} was added before`);
    replay.lots.set(lot, { granted: amount, remaining: amount, reserved: ZERO, spent: ZERO, expired: ZERO });
  }
}

function reserveFromLots(replay: Replay, transaction: LedgerTransaction, name: string): void {
  const { generationId } = transaction;
  if (generationId === undefined || replay.open.has(generationId) || transaction.step !== RESERVATION_STEP) {
    report(replay, `${name}: not the first reservation of a generation`);
    return;
  }
  replay.open.set(generationId, transaction);
  for (const share of transaction.lots) {
    changeLot(replay, share.lot, { remaining: negated(share), reserved: share.amount });
  }
  spend(replay, transaction, { reserved: transaction.reservedChange, charged: ZERO });
}

/** A charge spends what it lists and returns the rest of the reservation; a refund returns all of it. */
function settleLots(replay: Replay, transaction: LedgerTransaction, name: string): void {
  const reservation = replay.open.get(transaction.generationId ?? '');
  if (reservation === undefined) {
    report(replay, `${name}: settles a generation that has no open reservation`);
    return;
  }
  replay.open.delete(transaction.generationId ?? '');
  replay.settled.set(transaction.generationId ?? '', { reservation, charged: ZERO });
  const spent = new Map(
    transaction.type === 'CHARGE' ? transaction.lots.map((share) => [share.lot, share.amount]) : [],
  );
  for (const { lot, amount } of reservation.lots) {
    const paid = spent.get(lot) ?? ZERO;
    changeLot(replay, lot, { reserved: microCredits(-amount), spent: paid, remaining: subtract(amount, paid) });
  }
  const charged = microCredits(-(transaction.amount + transaction.reservedChange));
  const listed = [...spent.values()].reduce((total, amount) => total + amount, 0n);
  if (listed !== charged) report(replay, `${name}: its lots do not add up to what it charges`);
  charge(replay, transaction, { reserved: transaction.reservedChange, charged });
}

function chargeLate(replay: Replay, transaction: LedgerTransaction, name: string): void {
  const settled = replay.settled.get(transaction.generationId ?? '');
  if (settled?.charged !== 0n) report(replay, `${name}: a late charge that follows no refund`);
  for (const { lot, amount } of transaction.lots) {
    changeLot(replay, lot, { remaining: microCredits(-amount), spent: amount });
  }
  charge(replay, transaction, { reserved: ZERO, charged: microCredits(-transaction.amount) });
}

function refundCharge(replay: Replay, transaction: LedgerTransaction, name: string): void {
  const settled = replay.settled.get(transaction.generationId ?? '');
  if (settled === undefined || settled.charged < transaction.amount) {
    report(replay, `${name}: gives back more than was charged`);
  }
  for (const { lot, amount } of transaction.lots) {
    changeLot(replay, lot, { remaining: amount, spent: microCredits(-amount) });
  }
  charge(replay, transaction, { reserved: ZERO, charged: microCredits(-transaction.amount) });
}

function charge(replay: Replay, transaction: LedgerTransaction, change: ReplayedKeySpend): void {
  const settled = replay.settled.get(transaction.generationId ?? '');
  if (settled === undefined) return;
  settled.charged = add(settled.charged, change.charged);
  spend(replay, settled.reservation, change);
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
  lot.remaining = add(lot.remaining, change.remaining ?? ZERO);
  lot.reserved = add(lot.reserved, change.reserved ?? ZERO);
  lot.spent = add(lot.spent, change.spent ?? ZERO);
  lot.expired = add(lot.expired, change.expired ?? ZERO);
}

/** Counted against the UTC day of the reservation. */
function spend(replay: Replay, reservation: LedgerTransaction, change: ReplayedKeySpend): void {
  if (reservation.apiKeyId === undefined) return;
  const id = keySpendId(reservation.apiKeyId, utcDay(reservation.createdAt));
  const entry = replay.keySpends.get(id) ?? { reserved: ZERO, charged: ZERO };
  entry.reserved = add(entry.reserved, change.reserved);
  entry.charged = add(entry.charged, change.charged);
  replay.keySpends.set(id, entry);
}
