// Generations as other rooms see them: ask for one, look at it, follow it.
import type { Model } from '../catalog/index.ts';
import type { Outcome, WalletBalance } from '../ledger/index.ts';
import type { MicroCredits } from '../money/index.ts';
import type { CostLine } from '../pricing/index.ts';
import type { OpenRequest, RequestFilter, RequestPage } from '../requests/index.ts';
import type { WebhookFormatName } from '../webhooks/index.ts';
import type { CancelOutcome } from './cancel/cancel-generation.ts';
import type { CountAsked } from './count/count-since.ts';
import type { EndUserState } from './end-users/read-end-users.ts';
import type { Attempt, Generation, Metadata } from './generation.ts';
import type { GenerationPlan, PlanOutcome, PlanRequest } from './plan/generation-plan.ts';
import type { ModelsByPrice, PricedModelPlace } from './plan/order-models.ts';
import type { PlannedQuote, QuoteOutcome, QuoteRequest } from './plan/quote.ts';
import type { Purged } from './purge/purge-generation.ts';
import type { GenerationPage, HeldPage, StuckPage } from './read/generations.ts';
import type { GenerationRefusal } from './refusal.ts';
import type { WhatIfAsked, WhatIfOutcome } from './rehearse/what-if.ts';
import type { ProviderReport } from './run/provider-health.ts';
import type { ChargeRefundByOperator } from './settle/refund-charge.ts';
import type { HeldOutcome, HeldSettlement } from './settle/settle-held.ts';

export interface GenerationRequest extends PlanRequest {
  readonly accountId: string;
  readonly apiKeyId: string;
  /** Generations that the plan lets run at once. */
  readonly concurrencyLimit: number;
  readonly idempotencyKey: string;
  /** A quote of the account: its price instead of the one in force. */
  readonly quoteId: string | undefined;
  /** Refuse when the generation may cost more than this. */
  readonly maxCost: MicroCredits | undefined;
  readonly providerOrder: readonly string[] | undefined;
  /** Whether the account limits what is spent for its end users, of which metadata.userId is one; not when absent. */
  readonly limitsEndUsers?: boolean;
  /** Undefined when there are no pairs. Checked already, as tags are. */
  readonly metadata: Metadata | undefined;
  /** Each once; undefined when there are none. */
  readonly tags: readonly string[] | undefined;
  /** Checked already. */
  readonly webhookUrl: string | undefined;
  /** How it is written to: of the door that the request came by. As Tollgate writes when absent. */
  readonly webhookFormat?: WebhookFormatName | undefined;
}

export type RequestOutcome =
  | {
      readonly status: 'accepted';
      readonly generation: Generation;
      /** For a repetition that of the first time; undefined when its price book is unknown. */
      readonly plan: GenerationPlan | undefined;
      readonly balance: WalletBalance;
      /** The same idempotency key and input came before: this is the first one's generation. */
      readonly replayed: boolean;
    }
  | { readonly status: 'refused'; readonly refusal: GenerationRefusal; readonly plan?: GenerationPlan };

export type DryRunOutcome =
  | { readonly status: 'planned'; readonly plan: GenerationPlan }
  | { readonly status: 'refused'; readonly refusal: GenerationRefusal; readonly plan?: GenerationPlan };

/** What an operator is asked to judge. */
export interface Review {
  /** What as many outputs as were delivered were expected to cost, by the generation's own price book. */
  readonly estimate: MicroCredits;
  /** What they come to; undefined when they have no price. */
  readonly effective: MicroCredits | undefined;
  readonly heldAt: Date;
}

export interface RequestKey {
  readonly accountId: string;
  readonly idempotencyKey: string;
}

export interface Generations {
  /** Validates and prices a request; free, touches no provider and no wallet. */
  plan(request: PlanRequest): PlanOutcome;
  /** The same for many, all by one price book. */
  plans(requests: readonly PlanRequest[]): PlanOutcome[];
  /** Models that match, by what the request would cost with each. */
  modelsByPrice(asked: ModelsByPrice): Promise<readonly PricedModelPlace[]>;
  /** Prices a request and binds the price for a while. */
  quote(request: QuoteRequest): Promise<QuoteOutcome>;
  /** A quote with its plan, by the book that it was made with, whether it has expired or not. */
  findQuote(accountId: string, id: string): Promise<PlannedQuote | undefined>;
  /** What `request` would reserve, with its quote; nothing is reserved, so a lack of credits is no refusal. */
  dryRun(request: GenerationRequest): Promise<DryRunOutcome>;
  /** The answer to the first request under this key; undefined when there was none, or it asked for something else. */
  requested(request: GenerationRequest): Promise<RequestOutcome | undefined>;
  /** Whatever was accepted under this key. */
  ofKey(key: RequestKey): Promise<Generation | undefined>;
  /** Reserves the credits and queues the work in one transaction. */
  request(request: GenerationRequest): Promise<RequestOutcome>;
  /** Ends it, if its provider agrees; what is still queued ends at once. */
  cancel(accountId: string, id: string): Promise<CancelOutcome>;
  /** In the order of what is asked, each once: their limits, and what was spent for them. */
  endUsers(accountId: string, endUsers: readonly string[]): Promise<EndUserState[]>;
  find(accountId: string, id: string): Promise<Generation | undefined>;
  byIds(accountId: string, ids: readonly string[]): Promise<Generation[]>;
  /** Newest first. */
  list(page: GenerationPage): Promise<Generation[]>;
  /** How many `list` has in all, of every status and model. */
  count(asked: CountAsked): Promise<number>;
  /** The lines of what was delivered, once it has ended; before, those of the estimate. By its own price book. */
  lines(generation: Generation): Promise<readonly CostLine[]>;
  /** Undefined when it was never held for review. */
  review(generation: Generation): Promise<Review | undefined>;
  /** Generations of all accounts that wait for an operator, longest waiting first. */
  held(page: HeldPage): Promise<Generation[]>;
  /** Of all accounts, what should have ended, oldest first. */
  stuck(page: StuckPage): Promise<Generation[]>;
  /** Ends a review, as an operator decides. */
  settleHeld(settlement: HeldSettlement): Promise<HeldOutcome>;
  /** A provider's name for people; the bare name when it is switched off. */
  providerName(name: string): string;
  /** Those that are switched on, as this process has seen them lately. */
  providerReports(): readonly ProviderReport[];
  /** Those of the model's providers that are switched on, as they would be tried now; `wanted` as in `providerOrder`. */
  providersToTry(model: Model, wanted?: readonly string[]): readonly string[];
  /** What an account's own generations would have cost with another model or by another price book. */
  whatIf(asked: WhatIfAsked): Promise<WhatIfOutcome>;
  /** An operator gives a charge back. */
  refundCharge(refund: ChargeRefundByOperator): Promise<Outcome>;
  /** Those under way, as lines of the log of requests; newest first, or oldest first when read backward. */
  openRequests(page: RequestPage): Promise<OpenRequest[]>;
  countOpenRequests(accountId: string, filter: RequestFilter): Promise<number>;
  /** Erases what an ended one was asked for and what it made; what it cost stays. */
  purge(accountId: string, id: string): Promise<Purged>;
  attempts(accountId: string, generationIds: readonly string[]): Promise<Attempt[]>;
  /**
   * The generation now, then at every change; ends once it has ended and is billed. Undefined when the account has no such
   * generation. Works across gateway processes.
   */
  follow(accountId: string, id: string): Promise<AsyncIterableIterator<Generation> | undefined>;
}
