// Warnings before credits run out or expire, as other rooms see them.
import type { MicroCredits } from '../../money/index.ts';

/** A threshold that the balance is below, told of once until it has risen again. */
export interface LowBalanceWarning {
  readonly threshold: MicroCredits;
  /** What was available when it was found. */
  readonly available: MicroCredits;
  readonly crossedAt: Date;
}

export interface ExpiryWarning {
  readonly lotNumber: number;
  /** How many days before: 30, 7 or 1. */
  readonly days: number;
  /** What would have expired then. */
  readonly credits: MicroCredits;
  readonly expiresAt: Date;
  readonly warnedAt: Date;
}

export interface AccountWarnings {
  /** Ascending; the default when the account has chosen none. */
  readonly thresholds: readonly MicroCredits[];
  /** Highest threshold first. */
  readonly lowBalance: readonly LowBalanceWarning[];
  /** Of credits that have not expired yet, soonest first; the latest warning of each lot. At most 100. */
  readonly expiring: readonly ExpiryWarning[];
}

export interface WarningRefusal {
  readonly code: 'INVALID_PARAMETER';
  readonly path: readonly string[];
  readonly message: string;
  readonly allowed: readonly string[];
}

export type ConfiguredWarnings =
  | { readonly status: 'done'; readonly warnings: AccountWarnings }
  | { readonly status: 'refused'; readonly refusal: WarningRefusal };

export interface Warnings {
  /** At most 10 thresholds; none switches the warnings of a low balance off. */
  configure(request: {
    readonly accountId: string;
    readonly thresholds: readonly MicroCredits[];
  }): Promise<ConfiguredWarnings>;
  find(accountId: string): Promise<AccountWarnings>;
  /** A wallet has changed in this process. Answers at once. */
  walletChanged(accountId: string): void;
  /** Looks at the wallets that were told of since the last time. Gives the number of crossings that were told. */
  runWoken(): Promise<number>;
  /** Looks at every wallet that has changed since it was last looked at, in pages. */
  runRound(): Promise<number>;
  /** Warns of lots that expire soon; one bounded round. */
  runExpiryRound(): Promise<{ readonly warned: number; readonly mayHaveMore: boolean }>;
}
