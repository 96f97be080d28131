// What a storefront sells, as the rest of the gateway sees it.

import type { MicroCredits, Money } from '../../money/index.ts';
import type { Exactness, Noun, PricedModel } from '../../pricing/index.ts';

export type ModelKind = 'IMAGE' | 'VIDEO' | 'VOICE' | 'MUSIC' | 'SOUND';

export type JsonSchema = Readonly<Record<string, unknown>>;

/** Where a price was read, so that a stale one can be found. */
export interface PriceSource {
  readonly url: string;
  /** The date the price was read or published, as the source gives it; null when it gives none. */
  readonly asOf: string | null;
  /** Whether the number was read in the vendor's own page or repository. */
  readonly verified: boolean;
  readonly note: string | null;
}

/** How one provider runs a model: its own name for it, and what becomes of the parameters. All paths have dots between their steps. */
export interface ProviderModel {
  readonly provider: string;
  /** The provider's name for the model, for example `fal-ai/flux-pro/v1.1`. */
  readonly model: string;
  /** Share of the work among the model's providers, a whole number from 1; 1 when it is not given. */
  readonly weight?: number;
  /** Parameter of the storefront to its path in the provider's input; those not named keep their name. */
  readonly rename?: Readonly<Record<string, string>>;
  /** Parameter to its values in the provider's words. A value that is not listed cannot be asked of this provider. */
  readonly values?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Parameter to the numbers that this provider takes, both ends included, where it takes fewer than the storefront. */
  readonly ranges?: Readonly<Record<string, { readonly minimum: number; readonly maximum: number }>>;
  /** Path in the provider's input to a value that it always has. */
  readonly fixed?: Readonly<Record<string, unknown>>;
  /** Where the number of outputs goes, and how many one call makes at most; without it, one. */
  readonly count?: { readonly parameter: string; readonly most: number };
}

export interface Model {
  /** The vendor's name for it, for example `bfl/flux-1.1-pro`. */
  readonly identifier: string;
  readonly name: string;
  readonly kind: ModelKind;
  /** False when it has no price: it is shown, and cannot be bought. */
  readonly available: boolean;
  /** JSON Schema of the parameters: enough for a frontend to draw the form. */
  readonly parameterSchema: JsonSchema;
  readonly exactness: Exactness;
  /** For example "0.052 credits per image". */
  readonly priceSummary: string;
  /** Names of the providers that run it, in the order they are tried. */
  readonly providers: readonly string[];
  /** How they run it; a provider that is not here takes the storefront's own names, as the sandbox does. */
  readonly upstream: readonly ProviderModel[];
  readonly price: PricedModel;
  readonly source: PriceSource;
  /** How long a generation may take before its reservation counts as overdue. */
  readonly deadlineSeconds: number;
}

export type PackValidity = 'DAYS_30' | 'DAYS_90' | 'LIFETIME';

export interface CreditPack {
  readonly id: string;
  readonly name: string;
  readonly credits: MicroCredits;
  readonly validity: PackValidity;
  readonly price: Money;
  /** Sold only to accounts with a paid plan. */
  readonly requiresPlan?: boolean;
}

export interface Plan {
  readonly id: string;
  readonly name: string;
  /** Per month. */
  readonly price: Money;
  readonly monthlyCredits: MicroCredits;
  /** The same plan paid a year at a time; not sold so when absent. */
  readonly yearly?: { readonly price: Money; readonly credits: MicroCredits } | undefined;
  /** How far back the ledger can be read. */
  readonly auditWindowDays: number;
  /** Generations in flight at once. */
  readonly concurrencyLimit: number;
  readonly requestsPerMinute: number;
  /** What the plan greets a new customer with, once per person; none when absent. */
  readonly welcomeCredits?: MicroCredits | undefined;
}

/** What a credit costs where it is not bought in packs: on the invoices of postpaid accounts. */
export interface CreditUnitPrice {
  /** In 1e-9 of the currency's unit: 1 USD is 1,000,000,000n. */
  readonly billionths: bigint;
  readonly currency: string;
}

/** All that one deployment sells: read from one file, never changed while running. */
export interface Storefront {
  readonly name: string;
  readonly creditUnit: Noun & { readonly meaning: string; readonly price?: CreditUnitPrice | undefined };
  readonly models: readonly Model[];
  readonly packs: readonly CreditPack[];
  readonly plans: readonly Plan[];
  /** Name, date and a hash of the content: "usd-credits@2026-11-21.1f3a9c0d2b4e". */
  readonly priceVersion: string;
}
