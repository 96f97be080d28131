// Why a generation was not accepted. Nothing was reserved and nothing was run.
import type { LedgerRefusal } from '../ledger/index.ts';
import type { MicroCredits } from '../money/index.ts';
import type { PricingRefusal } from '../pricing/index.ts';

/** A quote that does not bind a request. */
export type QuoteRefusal =
  | { readonly code: 'QUOTE_EXPIRED'; readonly expiresAt: Date }
  /** `path`: what differs, in the request's words; `quoteId` when the account has no such quote. */
  | { readonly code: 'QUOTE_MISMATCH'; readonly path: readonly string[] };

export type GenerationRefusal =
  | LedgerRefusal
  | PricingRefusal
  | QuoteRefusal
  | { readonly code: 'MODEL_NOT_FOUND'; readonly model: string }
  | { readonly code: 'MODEL_UNAVAILABLE'; readonly model: string }
  | { readonly code: 'MAX_COST_EXCEEDED'; readonly maxCost: MicroCredits; readonly cost: MicroCredits };
