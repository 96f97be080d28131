// Why a generation was not accepted. Nothing was reserved and nothing was run.
import type { LedgerRefusal } from '../ledger/index.ts';
import type { MicroCredits } from '../money/index.ts';
import type { PricingRefusal } from '../pricing/index.ts';

export type GenerationRefusal =
  | LedgerRefusal
  | PricingRefusal
  | { readonly code: 'MODEL_NOT_FOUND'; readonly model: string }
  | { readonly code: 'MODEL_UNAVAILABLE'; readonly model: string }
  | { readonly code: 'MAX_COST_EXCEEDED'; readonly maxCost: MicroCredits; readonly cost: MicroCredits };
