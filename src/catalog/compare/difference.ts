// What differs between two storefronts: plain data, for a person who publishes and for the canary that stops mistakes.

import type { Fraction, MicroCredits } from '../../money/index.ts';
import type { CreditPack, Model, Plan } from '../sell/model.ts';

/** How one number changed. A ratio needs two numbers above zero; the other cases have names. */
export type Move =
  | { readonly kind: 'SAME' }
  /** after / before, exact: 3/2 for half as much again. */
  | { readonly kind: 'RATIO'; readonly ratio: Fraction }
  /** It was 0, and is not now. */
  | { readonly kind: 'FROM_FREE' }
  /** It is 0 now. */
  | { readonly kind: 'TO_FREE' }
  /** It could not be bought before: no price, or a combination that was not for sale. */
  | { readonly kind: 'NOW_SOLD' }
  /** It cannot be bought any more. */
  | { readonly kind: 'NO_LONGER_SOLD' }
  /** It can be bought in neither. */
  | { readonly kind: 'NOT_SOLD' };

/** The price of one request for one output unless the sample says otherwise, or why it has none. */
export type SampledPrice =
  | { readonly sold: true; readonly total: MicroCredits }
  | { readonly sold: false; readonly reason: string };

/** The same request in both storefronts; each fills in its own defaults. */
export interface PriceSample {
  /** The request in words: "default parameters", "quality: hd, size: 1024x1792", "100 outputs". */
  readonly request: string;
  readonly before: SampledPrice;
  readonly after: SampledPrice;
  readonly move: Move;
}

/** A number of a pack or a plan: its price, its credits, its price per credit. */
export interface FigureChange {
  /** "price in USD", "credits", "price of a credit in USD". */
  readonly figure: string;
  /** Exact; undefined when the figure is not there (a price in another currency). */
  readonly before: Fraction | undefined;
  readonly after: Fraction | undefined;
  readonly move: Move;
}

export type ModelAspect =
  | 'availability'
  | 'deadline'
  | 'kind'
  | 'name'
  | 'parameters'
  | 'price'
  | 'providers'
  | 'source';

export interface ModelChange {
  readonly kind: 'MODEL_CHANGED';
  readonly identifier: string;
  readonly before: Model;
  readonly after: Model;
  /** What differs, in alphabetical order. */
  readonly aspects: readonly ModelAspect[];
  /** Default parameters first. Unchanged samples are among them; when neither price nor parameters differ there are none. */
  readonly samples: readonly PriceSample[];
}

export interface PackChange {
  readonly kind: 'PACK_CHANGED';
  readonly identifier: string;
  readonly before: CreditPack;
  readonly after: CreditPack;
  /** Only the figures that differ; empty when only the name or the validity does. */
  readonly figures: readonly FigureChange[];
}

export interface PlanChange {
  readonly kind: 'PLAN_CHANGED';
  readonly identifier: string;
  readonly before: Plan;
  readonly after: Plan;
  /** Only the figures that differ; empty when only the name or the limits do. */
  readonly figures: readonly FigureChange[];
}

export type StorefrontDifference =
  /** What a credit is worth or is called: prices before and after are then numbers of different things. */
  | { readonly kind: 'CREDIT_UNIT_CHANGED'; readonly before: string; readonly after: string }
  | { readonly kind: 'MODEL_ADDED'; readonly identifier: string; readonly after: Model }
  | { readonly kind: 'MODEL_REMOVED'; readonly identifier: string; readonly before: Model }
  | ModelChange
  | { readonly kind: 'PACK_ADDED'; readonly identifier: string; readonly after: CreditPack }
  | { readonly kind: 'PACK_REMOVED'; readonly identifier: string; readonly before: CreditPack }
  | PackChange
  | { readonly kind: 'PLAN_ADDED'; readonly identifier: string; readonly after: Plan }
  | { readonly kind: 'PLAN_REMOVED'; readonly identifier: string; readonly before: Plan }
  | PlanChange;

/** A change that is more likely a slip (cents for dollars) than a decision. */
export interface AbsurdChange {
  readonly of: 'MODEL' | 'PACK' | 'PLAN' | 'CREDIT_UNIT';
  /** Of the model, pack or plan; the new name of the credit unit. */
  readonly identifier: string;
  /** One sentence that names both numbers: "quality: hd cost 0.08 credits and would cost 8 credits". */
  readonly message: string;
}
