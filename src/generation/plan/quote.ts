// A binding price: what a generation costs at most until the quote expires, even when prices change meanwhile.
import type { RowOf } from '../../database/index.ts';
import type { QuoteEntity } from '../entities.ts';
import type { GenerationRefusal } from '../refusal.ts';
import type { GenerationPlan, PlanRequest } from './generation-plan.ts';

export type Quote = RowOf<typeof QuoteEntity>;

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
