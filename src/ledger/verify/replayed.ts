// What a replay of one account has come to so far. Plain data.
import type { MicroCredits } from '../../money/index.ts';
import type { ReplayedTransaction } from './transaction-row.ts';

/** What its row says of a lot, and no transaction does; times in Unix milliseconds, infinite when it never ends. */
export interface LotTerms {
  readonly priority: number;
  readonly isPromotional: boolean;
  readonly effectiveAt: number;
  readonly expiresAt: number;
}

/** What a lot should hold, as its row says it. */
export interface ReplayedLot {
  readonly number: number;
  readonly terms: LotTerms;
  /** Unix milliseconds; infinite when it never ends. */
  usableUntil: number;
  /** Whether it is among those that can be spent. */
  isListed: boolean;
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
  /** When the transaction that is replayed was made, in Unix milliseconds. */
  at: number;
  /** Number of the last transaction before lots had one grace only. */
  readonly graceOnceAfter: bigint;
  readonly terms: ReadonlyMap<number, LotTerms>;
  /** Of each key that descends from others: those keys. */
  readonly keyAncestors: ReadonlyMap<string, readonly string[]>;
  /** Whether every lot that was added so far has its terms. */
  knowsTerms: boolean;
  /** Lots that may have something left; in burn order while `isSorted`. */
  burning: ReplayedLot[];
  isSorted: boolean;
  readonly lots: Map<number, ReplayedLot>;
  /** Reservations that are not settled, by generation. Settled ones are not kept: an account may have had millions. */
  readonly open: Map<string, ReplayedTransaction>;
  /** By API key and quarter of an hour since 1970. */
  readonly keySpends: Map<string, Map<number, ReplayedKeySpend>>;
  readonly problems: string[];
}
