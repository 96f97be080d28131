// Purchases as other rooms see them. Money is taken by the payment provider; credits are added only by its verified word.
import type { MicroCredits, Money } from '../money/index.ts';
import type { PurchaseStatus } from './entities.ts';
import type { PaymentEventOutcome } from './events/received-event.ts';
import type { Plans } from './plans/plans.ts';
import type { FindingSettlement, Reconciliation, ReconciliationRequest, ShownFinding } from './reconcile/report.ts';
import type { Refunds } from './refunds/refunds.ts';
import type { TopUps } from './top-up/top-up.ts';
import type { Warnings } from './warnings/warnings.ts';

export type { PurchaseStatus } from './entities.ts';

export interface Purchase {
  readonly accountId: string;
  readonly id: string;
  /** The pack as it was when it was bought. */
  readonly pack: {
    readonly id: string;
    readonly name: string;
    readonly validity: 'DAYS_30' | 'DAYS_90' | 'LIFETIME';
  };
  readonly credits: MicroCredits;
  readonly price: Money;
  readonly status: PurchaseStatus;
  /** Where the customer pays; undefined when there is nothing to pay any more. */
  readonly checkoutUrl: string | undefined;
  readonly receiptUrl: string | undefined;
  readonly createdAt: Date;
  readonly paidAt: Date | undefined;
}

export interface BuyRequest {
  readonly accountId: string;
  readonly packId: string;
  /** 1 to 255 characters, none of them a control character. */
  readonly idempotencyKey: string;
  /** Where the customer returns to: a page of an allowed origin; the gateway's own page when absent. */
  readonly successUrl: string | undefined;
  readonly cancelUrl: string | undefined;
}

export type PurchaseRefusal =
  | { readonly code: 'PACK_NOT_FOUND'; readonly packId: string; readonly allowed: readonly string[] }
  | { readonly code: 'INVALID_PARAMETER'; readonly path: readonly string[]; readonly message: string }
  | { readonly code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH'; readonly idempotencyKey: string }
  /** The pack is only for accounts with a paid plan. */
  | { readonly code: 'PURCHASE_NOT_ALLOWED'; readonly packId: string; readonly allowedPlans: readonly string[] }
  | { readonly code: 'PAYMENT_PROVIDER_UNAVAILABLE' };

export type BuyOutcome =
  | { readonly status: 'accepted'; readonly purchase: Purchase; readonly replayed: boolean }
  | { readonly status: 'refused'; readonly refusal: PurchaseRefusal };

export type { PaymentEventOutcome };

/** What became of an incoming webhook; the HTTP status says so too (2xx only after commit). */
export type WebhookOutcome =
  | { readonly status: 'handled'; readonly outcome: PaymentEventOutcome }
  | { readonly status: 'rejected'; readonly reason: string };

export interface Purchases extends Plans, Refunds {
  /**
   * Opens a checkout. The same key and input replays the first purchase and never opens a second checkout, also when the
   * first try broke off in between; after PAYMENT_PROVIDER_UNAVAILABLE the same key tries again.
   */
  buy(request: BuyRequest): Promise<BuyOutcome>;
  /** The first answer to a request under this key, also when a new one would be barred; undefined when there was none. */
  bought(request: BuyRequest): Promise<BuyOutcome | undefined>;
  /** Verifies the signature over the raw body before anything else. Throws only when it should be sent again. */
  receiveWebhook(rawBody: Buffer, signature: string | undefined): Promise<WebhookOutcome>;
  /** Newest first; `beforeId` is the last id of the page before. */
  list(page: { readonly accountId: string; readonly limit: number; readonly beforeId?: string }): Promise<Purchase[]>;
  byIds(accountId: string, ids: readonly string[]): Promise<Purchase[]>;
  /** One round, by one gateway at a time. Throws ProviderUnavailableError. */
  reconcile(request?: ReconciliationRequest): Promise<Reconciliation>;
  /** What rounds found and nobody has solved, the oldest first, 1,000 at most. */
  findings(): Promise<ShownFinding[]>;
  /** Begins a round, unless one began within the last minute, and does not wait for it: it may take minutes. */
  startReconciliation(): void;
  /** A person has seen to a finding. False when it was solved before, or is not there. */
  settleFinding(settlement: FindingSettlement): Promise<boolean>;
  readonly topUps: TopUps;
  readonly warnings: Warnings;
}
