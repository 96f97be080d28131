// What the ledger answers: an effect, the first answer again, nothing to do, or a refusal with its numbers.
import type { MicroCredits } from '../money/index.ts';
import type { EndUserBudget } from './decide/state.ts';
import type { BudgetLeft } from './decide/tightest-budget.ts';
import type { LedgerTransaction } from './transaction.ts';

export type LedgerRefusal =
  | {
      readonly code: 'INSUFFICIENT_CREDITS' | 'CREDIT_LIMIT_REACHED';
      readonly required: MicroCredits;
      readonly available: MicroCredits;
      readonly shortfall: MicroCredits;
    }
  | ({ readonly code: 'KEY_SPENDING_LIMIT_REACHED' } & BudgetLeft)
  /** `left`: what may still be spent for the end user in this period. */
  | ({ readonly code: 'END_USER_LIMIT_REACHED'; readonly left: MicroCredits } & EndUserBudget)
  | { readonly code: 'CONCURRENCY_LIMIT_REACHED'; readonly limit: number; readonly used: number }
  | { readonly code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH'; readonly idempotencyKey: string }
  | { readonly code: 'CHARGE_ABOVE_RESERVATION'; readonly reserved: MicroCredits; readonly amount: MicroCredits }
  | { readonly code: 'REFUND_ABOVE_CHARGE'; readonly charged: MicroCredits; readonly amount: MicroCredits }
  | { readonly code: 'REPAYMENT_ABOVE_DEBT'; readonly debt: MicroCredits; readonly amount: MicroCredits }
  /** `left`: what of the lot can be taken back without making a debt. */
  | { readonly code: 'CLAWBACK_ABOVE_REMAINING'; readonly left: MicroCredits; readonly amount: MicroCredits }
  /** More than was ever taken back of the lot and is owed. */
  | { readonly code: 'RETURN_ABOVE_CLAWBACK'; readonly taken: MicroCredits; readonly amount: MicroCredits }
  | { readonly code: 'LOT_NOT_FOUND' | 'LOT_NOT_FROZEN'; readonly lot: number }
  | { readonly code: 'RESERVATION_NOT_FOUND'; readonly generationId: string }
  | { readonly code: 'WALLET_NOT_FOUND'; readonly accountId: string }
  | { readonly code: 'INVALID_AMOUNT'; readonly amount: MicroCredits }
  | { readonly code: 'INVALID_LOT_DATES'; readonly effectiveAt: Date; readonly expiresAt: Date };

/** A wallet right after a command. */
export interface WalletBalance {
  /** Micro-credits that can be reserved now. */
  readonly available: MicroCredits;
  /** Micro-credits set aside for work in flight. */
  readonly reserved: MicroCredits;
  /** Number of the last transaction included. */
  readonly sequence: bigint;
}

export type Outcome =
  | { readonly status: 'applied'; readonly transaction: LedgerTransaction; readonly balance: WalletBalance }
  /** The same idempotency key and input again: the transaction of the first time. */
  | { readonly status: 'replayed'; readonly transaction: LedgerTransaction; readonly balance: WalletBalance }
  /** A second settlement, or nothing left to expire: no effect. `transaction` is the one that stands, if any. */
  | { readonly status: 'unchanged'; readonly transaction?: LedgerTransaction; readonly balance: WalletBalance }
  | { readonly status: 'refused'; readonly refusal: LedgerRefusal };
