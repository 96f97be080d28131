// What the decision needs to know of one account, read under the wallet's lock. Plain data.
import type { MicroCredits } from '../../money/index.ts';
import type { LotState, WalletRow } from '../rows.ts';

export type { LotState } from '../rows.ts';

import type { LedgerTransaction } from '../transaction.ts';

export type WalletState = Omit<WalletRow, 'graceOnceAfter' | 'headHash' | 'createdAt'>;

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
