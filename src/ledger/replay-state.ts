// What a replay of one account has come to so far, and how it moves within a lot.
import { add, type MicroCredits, microCredits, ZERO } from '../money/index.ts';
import { GENESIS_HASH } from './chain.ts';
import { CREDIT_LINE, type LotShare } from './transaction.ts';
import type { ReplayedTransaction } from './transaction-line.ts';

/** What a lot should hold, as its row says it. */
export interface ReplayedLot {
  granted: MicroCredits;
  remaining: MicroCredits;
  reserved: MicroCredits;
  spent: MicroCredits;
  expired: MicroCredits;
  frozen: MicroCredits;
  clawedBack: MicroCredits;
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
  debt: MicroCredits;
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
    debt: ZERO,
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

export const EMPTY_LOT: ReplayedLot = {
  granted: ZERO,
  remaining: ZERO,
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

export function changeLot(replay: Replay, number: number, change: Partial<ReplayedLot>): void {
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
}

const PARTS = ['remaining', 'reserved', 'spent', 'expired', 'frozen', 'clawedBack'] as const;
