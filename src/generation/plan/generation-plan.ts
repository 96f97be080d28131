// What a request comes to, once it is validated and priced.
import type { Model } from '../../catalog/index.ts';
import type { Estimate } from '../../pricing/index.ts';
import type { GenerationRefusal } from '../refusal.ts';

/** What can be priced without an account. */
export interface PlanRequest {
  /** Identifier in the storefront. */
  readonly model: string;
  readonly prompt: string | undefined;
  /** As the customer sent them; validated here. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** 1..100. */
  readonly count: number;
}

export interface GenerationPlan {
  readonly model: Model;
  /** Validated, defaults applied. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly prompt: string | undefined;
  readonly count: number;
  readonly estimate: Estimate;
  readonly priceVersion: string;
  /** The quote that binds this price. */
  readonly quoteId?: string;
}

export type PlanOutcome =
  | { readonly status: 'planned'; readonly plan: GenerationPlan }
  | { readonly status: 'refused'; readonly refusal: GenerationRefusal };
