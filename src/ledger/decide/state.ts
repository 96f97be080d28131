// What the decision needs to know of one account, read under the wallet's lock. Plain data.
import type { MicroCredits } from '../../money/index.ts';
import type { CreditSource } from '../commands.ts';
import type { LedgerTransaction } from '../transaction.ts';

export interface WalletState {
  readonly accountId: string;
  readonly available: MicroCredits;
  readonly reserved: MicroCredits;
  readonly sequence: bigint;
  /** How far below zero `available` may go; 0 for prepaid. */
  readonly creditLimit: MicroCredits;
  /** Taken from the credit line for reservations in flight. */
  readonly creditReserved: MicroCredits;
  /** Spent on the credit line and not repaid yet; below zero when paid charges were given back. */
  readonly creditSpent: MicroCredits;
  /** Credits that were spent though their payment went back; while it is not zero, nothing can be spent. */
  readonly debt: MicroCredits;
  /** Reservations that are not settled yet. */
  readonly openReservations: number;
  /** Number of the newest lot; lots are numbered from 1. */
  readonly lotCount: number;
}

export interface LotState {
  readonly number: number;
  readonly source: CreditSource;
  readonly priority: number;
  readonly effectiveAt: Date;
  /** The promise made to the customer. */
  readonly expiresAt: Date | undefined;
  /** When the remainder is really booked as expired: up to 24 hours after expiresAt when something came back late (grace). */
  readonly usableUntil: Date | undefined;
  readonly granted: MicroCredits;
  readonly remaining: MicroCredits;
  readonly reserved: MicroCredits;
  readonly spent: MicroCredits;
  readonly expired: MicroCredits;
  /** What would be `remaining` if no dispute froze it. */
  readonly frozen: MicroCredits;
  /** Open disputes about the lot's payment. */
  readonly disputes: number;
  /** Taken back because the payment went back, or for a debt of the account. */
  readonly clawedBack: MicroCredits;
  readonly purchaseId: string | undefined;
}

/** One of the keys that what a key spends counts against. */
export interface KeyBudget {
  readonly apiKeyId: string;
  /** For one UTC day, reserved and charged together; none when undefined. */
  readonly dailyLimit: MicroCredits | undefined;
}

/** What one key and those that descend from it have used of one UTC day. */
export interface KeySpendState {
  readonly apiKeyId: string;
  /** `YYYY-MM-DD`, UTC. */
  readonly day: string;
  readonly reserved: MicroCredits;
  readonly charged: MicroCredits;
}

/** Everything of one account that a batch of commands can touch. */
export interface AccountState {
  readonly wallet: WalletState;
  /** Lots that still have something, available or reserved, and those a refund of this batch may return to. */
  readonly lots: readonly LotState[];
  /** Of each key that reserves in this batch, or whose reservation it settles: its own budget and those of all above it. */
  readonly keyBudgets: ReadonlyMap<string, readonly KeyBudget[]>;
  /** What of these budgets was used: today by those that reserve, on their days by those that are settled. */
  readonly keySpends: readonly KeySpendState[];
  /** Earlier transactions under the idempotency keys of this batch. */
  readonly byIdempotencyKey: ReadonlyMap<string, LedgerTransaction>;
  /** Earlier transactions of the generations in this batch, by step. */
  readonly byGeneration: ReadonlyMap<string, readonly LedgerTransaction[]>;
}
