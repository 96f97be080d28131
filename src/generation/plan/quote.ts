// A binding price: what a generation costs at most until the quote expires, even when prices change meanwhile.
import type { MicroCredits } from '../../money/index.ts';
import type { GenerationRefusal } from '../refusal.ts';
import type { GenerationPlan, PlanRequest } from './generation-plan.ts';

export interface Quote {
  readonly accountId: string;
  readonly id: string;
  /** Identifier in the storefront. */
  readonly model: string;
  readonly prompt: string | undefined;
  /** Validated, defaults applied. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly count: number;
  readonly priceVersion: string;
  readonly costEstimate: MicroCredits;
  /** What a generation with this quote reserves, and costs at most. */
  readonly maxCost: MicroCredits;
  readonly createdAt: Date;
  /** From this moment on it no longer binds. */
  readonly expiresAt: Date;
}

export interface QuoteRequest extends PlanRequest {
  readonly accountId: string;
}

/** A quote and what it was made of. */
export interface PlannedQuote {
  readonly quote: Quote;
  readonly plan: GenerationPlan;
}

export type QuoteOutcome =
  | ({ readonly status: 'quoted' } & PlannedQuote)
  | { readonly status: 'refused'; readonly refusal: GenerationRefusal };
