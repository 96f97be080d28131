/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** Which credit pack to buy. */
export type BuyCreditPackInput = {
  /** Where the checkout page leads when the customer gives up. */
  cancelUrl?: string | null | undefined;
  /** One key, one purchase: 1 to 255 printable ASCII characters. */
  idempotencyKey: string;
  /** Id of a credit pack. */
  packId: string;
  /** Where the checkout page leads after payment. */
  successUrl?: string | null | undefined;
};

/** A generation that is not wanted any more. */
export type CancelGenerationInput = {
  /** The generation. */
  id: string;
};

/** The token to make. */
export type CreateClientTokenInput = {
  /** Whom it is for, in your own words, at most 255 characters: `viewer` and the token itself say it. */
  endUser?: string | null | undefined;
  /** For how long it works, 60 to 3600; no longer than the asking key in any case. */
  expiresInSeconds?: number | null | undefined;
  /** Some of the asking key's scopes, never KEYS_WRITE or OPERATOR; when absent, what it has of GENERATION_WRITE and GENERATION_READ. */
  scopes?: Array<Scope> | null | undefined;
};

/** Where the credits of a lot come from. */
export type CreditSource =
  /** A correction by the operator. */
  | 'ADJUSTMENT'
  /** An automatic top-up. */
  | 'AUTO_TOP_UP'
  /** A credit pack that was bought. */
  | 'PACK'
  /** The monthly credits of a plan. */
  | 'PLAN'
  /** A gift. */
  | 'PROMOTION'
  /** Credits given back. */
  | 'REFUND';

/** A span of time. */
export type DateTimeRange = {
  /** From this moment on. */
  from?: string | null | undefined;
  /** Before this moment. */
  to?: string | null | undefined;
};

/** What would be asked of a model. */
export type EstimateInput = {
  /** How many outputs, 1 to 100. */
  count?: number | null | undefined;
  /** As generate takes it: it is in the log of requests, and the limit of the end user that userId names counts. */
  metadata?: Record<string, unknown> | null | undefined;
  /** Identifier of a model. */
  model: string;
  /** As the model's parameterSchema says. */
  parameters?: Record<string, unknown> | null | undefined;
  /** At most 10,000 characters; priced where characters are. */
  prompt?: string | null | undefined;
};

/** Whether a price is known before the work. */
export type Exactness =
  /** The cost depends on what comes out; it is never above maxCost. */
  | 'APPROXIMATE'
  /** The request alone decides the cost. */
  | 'EXACT';

/** What to make, and what it may cost. */
export type GenerateInput = {
  /** How many outputs, 1 to 100. */
  count?: number | null | undefined;
  /** Validate and price only: nothing is reserved, nothing is run. */
  dryRun?: boolean | null | undefined;
  /** One key, one generation: a repetition answers with the first one. 1 to 255 printable ASCII characters; it never expires. */
  idempotencyKey: string;
  /** Refuse when it may cost more than this. */
  maxCost?: string | null | undefined;
  /** Pairs of your own that are kept with it: at most 16, each a name of 1 to 64 letters, digits, "_", ".", ":" or "-" with a text of 1 to 500 characters. userId (whose request it is among your customers), sessionId and traceId are shown in the log of requests. A client token that was made for an end user sets userId. */
  metadata?: Record<string, unknown> | null | undefined;
  /** Identifier of a model. */
  model: string;
  /** As the model's parameterSchema says. */
  parameters?: Record<string, unknown> | null | undefined;
  /** What to make, in at most 10,000 characters. */
  prompt?: string | null | undefined;
  /** Names of the model's providers, in the order to try them. */
  providerOrder?: Array<string> | null | undefined;
  /** A quote for just this request: its price binds. */
  quoteId?: string | null | undefined;
  /** What its cost is counted under, beside its model: at most 16, each 1 to 64 characters on one line. */
  tags?: Array<string> | null | undefined;
  /** Told of every change of it, beside the account's endpoints: https, a public host, signed with the account's webhook secret. */
  webhookUrl?: string | null | undefined;
};

/** How far a generation is. */
export type GenerationStatus =
  /** Stopped at your request; its reservation was given back. */
  | 'CANCELED'
  /** Not delivered; its reservation was given back. */
  | 'FAILED'
  /** Accepted; its credits are reserved. */
  | 'QUEUED'
  /** A provider works on it. */
  | 'RUNNING'
  /** Delivered and charged, or held for review. */
  | 'SUCCEEDED';

/** Every given field narrows the list. */
export type GenerationWhere = {
  /** Of these models (identifiers). */
  model?: Array<string> | null | undefined;
  /** In one of these states. */
  status?: Array<GenerationStatus> | null | undefined;
};

/** What a limit is for. It begins at the account's reset hour, by the clocks of its time zone. */
export type LimitPeriod =
  /** A day. */
  | 'DAY'
  /** From the 1st. */
  | 'MONTH'
  /** From Monday. */
  | 'WEEK';

/** What a model makes. */
export type ModelKind =
  /** Still pictures. */
  | 'IMAGE'
  /** Music. */
  | 'MUSIC'
  /** Sound effects. */
  | 'SOUND'
  /** Moving pictures. */
  | 'VIDEO'
  /** Speech. */
  | 'VOICE';

/** Every given field narrows the list. */
export type ModelWhere = {
  /** Only models that can (or cannot) be bought now. */
  available?: boolean | null | undefined;
  /** Models of these kinds. */
  kind?: Array<ModelKind> | null | undefined;
  /** A part of the identifier or the name, in any letter case. */
  search?: string | null | undefined;
};

/** How far a purchase is. */
export type PurchaseStatus =
  /** The payment is disputed. */
  | 'DISPUTED'
  /** The checkout page was not used in time. */
  | 'EXPIRED'
  /** The payment failed. */
  | 'FAILED'
  /** Paid; the credits were added. */
  | 'PAID'
  /** Waiting for the payment. */
  | 'PENDING'
  /** The payment was returned. */
  | 'REFUNDED';

/** What an API key may do. */
export type Scope =
  /** See balance, transactions, usage, purchases and keys. */
  | 'ACCOUNT_READ'
  /** Buy credits and change the plan. */
  | 'BILLING_WRITE'
  /** See generations and follow them. */
  | 'GENERATION_READ'
  /** Start generations. */
  | 'GENERATION_WRITE'
  /** Create, change and revoke API keys. Who holds it can make several: a daily limit bounds each of them. */
  | 'KEYS_WRITE'
  /** Run the gateway: create accounts, grant credits, give charges back and decide held costs. */
  | 'OPERATOR';

/** Why the asking key cannot reserve something now; the codes are those that generate would refuse it with. */
export type SpendingBlock =
  /** The account is suspended. */
  | 'ACCOUNT_SUSPENDED'
  /** The plan's generations at once are all running. */
  | 'CONCURRENCY_LIMIT_REACHED'
  /** Not enough is left of the credit line. */
  | 'CREDIT_LIMIT_REACHED'
  /** Not enough is left of the end user's limit. */
  | 'END_USER_LIMIT_REACHED'
  /** Not enough credits are available. */
  | 'INSUFFICIENT_CREDITS'
  /** Not enough is left of the limit for a day of the key, or of one that it descends from. */
  | 'KEY_DAILY_LIMIT_REACHED'
  /** The same for a month. */
  | 'KEY_MONTHLY_LIMIT_REACHED'
  /** The same for a week. */
  | 'KEY_WEEKLY_LIMIT_REACHED'
  /** One of the requests has no price. */
  | 'PRICE_UNKNOWN';

/** What a transaction did. */
export type TransactionType =
  /** Credits were added. */
  | 'ADD'
  /** Credits that had been taken back were returned: their payment stands after all. */
  | 'ADJUST'
  /** A generation was paid from its reservation; what was left over returned. */
  | 'CHARGE'
  /** Credits were taken back because their payment went back, or to settle credits that were owed, or by an operator. */
  | 'CLAWBACK'
  /** Credits expired. */
  | 'EXPIRE'
  /** Credits cannot be spent while their payment is disputed. */
  | 'FREEZE'
  /** A postpaid invoice was settled. */
  | 'INVOICE'
  /** Credits were given back: a reservation of which nothing was charged, or a charge, by the operator. */
  | 'REFUND'
  /** Frozen credits can be spent again. */
  | 'RELEASE'
  /** Credits were set aside for a generation. */
  | 'RESERVE';

/** Every given field narrows the list. */
export type TransactionWhere = {
  /** Made with this API key. */
  apiKeyId?: string | null | undefined;
  /** Booked in this span. */
  createdAt?: DateTimeRange | null | undefined;
  /** For this generation. */
  generationId?: string | null | undefined;
  /** For generations of these models (identifiers). */
  model?: Array<string> | null | undefined;
  /** Of this purchase. */
  purchaseId?: string | null | undefined;
  /** The id of a generation, an API key or a purchase, or words of the description: 2 to 100 characters. */
  search?: string | null | undefined;
  /** Of these types. */
  type?: Array<TransactionType> | null | undefined;
};

/** Why a request was refused; in brackets the HTTP status that a REST API would give. */
export type UserErrorCode =
  /** The account is suspended. (403) */
  | 'ACCOUNT_SUSPENDED'
  /** There is no such API key. (404) */
  | 'API_KEY_NOT_FOUND'
  /** As many generations as the plan allows are in flight. (429) */
  | 'CONCURRENCY_LIMIT_REACHED'
  /** The account owes credits. (409) */
  | 'CREDITS_OWED'
  /** Postpaid: the credit limit is reached. (402) */
  | 'CREDIT_LIMIT_REACHED'
  /** Another account was opened with this e-mail address. (409) */
  | 'EMAIL_TAKEN'
  /** The end user's limit for this period is reached. (429) */
  | 'END_USER_LIMIT_REACHED'
  /** What is asked for cannot be exported in this form. (409) */
  | 'EXPORT_FORM_NOT_OFFERED'
  /** As many exports of the account wait or are kept as may be. (429) */
  | 'EXPORT_LIMIT_REACHED'
  /** There is no such generation. (404) */
  | 'GENERATION_NOT_FOUND'
  /** The idempotency key was used with another input. (409) */
  | 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH'
  /** A file to work from is too large. (422) */
  | 'INPUT_FILE_TOO_LARGE'
  /** A file to work from cannot be fetched from its address. (422) */
  | 'INPUT_FILE_UNREACHABLE'
  /** A file to work from cannot be opened, or is of a type that is not taken. (422) */
  | 'INPUT_FILE_UNSUPPORTED'
  /** There are not enough credits. (402) */
  | 'INSUFFICIENT_CREDITS'
  /** A value is not accepted. (422) */
  | 'INVALID_PARAMETER'
  /** The key's limit for this day is reached. (429) */
  | 'KEY_DAILY_LIMIT_REACHED'
  /** The key's limit for this month is reached. (429) */
  | 'KEY_MONTHLY_LIMIT_REACHED'
  /** The key's limit for this week is reached. (429) */
  | 'KEY_WEEKLY_LIMIT_REACHED'
  /** It may cost more than maxCost. (422) */
  | 'MAX_COST_EXCEEDED'
  /** There is no such model. (404) */
  | 'MODEL_NOT_FOUND'
  /** The model cannot be used now. (503) */
  | 'MODEL_UNAVAILABLE'
  /** It has ended already. (409) */
  | 'NOT_CANCELABLE'
  /** It is not held for review. (409) */
  | 'NOT_HELD'
  /** There is no such credit pack. (404) */
  | 'PACK_NOT_FOUND'
  /** The payment was declined. (402) */
  | 'PAYMENT_DECLINED'
  /** There is no saved payment method. (409) */
  | 'PAYMENT_METHOD_MISSING'
  /** The payment provider cannot be reached. (503) */
  | 'PAYMENT_PROVIDER_UNAVAILABLE'
  /** There is no price for credits on invoices. (409) */
  | 'POSTPAID_NOT_OFFERED'
  /** There is no price for this; it is refused, never free. (422) */
  | 'PRICE_UNKNOWN'
  /** This account may not buy it. (403) */
  | 'PURCHASE_NOT_ALLOWED'
  /** There is no such purchase. (404) */
  | 'PURCHASE_NOT_FOUND'
  /** It is not paid, or its payment went back or is disputed. (409) */
  | 'PURCHASE_NOT_REFUNDABLE'
  /** The quote is no longer binding. (409) */
  | 'QUOTE_EXPIRED'
  /** The quote was made for another request. (409) */
  | 'QUOTE_MISMATCH'
  /** Its generation is under way, or not billed yet. (409) */
  | 'REQUEST_NOT_ENDED'
  /** There is no such request. (404) */
  | 'REQUEST_NOT_FOUND'
  /** The account has as many webhook endpoints as it may have. (409) */
  | 'WEBHOOK_ENDPOINT_LIMIT_REACHED'
  /** There is no such webhook endpoint. (404) */
  | 'WEBHOOK_ENDPOINT_NOT_FOUND';

export type CreateClientTokenMutationVariables = Exact<{
  input: CreateClientTokenInput;
}>;


export type CreateClientTokenMutation = { createClientToken: { token: string | null, clientToken: { expiresAt: string, scopes: Array<Scope>, endUser: string | null } | null, userErrors: Array<
      | { __typename: 'EndUserLimitError', endUser: string, limit: string, period: LimitPeriod, used: string, remaining: string, resetsAt: string, code: UserErrorCode, message: string, path: Array<string> | null, status: number, retryable: boolean }
      | { __typename: 'GeneralError', code: UserErrorCode, message: string, path: Array<string> | null, status: number, retryable: boolean }
      | { __typename: 'InsufficientCreditsError', required: string, available: string, shortfall: string, code: UserErrorCode, message: string, path: Array<string> | null, status: number, retryable: boolean, suggestedPack: { id: string, name: string, credits: string, requiresPlan: boolean, price: { amount: string, currency: string } } | null }
      | { __typename: 'ParameterError', allowed: Array<string> | null, code: UserErrorCode, message: string, path: Array<string> | null, status: number, retryable: boolean }
      | { __typename: 'PaymentDeclinedError', declineCode: string | null, code: UserErrorCode, message: string, path: Array<string> | null, status: number, retryable: boolean }
      | { __typename: 'SpendLimitError', apiKeyId: string, limit: string, period: LimitPeriod, used: string, remaining: string, resetsAt: string, code: UserErrorCode, message: string, path: Array<string> | null, status: number, retryable: boolean }
    > } };

export type BalanceFieldsFragment = { available: string, reserved: string, expiringSoon: string, frozen: string, debt: string, lotCount: number, sequence: string, asOf: string };

export type LotFieldsFragment = { id: string, source: CreditSource, granted: string, remaining: string, reserved: string, frozen: string, expiresAt: string | null, usableUntil: string | null };

export type MoneyFieldsFragment = { amount: string, currency: string };

export type PackFieldsFragment = { id: string, name: string, credits: string, requiresPlan: boolean, price: { amount: string, currency: string } };

export type PurchaseFieldsFragment = { id: string, status: PurchaseStatus, credits: string, createdAt: string, paidAt: string | null, receiptUrl: string | null, price: { amount: string, currency: string }, pack: { id: string, name: string } };

export type CostLineFieldsFragment = { description: string, meter: string, quantity: string, unitPrice: string, amount: string };

export type EstimateFieldsFragment = { totalCost: string, maxCost: string, costPerGeneration: string, count: number, exactness: Exactness, canAfford: boolean, affordableCount: number, blockedBy: SpendingBlock | null, balance: string, priceVersion: string, lines: Array<{ description: string, meter: string, quantity: string, unitPrice: string, amount: string }>, model: { identifier: string, name: string } };

export type QuoteFieldsFragment = { id: string, costEstimate: string, maxCost: string, count: number, exactness: Exactness, canAfford: boolean, blockedBy: SpendingBlock | null, createdAt: string, expiresAt: string, priceVersion: string, lines: Array<{ description: string, meter: string, quantity: string, unitPrice: string, amount: string }> };

export type OutputFieldsFragment = { url: string, mimeType: string, bytes: number | null, width: number | null, height: number | null, durationSeconds: string | null };

export type GenerationFieldsFragment = { id: string, status: GenerationStatus, prompt: string | null, parameters: Record<string, unknown>, count: number, cost: string | null, costEstimate: string, createdAt: string, startedAt: string | null, endedAt: string | null, billedAt: string | null, tags: Array<string>, requestMetadata: Record<string, unknown>, model: { identifier: string, name: string, kind: ModelKind }, outputs: Array<{ url: string, mimeType: string, bytes: number | null, width: number | null, height: number | null, durationSeconds: string | null }>, error: { code: string, message: string, retryable: boolean } | null };

export type TransactionFieldsFragment = { id: string, sequence: string, type: TransactionType, amount: string, balanceAfter: string, reservedAfter: string, description: string, createdAt: string, generation: { id: string } | null };

export type PageFieldsFragment = { startCursor: string | null, endCursor: string | null, hasNextPage: boolean, hasPreviousPage: boolean };

export type ModelFieldsFragment = { id: string, identifier: string, name: string, kind: ModelKind, available: boolean, exactness: Exactness, priceSummary: string, parameterSchema: Record<string, unknown> };

export type UsageBucketFieldsFragment = { key: string, generations: number, succeeded: number, failed: number, canceled: number, grossCost: string, refunded: string, cost: string };

type RefusalFields_EndUserLimitError_Fragment = { __typename: 'EndUserLimitError', endUser: string, limit: string, period: LimitPeriod, used: string, remaining: string, resetsAt: string, code: UserErrorCode, message: string, path: Array<string> | null, status: number, retryable: boolean };

type RefusalFields_GeneralError_Fragment = { __typename: 'GeneralError', code: UserErrorCode, message: string, path: Array<string> | null, status: number, retryable: boolean };

type RefusalFields_InsufficientCreditsError_Fragment = { __typename: 'InsufficientCreditsError', required: string, available: string, shortfall: string, code: UserErrorCode, message: string, path: Array<string> | null, status: number, retryable: boolean, suggestedPack: { id: string, name: string, credits: string, requiresPlan: boolean, price: { amount: string, currency: string } } | null };

type RefusalFields_ParameterError_Fragment = { __typename: 'ParameterError', allowed: Array<string> | null, code: UserErrorCode, message: string, path: Array<string> | null, status: number, retryable: boolean };

type RefusalFields_PaymentDeclinedError_Fragment = { __typename: 'PaymentDeclinedError', declineCode: string | null, code: UserErrorCode, message: string, path: Array<string> | null, status: number, retryable: boolean };

type RefusalFields_SpendLimitError_Fragment = { __typename: 'SpendLimitError', apiKeyId: string, limit: string, period: LimitPeriod, used: string, remaining: string, resetsAt: string, code: UserErrorCode, message: string, path: Array<string> | null, status: number, retryable: boolean };

export type RefusalFieldsFragment =
  | RefusalFields_EndUserLimitError_Fragment
  | RefusalFields_GeneralError_Fragment
  | RefusalFields_InsufficientCreditsError_Fragment
  | RefusalFields_ParameterError_Fragment
  | RefusalFields_PaymentDeclinedError_Fragment
  | RefusalFields_SpendLimitError_Fragment
;

export type ModelsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  where?: ModelWhere | null | undefined;
}>;


export type ModelsQuery = { models: { nodes: Array<{ id: string, identifier: string, name: string, kind: ModelKind, available: boolean, exactness: Exactness, priceSummary: string, parameterSchema: Record<string, unknown> }>, pageInfo: { startCursor: string | null, endCursor: string | null, hasNextPage: boolean, hasPreviousPage: boolean } } };

export type EstimateQueryVariables = Exact<{
  input: EstimateInput;
}>;


export type EstimateQuery = { estimate: { totalCost: string, maxCost: string, costPerGeneration: string, count: number, exactness: Exactness, canAfford: boolean, affordableCount: number, blockedBy: SpendingBlock | null, balance: string, priceVersion: string, lines: Array<{ description: string, meter: string, quantity: string, unitPrice: string, amount: string }>, model: { identifier: string, name: string } } };

export type QuoteMutationVariables = Exact<{
  input: EstimateInput;
}>;


export type QuoteMutation = { quote: { quote: { id: string, costEstimate: string, maxCost: string, count: number, exactness: Exactness, canAfford: boolean, blockedBy: SpendingBlock | null, createdAt: string, expiresAt: string, priceVersion: string, lines: Array<{ description: string, meter: string, quantity: string, unitPrice: string, amount: string }> } | null, userErrors: Array<
      | { __typename: 'EndUserLimitError', endUser: string, limit: string, period: LimitPeriod, used: string, remaining: string, resetsAt: string, code: UserErrorCode, message: string, path: Array<string> | null, status: number, retryable: boolean }
      | { __typename: 'GeneralError', code: UserErrorCode, message: string, path: Array<string> | null, status: number, retryable: boolean }
      | { __typename: 'InsufficientCreditsError', required: string, available: string, shortfall: string, code: UserErrorCode, message: string, path: Array<string> | null, status: number, retryable: boolean, suggestedPack: { id: string, name: string, credits: string, requiresPlan: boolean, price: { amount: string, currency: string } } | null }
      | { __typename: 'ParameterError', allowed: Array<string> | null, code: UserErrorCode, message: string, path: Array<string> | null, status: number, retryable: boolean }
      | { __typename: 'PaymentDeclinedError', declineCode: string | null, code: UserErrorCode, message: string, path: Array<string> | null, status: number, retryable: boolean }
      | { __typename: 'SpendLimitError', apiKeyId: string, limit: string, period: LimitPeriod, used: string, remaining: string, resetsAt: string, code: UserErrorCode, message: string, path: Array<string> | null, status: number, retryable: boolean }
    > } };

export type GenerateMutationVariables = Exact<{
  input: GenerateInput;
}>;


export type GenerateMutation = { generate: { replayed: boolean, generation: { id: string, status: GenerationStatus, prompt: string | null, parameters: Record<string, unknown>, count: number, cost: string | null, costEstimate: string, createdAt: string, startedAt: string | null, endedAt: string | null, billedAt: string | null, tags: Array<string>, requestMetadata: Record<string, unknown>, model: { identifier: string, name: string, kind: ModelKind }, outputs: Array<{ url: string, mimeType: string, bytes: number | null, width: number | null, height: number | null, durationSeconds: string | null }>, error: { code: string, message: string, retryable: boolean } | null } | null, balance: { available: string, reserved: string, expiringSoon: string, frozen: string, debt: string, lotCount: number, sequence: string, asOf: string } | null, estimate: { totalCost: string, maxCost: string, costPerGeneration: string, count: number, exactness: Exactness, canAfford: boolean, affordableCount: number, blockedBy: SpendingBlock | null, balance: string, priceVersion: string, lines: Array<{ description: string, meter: string, quantity: string, unitPrice: string, amount: string }>, model: { identifier: string, name: string } } | null, userErrors: Array<
      | { __typename: 'EndUserLimitError', endUser: string, limit: string, period: LimitPeriod, used: string, remaining: string, resetsAt: string, code: UserErrorCode, message: string, path: Array<string> | null, status: number, retryable: boolean }
      | { __typename: 'GeneralError', code: UserErrorCode, message: string, path: Array<string> | null, status: number, retryable: boolean }
      | { __typename: 'InsufficientCreditsError', required: string, available: string, shortfall: string, code: UserErrorCode, message: string, path: Array<string> | null, status: number, retryable: boolean, suggestedPack: { id: string, name: string, credits: string, requiresPlan: boolean, price: { amount: string, currency: string } } | null }
      | { __typename: 'ParameterError', allowed: Array<string> | null, code: UserErrorCode, message: string, path: Array<string> | null, status: number, retryable: boolean }
      | { __typename: 'PaymentDeclinedError', declineCode: string | null, code: UserErrorCode, message: string, path: Array<string> | null, status: number, retryable: boolean }
      | { __typename: 'SpendLimitError', apiKeyId: string, limit: string, period: LimitPeriod, used: string, remaining: string, resetsAt: string, code: UserErrorCode, message: string, path: Array<string> | null, status: number, retryable: boolean }
    > } };

export type GenerationQueryVariables = Exact<{
  id: string;
}>;


export type GenerationQuery = { generation: { id: string, status: GenerationStatus, prompt: string | null, parameters: Record<string, unknown>, count: number, cost: string | null, costEstimate: string, createdAt: string, startedAt: string | null, endedAt: string | null, billedAt: string | null, tags: Array<string>, requestMetadata: Record<string, unknown>, model: { identifier: string, name: string, kind: ModelKind }, outputs: Array<{ url: string, mimeType: string, bytes: number | null, width: number | null, height: number | null, durationSeconds: string | null }>, error: { code: string, message: string, retryable: boolean } | null } | null };

export type GenerationsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  where?: GenerationWhere | null | undefined;
}>;


export type GenerationsQuery = { generations: { nodes: Array<{ id: string, status: GenerationStatus, prompt: string | null, parameters: Record<string, unknown>, count: number, cost: string | null, costEstimate: string, createdAt: string, startedAt: string | null, endedAt: string | null, billedAt: string | null, tags: Array<string>, requestMetadata: Record<string, unknown>, model: { identifier: string, name: string, kind: ModelKind }, outputs: Array<{ url: string, mimeType: string, bytes: number | null, width: number | null, height: number | null, durationSeconds: string | null }>, error: { code: string, message: string, retryable: boolean } | null }>, pageInfo: { startCursor: string | null, endCursor: string | null, hasNextPage: boolean, hasPreviousPage: boolean } } };

export type GenerationUpdatedSubscriptionVariables = Exact<{
  id: string;
}>;


export type GenerationUpdatedSubscription = { generationUpdated: { sequence: number, terminal: boolean, generation: { id: string, status: GenerationStatus, prompt: string | null, parameters: Record<string, unknown>, count: number, cost: string | null, costEstimate: string, createdAt: string, startedAt: string | null, endedAt: string | null, billedAt: string | null, tags: Array<string>, requestMetadata: Record<string, unknown>, model: { identifier: string, name: string, kind: ModelKind }, outputs: Array<{ url: string, mimeType: string, bytes: number | null, width: number | null, height: number | null, durationSeconds: string | null }>, error: { code: string, message: string, retryable: boolean } | null } } };

export type CancelGenerationMutationVariables = Exact<{
  input: CancelGenerationInput;
}>;


export type CancelGenerationMutation = { cancelGeneration: { cancelSent: boolean, refunded: string, generation: { id: string, status: GenerationStatus, prompt: string | null, parameters: Record<string, unknown>, count: number, cost: string | null, costEstimate: string, createdAt: string, startedAt: string | null, endedAt: string | null, billedAt: string | null, tags: Array<string>, requestMetadata: Record<string, unknown>, model: { identifier: string, name: string, kind: ModelKind }, outputs: Array<{ url: string, mimeType: string, bytes: number | null, width: number | null, height: number | null, durationSeconds: string | null }>, error: { code: string, message: string, retryable: boolean } | null } | null, userErrors: Array<
      | { __typename: 'EndUserLimitError', endUser: string, limit: string, period: LimitPeriod, used: string, remaining: string, resetsAt: string, code: UserErrorCode, message: string, path: Array<string> | null, status: number, retryable: boolean }
      | { __typename: 'GeneralError', code: UserErrorCode, message: string, path: Array<string> | null, status: number, retryable: boolean }
      | { __typename: 'InsufficientCreditsError', required: string, available: string, shortfall: string, code: UserErrorCode, message: string, path: Array<string> | null, status: number, retryable: boolean, suggestedPack: { id: string, name: string, credits: string, requiresPlan: boolean, price: { amount: string, currency: string } } | null }
      | { __typename: 'ParameterError', allowed: Array<string> | null, code: UserErrorCode, message: string, path: Array<string> | null, status: number, retryable: boolean }
      | { __typename: 'PaymentDeclinedError', declineCode: string | null, code: UserErrorCode, message: string, path: Array<string> | null, status: number, retryable: boolean }
      | { __typename: 'SpendLimitError', apiKeyId: string, limit: string, period: LimitPeriod, used: string, remaining: string, resetsAt: string, code: UserErrorCode, message: string, path: Array<string> | null, status: number, retryable: boolean }
    > } };

export type CreditPacksQueryVariables = Exact<{ [key: string]: never; }>;


export type CreditPacksQuery = { creditPacks: Array<{ id: string, name: string, credits: string, requiresPlan: boolean, price: { amount: string, currency: string } }> };

export type BuyCreditPackMutationVariables = Exact<{
  input: BuyCreditPackInput;
}>;


export type BuyCreditPackMutation = { buyCreditPack: { checkoutUrl: string | null, replayed: boolean, purchase: { id: string, status: PurchaseStatus, credits: string, createdAt: string, paidAt: string | null, receiptUrl: string | null, price: { amount: string, currency: string }, pack: { id: string, name: string } } | null, userErrors: Array<
      | { __typename: 'EndUserLimitError', endUser: string, limit: string, period: LimitPeriod, used: string, remaining: string, resetsAt: string, code: UserErrorCode, message: string, path: Array<string> | null, status: number, retryable: boolean }
      | { __typename: 'GeneralError', code: UserErrorCode, message: string, path: Array<string> | null, status: number, retryable: boolean }
      | { __typename: 'InsufficientCreditsError', required: string, available: string, shortfall: string, code: UserErrorCode, message: string, path: Array<string> | null, status: number, retryable: boolean, suggestedPack: { id: string, name: string, credits: string, requiresPlan: boolean, price: { amount: string, currency: string } } | null }
      | { __typename: 'ParameterError', allowed: Array<string> | null, code: UserErrorCode, message: string, path: Array<string> | null, status: number, retryable: boolean }
      | { __typename: 'PaymentDeclinedError', declineCode: string | null, code: UserErrorCode, message: string, path: Array<string> | null, status: number, retryable: boolean }
      | { __typename: 'SpendLimitError', apiKeyId: string, limit: string, period: LimitPeriod, used: string, remaining: string, resetsAt: string, code: UserErrorCode, message: string, path: Array<string> | null, status: number, retryable: boolean }
    > } };

export type PurchasesQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type PurchasesQuery = { purchases: { nodes: Array<{ id: string, status: PurchaseStatus, credits: string, createdAt: string, paidAt: string | null, receiptUrl: string | null, price: { amount: string, currency: string }, pack: { id: string, name: string } }>, pageInfo: { startCursor: string | null, endCursor: string | null, hasNextPage: boolean, hasPreviousPage: boolean } } };

export type BalanceQueryVariables = Exact<{ [key: string]: never; }>;


export type BalanceQuery = { balance: { available: string, reserved: string, expiringSoon: string, frozen: string, debt: string, lotCount: number, sequence: string, asOf: string } };

export type BalanceSequenceQueryVariables = Exact<{ [key: string]: never; }>;


export type BalanceSequenceQuery = { balance: { sequence: string } };

export type LotsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type LotsQuery = { balance: { lotCount: number, lots: Array<{ id: string, source: CreditSource, granted: string, remaining: string, reserved: string, frozen: string, expiresAt: string | null, usableUntil: string | null }> } };

export type BalanceUpdatedSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type BalanceUpdatedSubscription = { balanceUpdated: { available: string, reserved: string, expiringSoon: string, frozen: string, debt: string, lotCount: number, sequence: string, asOf: string } };

export type TransactionsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  where?: TransactionWhere | null | undefined;
}>;


export type TransactionsQuery = { transactions: { nodes: Array<{ id: string, sequence: string, type: TransactionType, amount: string, balanceAfter: string, reservedAfter: string, description: string, createdAt: string, generation: { id: string } | null }>, pageInfo: { startCursor: string | null, endCursor: string | null, hasNextPage: boolean, hasPreviousPage: boolean } } };

export type TransactionPostedSubscriptionVariables = Exact<{
  afterSequence?: string | null | undefined;
}>;


export type TransactionPostedSubscription = { transactionPosted: { id: string, sequence: string, type: TransactionType, amount: string, balanceAfter: string, reservedAfter: string, description: string, createdAt: string, generation: { id: string } | null } };

export type UsageQueryVariables = Exact<{
  days?: number | null | undefined;
  from?: string | null | undefined;
  to?: string | null | undefined;
}>;


export type UsageQuery = { usage: { from: string, to: string, timeZone: string, totalRequests: number, totalGenerations: number, succeeded: number, failed: number, canceled: number, refused: number, grossCost: string, refunded: string, totalCost: string, byDay: Array<{ key: string, generations: number, succeeded: number, failed: number, canceled: number, grossCost: string, refunded: string, cost: string }>, byModel: Array<{ key: string, generations: number, succeeded: number, failed: number, canceled: number, grossCost: string, refunded: string, cost: string }>, byApiKey: Array<{ key: string, generations: number, succeeded: number, failed: number, canceled: number, grossCost: string, refunded: string, cost: string }> } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const BalanceFieldsFragmentDoc = new TypedDocumentString(`
    fragment BalanceFields on Balance {
  available
  reserved
  expiringSoon
  frozen
  debt
  lotCount
  sequence
  asOf
}
    `, {"fragmentName":"BalanceFields"}) as unknown as TypedDocumentString<BalanceFieldsFragment, unknown>;
export const LotFieldsFragmentDoc = new TypedDocumentString(`
    fragment LotFields on CreditLot {
  id
  source
  granted
  remaining
  reserved
  frozen
  expiresAt
  usableUntil
}
    `, {"fragmentName":"LotFields"}) as unknown as TypedDocumentString<LotFieldsFragment, unknown>;
export const MoneyFieldsFragmentDoc = new TypedDocumentString(`
    fragment MoneyFields on Money {
  amount
  currency
}
    `, {"fragmentName":"MoneyFields"}) as unknown as TypedDocumentString<MoneyFieldsFragment, unknown>;
export const PurchaseFieldsFragmentDoc = new TypedDocumentString(`
    fragment PurchaseFields on Purchase {
  id
  status
  credits
  createdAt
  paidAt
  receiptUrl
  price {
    ...MoneyFields
  }
  pack {
    id
    name
  }
}
    fragment MoneyFields on Money {
  amount
  currency
}`, {"fragmentName":"PurchaseFields"}) as unknown as TypedDocumentString<PurchaseFieldsFragment, unknown>;
export const CostLineFieldsFragmentDoc = new TypedDocumentString(`
    fragment CostLineFields on CostLine {
  description
  meter
  quantity
  unitPrice
  amount
}
    `, {"fragmentName":"CostLineFields"}) as unknown as TypedDocumentString<CostLineFieldsFragment, unknown>;
export const EstimateFieldsFragmentDoc = new TypedDocumentString(`
    fragment EstimateFields on Estimate {
  totalCost
  maxCost
  costPerGeneration
  count
  exactness
  canAfford
  affordableCount
  blockedBy
  balance
  priceVersion
  lines {
    ...CostLineFields
  }
  model {
    identifier
    name
  }
}
    fragment CostLineFields on CostLine {
  description
  meter
  quantity
  unitPrice
  amount
}`, {"fragmentName":"EstimateFields"}) as unknown as TypedDocumentString<EstimateFieldsFragment, unknown>;
export const QuoteFieldsFragmentDoc = new TypedDocumentString(`
    fragment QuoteFields on Quote {
  id
  costEstimate
  maxCost
  count
  exactness
  canAfford
  blockedBy
  createdAt
  expiresAt
  priceVersion
  lines {
    ...CostLineFields
  }
}
    fragment CostLineFields on CostLine {
  description
  meter
  quantity
  unitPrice
  amount
}`, {"fragmentName":"QuoteFields"}) as unknown as TypedDocumentString<QuoteFieldsFragment, unknown>;
export const OutputFieldsFragmentDoc = new TypedDocumentString(`
    fragment OutputFields on Output {
  url
  mimeType
  bytes
  width
  height
  durationSeconds
}
    `, {"fragmentName":"OutputFields"}) as unknown as TypedDocumentString<OutputFieldsFragment, unknown>;
export const GenerationFieldsFragmentDoc = new TypedDocumentString(`
    fragment GenerationFields on Generation {
  id
  status
  prompt
  parameters
  count
  cost
  costEstimate
  createdAt
  startedAt
  endedAt
  billedAt
  tags
  requestMetadata
  model {
    identifier
    name
    kind
  }
  outputs {
    ...OutputFields
  }
  error {
    code
    message
    retryable
  }
}
    fragment OutputFields on Output {
  url
  mimeType
  bytes
  width
  height
  durationSeconds
}`, {"fragmentName":"GenerationFields"}) as unknown as TypedDocumentString<GenerationFieldsFragment, unknown>;
export const TransactionFieldsFragmentDoc = new TypedDocumentString(`
    fragment TransactionFields on Transaction {
  id
  sequence
  type
  amount
  balanceAfter
  reservedAfter
  description
  createdAt
  generation {
    id
  }
}
    `, {"fragmentName":"TransactionFields"}) as unknown as TypedDocumentString<TransactionFieldsFragment, unknown>;
export const PageFieldsFragmentDoc = new TypedDocumentString(`
    fragment PageFields on PageInfo {
  startCursor
  endCursor
  hasNextPage
  hasPreviousPage
}
    `, {"fragmentName":"PageFields"}) as unknown as TypedDocumentString<PageFieldsFragment, unknown>;
export const ModelFieldsFragmentDoc = new TypedDocumentString(`
    fragment ModelFields on Model {
  id
  identifier
  name
  kind
  available
  exactness
  priceSummary
  parameterSchema
}
    `, {"fragmentName":"ModelFields"}) as unknown as TypedDocumentString<ModelFieldsFragment, unknown>;
export const UsageBucketFieldsFragmentDoc = new TypedDocumentString(`
    fragment UsageBucketFields on UsageBucket {
  key
  generations
  succeeded
  failed
  canceled
  grossCost
  refunded
  cost
}
    `, {"fragmentName":"UsageBucketFields"}) as unknown as TypedDocumentString<UsageBucketFieldsFragment, unknown>;
export const PackFieldsFragmentDoc = new TypedDocumentString(`
    fragment PackFields on CreditPack {
  id
  name
  credits
  price {
    ...MoneyFields
  }
  requiresPlan
}
    fragment MoneyFields on Money {
  amount
  currency
}`, {"fragmentName":"PackFields"}) as unknown as TypedDocumentString<PackFieldsFragment, unknown>;
export const RefusalFieldsFragmentDoc = new TypedDocumentString(`
    fragment RefusalFields on UserError {
  __typename
  code
  message
  path
  status
  retryable
  ... on InsufficientCreditsError {
    required
    available
    shortfall
    suggestedPack {
      ...PackFields
    }
  }
  ... on SpendLimitError {
    apiKeyId
    limit
    period
    used
    remaining
    resetsAt
  }
  ... on EndUserLimitError {
    endUser
    limit
    period
    used
    remaining
    resetsAt
  }
  ... on ParameterError {
    allowed
  }
  ... on PaymentDeclinedError {
    declineCode
  }
}
    fragment MoneyFields on Money {
  amount
  currency
}
fragment PackFields on CreditPack {
  id
  name
  credits
  price {
    ...MoneyFields
  }
  requiresPlan
}`, {"fragmentName":"RefusalFields"}) as unknown as TypedDocumentString<RefusalFieldsFragment, unknown>;
export const CreateClientTokenDocument = new TypedDocumentString(`
    mutation CreateClientToken($input: CreateClientTokenInput!) {
  createClientToken(input: $input) {
    token
    clientToken {
      expiresAt
      scopes
      endUser
    }
    userErrors {
      ...RefusalFields
    }
  }
}
    fragment MoneyFields on Money {
  amount
  currency
}
fragment PackFields on CreditPack {
  id
  name
  credits
  price {
    ...MoneyFields
  }
  requiresPlan
}
fragment RefusalFields on UserError {
  __typename
  code
  message
  path
  status
  retryable
  ... on InsufficientCreditsError {
    required
    available
    shortfall
    suggestedPack {
      ...PackFields
    }
  }
  ... on SpendLimitError {
    apiKeyId
    limit
    period
    used
    remaining
    resetsAt
  }
  ... on EndUserLimitError {
    endUser
    limit
    period
    used
    remaining
    resetsAt
  }
  ... on ParameterError {
    allowed
  }
  ... on PaymentDeclinedError {
    declineCode
  }
}`, {"hash":"sha256:1b0b9093d4e8e1d6ee8446ab1a0b69f699da806d3ee4d5be7728e0702cf9249d"}) as unknown as TypedDocumentString<CreateClientTokenMutation, CreateClientTokenMutationVariables>;
export const ModelsDocument = new TypedDocumentString(`
    query Models($first: Int, $after: String, $where: ModelWhere) {
  models(first: $first, after: $after, where: $where) {
    nodes {
      ...ModelFields
    }
    pageInfo {
      ...PageFields
    }
  }
}
    fragment PageFields on PageInfo {
  startCursor
  endCursor
  hasNextPage
  hasPreviousPage
}
fragment ModelFields on Model {
  id
  identifier
  name
  kind
  available
  exactness
  priceSummary
  parameterSchema
}`, {"hash":"sha256:05e6cf68efe93d7ff1179a683a74e9efc4cfa85c08a865568dccdf197d198c55"}) as unknown as TypedDocumentString<ModelsQuery, ModelsQueryVariables>;
export const EstimateDocument = new TypedDocumentString(`
    query Estimate($input: EstimateInput!) {
  estimate(input: $input) {
    ...EstimateFields
  }
}
    fragment CostLineFields on CostLine {
  description
  meter
  quantity
  unitPrice
  amount
}
fragment EstimateFields on Estimate {
  totalCost
  maxCost
  costPerGeneration
  count
  exactness
  canAfford
  affordableCount
  blockedBy
  balance
  priceVersion
  lines {
    ...CostLineFields
  }
  model {
    identifier
    name
  }
}`, {"hash":"sha256:4e1dd43c91d3168390ded9d671d4d79f7f60bc88b3804fc8a457868054aeaaa2"}) as unknown as TypedDocumentString<EstimateQuery, EstimateQueryVariables>;
export const QuoteDocument = new TypedDocumentString(`
    mutation Quote($input: EstimateInput!) {
  quote(input: $input) {
    quote {
      ...QuoteFields
    }
    userErrors {
      ...RefusalFields
    }
  }
}
    fragment MoneyFields on Money {
  amount
  currency
}
fragment PackFields on CreditPack {
  id
  name
  credits
  price {
    ...MoneyFields
  }
  requiresPlan
}
fragment CostLineFields on CostLine {
  description
  meter
  quantity
  unitPrice
  amount
}
fragment QuoteFields on Quote {
  id
  costEstimate
  maxCost
  count
  exactness
  canAfford
  blockedBy
  createdAt
  expiresAt
  priceVersion
  lines {
    ...CostLineFields
  }
}
fragment RefusalFields on UserError {
  __typename
  code
  message
  path
  status
  retryable
  ... on InsufficientCreditsError {
    required
    available
    shortfall
    suggestedPack {
      ...PackFields
    }
  }
  ... on SpendLimitError {
    apiKeyId
    limit
    period
    used
    remaining
    resetsAt
  }
  ... on EndUserLimitError {
    endUser
    limit
    period
    used
    remaining
    resetsAt
  }
  ... on ParameterError {
    allowed
  }
  ... on PaymentDeclinedError {
    declineCode
  }
}`, {"hash":"sha256:68fe0379f4a8c56a756f4f549945e38c741e16dbe6f595ea48e0f684faaa896c"}) as unknown as TypedDocumentString<QuoteMutation, QuoteMutationVariables>;
export const GenerateDocument = new TypedDocumentString(`
    mutation Generate($input: GenerateInput!) {
  generate(input: $input) {
    generation {
      ...GenerationFields
    }
    replayed
    balance {
      ...BalanceFields
    }
    estimate {
      ...EstimateFields
    }
    userErrors {
      ...RefusalFields
    }
  }
}
    fragment BalanceFields on Balance {
  available
  reserved
  expiringSoon
  frozen
  debt
  lotCount
  sequence
  asOf
}
fragment MoneyFields on Money {
  amount
  currency
}
fragment PackFields on CreditPack {
  id
  name
  credits
  price {
    ...MoneyFields
  }
  requiresPlan
}
fragment CostLineFields on CostLine {
  description
  meter
  quantity
  unitPrice
  amount
}
fragment EstimateFields on Estimate {
  totalCost
  maxCost
  costPerGeneration
  count
  exactness
  canAfford
  affordableCount
  blockedBy
  balance
  priceVersion
  lines {
    ...CostLineFields
  }
  model {
    identifier
    name
  }
}
fragment OutputFields on Output {
  url
  mimeType
  bytes
  width
  height
  durationSeconds
}
fragment GenerationFields on Generation {
  id
  status
  prompt
  parameters
  count
  cost
  costEstimate
  createdAt
  startedAt
  endedAt
  billedAt
  tags
  requestMetadata
  model {
    identifier
    name
    kind
  }
  outputs {
    ...OutputFields
  }
  error {
    code
    message
    retryable
  }
}
fragment RefusalFields on UserError {
  __typename
  code
  message
  path
  status
  retryable
  ... on InsufficientCreditsError {
    required
    available
    shortfall
    suggestedPack {
      ...PackFields
    }
  }
  ... on SpendLimitError {
    apiKeyId
    limit
    period
    used
    remaining
    resetsAt
  }
  ... on EndUserLimitError {
    endUser
    limit
    period
    used
    remaining
    resetsAt
  }
  ... on ParameterError {
    allowed
  }
  ... on PaymentDeclinedError {
    declineCode
  }
}`, {"hash":"sha256:7544f172ebd6552c6231bf96e87900b8826ffccf30087cb3c37916ae2e706749"}) as unknown as TypedDocumentString<GenerateMutation, GenerateMutationVariables>;
export const GenerationDocument = new TypedDocumentString(`
    query Generation($id: ID!) {
  generation(id: $id) {
    ...GenerationFields
  }
}
    fragment OutputFields on Output {
  url
  mimeType
  bytes
  width
  height
  durationSeconds
}
fragment GenerationFields on Generation {
  id
  status
  prompt
  parameters
  count
  cost
  costEstimate
  createdAt
  startedAt
  endedAt
  billedAt
  tags
  requestMetadata
  model {
    identifier
    name
    kind
  }
  outputs {
    ...OutputFields
  }
  error {
    code
    message
    retryable
  }
}`, {"hash":"sha256:1f6d2cf7b5243d94fd250420c8c22b1213a828679e9b1d18406286af26d52dcd"}) as unknown as TypedDocumentString<GenerationQuery, GenerationQueryVariables>;
export const GenerationsDocument = new TypedDocumentString(`
    query Generations($first: Int, $after: String, $where: GenerationWhere) {
  generations(first: $first, after: $after, where: $where) {
    nodes {
      ...GenerationFields
    }
    pageInfo {
      ...PageFields
    }
  }
}
    fragment OutputFields on Output {
  url
  mimeType
  bytes
  width
  height
  durationSeconds
}
fragment GenerationFields on Generation {
  id
  status
  prompt
  parameters
  count
  cost
  costEstimate
  createdAt
  startedAt
  endedAt
  billedAt
  tags
  requestMetadata
  model {
    identifier
    name
    kind
  }
  outputs {
    ...OutputFields
  }
  error {
    code
    message
    retryable
  }
}
fragment PageFields on PageInfo {
  startCursor
  endCursor
  hasNextPage
  hasPreviousPage
}`, {"hash":"sha256:6ab0d5b0cd4ee3e04b8506c9470d541b2f3aa2a426a0c74dd3abbc5e26d77b62"}) as unknown as TypedDocumentString<GenerationsQuery, GenerationsQueryVariables>;
export const GenerationUpdatedDocument = new TypedDocumentString(`
    subscription GenerationUpdated($id: ID!) {
  generationUpdated(id: $id) {
    sequence
    terminal
    generation {
      ...GenerationFields
    }
  }
}
    fragment OutputFields on Output {
  url
  mimeType
  bytes
  width
  height
  durationSeconds
}
fragment GenerationFields on Generation {
  id
  status
  prompt
  parameters
  count
  cost
  costEstimate
  createdAt
  startedAt
  endedAt
  billedAt
  tags
  requestMetadata
  model {
    identifier
    name
    kind
  }
  outputs {
    ...OutputFields
  }
  error {
    code
    message
    retryable
  }
}`, {"hash":"sha256:8ecf0578dc7b72776013d964af87047f1055f365f835927ff75557bdd4c9f619"}) as unknown as TypedDocumentString<GenerationUpdatedSubscription, GenerationUpdatedSubscriptionVariables>;
export const CancelGenerationDocument = new TypedDocumentString(`
    mutation CancelGeneration($input: CancelGenerationInput!) {
  cancelGeneration(input: $input) {
    generation {
      ...GenerationFields
    }
    cancelSent
    refunded
    userErrors {
      ...RefusalFields
    }
  }
}
    fragment MoneyFields on Money {
  amount
  currency
}
fragment PackFields on CreditPack {
  id
  name
  credits
  price {
    ...MoneyFields
  }
  requiresPlan
}
fragment OutputFields on Output {
  url
  mimeType
  bytes
  width
  height
  durationSeconds
}
fragment GenerationFields on Generation {
  id
  status
  prompt
  parameters
  count
  cost
  costEstimate
  createdAt
  startedAt
  endedAt
  billedAt
  tags
  requestMetadata
  model {
    identifier
    name
    kind
  }
  outputs {
    ...OutputFields
  }
  error {
    code
    message
    retryable
  }
}
fragment RefusalFields on UserError {
  __typename
  code
  message
  path
  status
  retryable
  ... on InsufficientCreditsError {
    required
    available
    shortfall
    suggestedPack {
      ...PackFields
    }
  }
  ... on SpendLimitError {
    apiKeyId
    limit
    period
    used
    remaining
    resetsAt
  }
  ... on EndUserLimitError {
    endUser
    limit
    period
    used
    remaining
    resetsAt
  }
  ... on ParameterError {
    allowed
  }
  ... on PaymentDeclinedError {
    declineCode
  }
}`, {"hash":"sha256:1f951b5c55fb701f207eb6bd712c06fc8ec8d31524bfbd32a49ec98dbd01775f"}) as unknown as TypedDocumentString<CancelGenerationMutation, CancelGenerationMutationVariables>;
export const CreditPacksDocument = new TypedDocumentString(`
    query CreditPacks {
  creditPacks {
    ...PackFields
  }
}
    fragment MoneyFields on Money {
  amount
  currency
}
fragment PackFields on CreditPack {
  id
  name
  credits
  price {
    ...MoneyFields
  }
  requiresPlan
}`, {"hash":"sha256:34d95fa3a2c9afe3dd2d3d50062b02dae52b43776849d91dab3b2c7e1e0678c1"}) as unknown as TypedDocumentString<CreditPacksQuery, CreditPacksQueryVariables>;
export const BuyCreditPackDocument = new TypedDocumentString(`
    mutation BuyCreditPack($input: BuyCreditPackInput!) {
  buyCreditPack(input: $input) {
    purchase {
      ...PurchaseFields
    }
    checkoutUrl
    replayed
    userErrors {
      ...RefusalFields
    }
  }
}
    fragment MoneyFields on Money {
  amount
  currency
}
fragment PackFields on CreditPack {
  id
  name
  credits
  price {
    ...MoneyFields
  }
  requiresPlan
}
fragment PurchaseFields on Purchase {
  id
  status
  credits
  createdAt
  paidAt
  receiptUrl
  price {
    ...MoneyFields
  }
  pack {
    id
    name
  }
}
fragment RefusalFields on UserError {
  __typename
  code
  message
  path
  status
  retryable
  ... on InsufficientCreditsError {
    required
    available
    shortfall
    suggestedPack {
      ...PackFields
    }
  }
  ... on SpendLimitError {
    apiKeyId
    limit
    period
    used
    remaining
    resetsAt
  }
  ... on EndUserLimitError {
    endUser
    limit
    period
    used
    remaining
    resetsAt
  }
  ... on ParameterError {
    allowed
  }
  ... on PaymentDeclinedError {
    declineCode
  }
}`, {"hash":"sha256:e8997f5c781b69a95ec49078babdcaa6918916d037ffbac27c2d185f722d1389"}) as unknown as TypedDocumentString<BuyCreditPackMutation, BuyCreditPackMutationVariables>;
export const PurchasesDocument = new TypedDocumentString(`
    query Purchases($first: Int, $after: String) {
  purchases(first: $first, after: $after) {
    nodes {
      ...PurchaseFields
    }
    pageInfo {
      ...PageFields
    }
  }
}
    fragment MoneyFields on Money {
  amount
  currency
}
fragment PurchaseFields on Purchase {
  id
  status
  credits
  createdAt
  paidAt
  receiptUrl
  price {
    ...MoneyFields
  }
  pack {
    id
    name
  }
}
fragment PageFields on PageInfo {
  startCursor
  endCursor
  hasNextPage
  hasPreviousPage
}`, {"hash":"sha256:6744baa89d761e628525c51806c63b16e950931098e7cc982b25788879fd2dc6"}) as unknown as TypedDocumentString<PurchasesQuery, PurchasesQueryVariables>;
export const BalanceDocument = new TypedDocumentString(`
    query Balance {
  balance {
    ...BalanceFields
  }
}
    fragment BalanceFields on Balance {
  available
  reserved
  expiringSoon
  frozen
  debt
  lotCount
  sequence
  asOf
}`, {"hash":"sha256:48a93c1071c09d80f834721223321f13eaf3b0451ce9768a4f9710d84809e814"}) as unknown as TypedDocumentString<BalanceQuery, BalanceQueryVariables>;
export const BalanceSequenceDocument = new TypedDocumentString(`
    query BalanceSequence {
  balance {
    sequence
  }
}
    `, {"hash":"sha256:e3b7783cbc2320ae2c512a5a303c6cf3a9a02b10403f61448c90d41663aa7bb8"}) as unknown as TypedDocumentString<BalanceSequenceQuery, BalanceSequenceQueryVariables>;
export const LotsDocument = new TypedDocumentString(`
    query Lots($first: Int, $after: ID) {
  balance {
    lotCount
    lots(first: $first, after: $after) {
      ...LotFields
    }
  }
}
    fragment LotFields on CreditLot {
  id
  source
  granted
  remaining
  reserved
  frozen
  expiresAt
  usableUntil
}`, {"hash":"sha256:6d7605fd3d2023c4fb367e64790a470987731becfcf0bde78ff8be7bd0e538a1"}) as unknown as TypedDocumentString<LotsQuery, LotsQueryVariables>;
export const BalanceUpdatedDocument = new TypedDocumentString(`
    subscription BalanceUpdated {
  balanceUpdated {
    ...BalanceFields
  }
}
    fragment BalanceFields on Balance {
  available
  reserved
  expiringSoon
  frozen
  debt
  lotCount
  sequence
  asOf
}`, {"hash":"sha256:397c34b3ef45ea7f288405ac32335a4a722c0326bed7e2c66d5e77ae33b18377"}) as unknown as TypedDocumentString<BalanceUpdatedSubscription, BalanceUpdatedSubscriptionVariables>;
export const TransactionsDocument = new TypedDocumentString(`
    query Transactions($first: Int, $after: String, $last: Int, $before: String, $where: TransactionWhere) {
  transactions(
    first: $first
    after: $after
    last: $last
    before: $before
    where: $where
  ) {
    nodes {
      ...TransactionFields
    }
    pageInfo {
      ...PageFields
    }
  }
}
    fragment TransactionFields on Transaction {
  id
  sequence
  type
  amount
  balanceAfter
  reservedAfter
  description
  createdAt
  generation {
    id
  }
}
fragment PageFields on PageInfo {
  startCursor
  endCursor
  hasNextPage
  hasPreviousPage
}`, {"hash":"sha256:79ce48b0868a092d594220347e850247dce51c122eb69ddc6e5ab2de4eafdfe5"}) as unknown as TypedDocumentString<TransactionsQuery, TransactionsQueryVariables>;
export const TransactionPostedDocument = new TypedDocumentString(`
    subscription TransactionPosted($afterSequence: String) {
  transactionPosted(afterSequence: $afterSequence) {
    ...TransactionFields
  }
}
    fragment TransactionFields on Transaction {
  id
  sequence
  type
  amount
  balanceAfter
  reservedAfter
  description
  createdAt
  generation {
    id
  }
}`, {"hash":"sha256:65e9089888cccd62e5d71cf6b0147f1d8a82a649507a9f9a4a077ff8e9803b46"}) as unknown as TypedDocumentString<TransactionPostedSubscription, TransactionPostedSubscriptionVariables>;
export const UsageDocument = new TypedDocumentString(`
    query Usage($days: Int, $from: String, $to: String) {
  usage(days: $days, from: $from, to: $to) {
    from
    to
    timeZone
    totalRequests
    totalGenerations
    succeeded
    failed
    canceled
    refused
    grossCost
    refunded
    totalCost
    byDay {
      ...UsageBucketFields
    }
    byModel {
      ...UsageBucketFields
    }
    byApiKey {
      ...UsageBucketFields
    }
  }
}
    fragment UsageBucketFields on UsageBucket {
  key
  generations
  succeeded
  failed
  canceled
  grossCost
  refunded
  cost
}`, {"hash":"sha256:dafd66f9379799cb789a5e5158f5e2289f2d5338161c5897b870d6c03c91a265"}) as unknown as TypedDocumentString<UsageQuery, UsageQueryVariables>;