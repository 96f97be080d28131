// What the decision needs to know of one account, read under the wallet's lock. Plain data.
import type { LimitPeriod, PeriodDefinition } from '../../keys/index.ts';
import type { MicroCredits } from '../../money/index.ts';
import type { LotState, WalletRow } from '../rows.ts';

export type { LotState } from '../rows.ts';

import type { LedgerTransaction } from '../transaction.ts';

export type WalletState = Omit<WalletRow, 'graceOnceAfter' | 'headHash' | 'createdAt'>;

/** One of the keys that what a key spends counts against. */
export interface KeyBudget {
  readonly apiKeyId: string;
  readonly limit: SpendingLimit | undefined;
}

export interface SpendingLimit extends PeriodDefinition {
  /** For one period, reserved and charged together. */
  readonly amount: MicroCredits;
}

/** What one key and those that descend from it have used in one quarter of an hour: what happened, whatever limits there are. */
export interface KeySpendState {
  readonly apiKeyId: string;
  /** Quarters of an hour since 1970, UTC. */
  readonly quarterHour: number;
  readonly reserved: MicroCredits;
  readonly charged: MicroCredits;
}

/** What a key with a limit, and those that descend from it, have used of its period: the sum of its quarters of an hour. */
export interface PeriodUse {
  readonly apiKeyId: string;
  /** The first that belongs to the period, and the first that does not. */
  readonly fromQuarter: number;
  readonly untilQuarter: number;
  readonly used: MicroCredits;
}

/** What may still be spent for an end user of the account in a period of its limit. */
export interface EndUserBudget {
  readonly endUser: string;
  readonly limit: MicroCredits;
  readonly period: LimitPeriod;
  /** Reserved and charged together. */
  readonly used: MicroCredits;
  /** When the next period begins. */
  readonly resetsAt: Date;
}

/** Everything of one account that a batch of commands can touch. */
export interface AccountState {
  readonly wallet: WalletState;
  /** Lots that still have something, available or reserved, and those a refund of this batch may return to. */
  readonly lots: readonly LotState[];
  /** Of each key that reserves in this batch, or whose reservation it settles: its own budget and those of all above it. */
  readonly keyBudgets: ReadonlyMap<string, readonly KeyBudget[]>;
  /** Of all these keys: from the current quarter of an hour on, and in those of the reservations that are settled. */
  readonly keySpends: readonly KeySpendState[];
  /** Of those of them with a limit: of the current period. */
  readonly periodUses: readonly PeriodUse[];
  /** Of the end users that something is reserved for: null where nothing limits one. Absent where none was read. */
  readonly endUsers?: ReadonlyMap<string, EndUserBudget | null>;
  /** Earlier transactions under the idempotency keys of this batch. */
  readonly byIdempotencyKey: ReadonlyMap<string, LedgerTransaction>;
  /** Earlier transactions of the generations in this batch, by step. */
  readonly byGeneration: ReadonlyMap<string, readonly LedgerTransaction[]>;
}
