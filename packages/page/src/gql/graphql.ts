/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** Whether an account may spend. */
export type AccountStatus =
  /** In use. */
  | 'ACTIVE'
  /** May look, but not spend. */
  | 'SUSPENDED';

/** Patterns in transactions that are worth a look. */
export type AnomalyKind =
  /** A charge of at least 1.5 times its estimate, or of 5 times the median of at least 10 charges for its model. */
  | 'HIGH_CHARGE'
  /** Three or more generations of one model in a row failed and were refunded: the model or its provider may have a problem. */
  | 'REFUND_STREAK'
  /** A reservation that is neither charged nor refunded 15 minutes after the time for its work, or held for the operator. */
  | 'STUCK_RESERVATION'
  /** Transactions about a generation or with an API key that the account does not have, or with a key after its end. */
  | 'UNKNOWN_ACTIVITY';

/** What an automatic top-up is doing. */
export type AutoTopUpState =
  /** Nothing that it may buy fits under the monthly cap before nextAttemptAt. */
  | 'CAP_REACHED'
  /** A payment has been asked for and not been answered yet. */
  | 'IN_FLIGHT'
  /** It is switched off. */
  | 'OFF'
  /** Nothing happens until somebody acts: see pausedReason. */
  | 'PAUSED'
  /** It tops up when less than the threshold is available, and not before nextAttemptAt. */
  | 'READY'
  /** The card was declined; it is tried again at nextAttemptAt. */
  | 'RETRYING';

/** When an account pays. */
export type BillingMode =
  /** Invoiced monthly, up to a credit limit. */
  | 'POSTPAID'
  /** Credits are bought first. */
  | 'PREPAID';

/** A generation that is not wanted any more. */
export type CancelGenerationInput = {
  /** The generation. */
  id: string;
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

/** How soon an anomaly should be looked at. */
export type Severity =
  /** Now. */
  | 'CRITICAL'
  /** When there is time. */
  | 'INFO'
  /** Today. */
  | 'WARNING';

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

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { viewer: { accountId: string, apiKeyId: string, apiKeyName: string, apiKeyPrefix: string, scopes: Array<Scope>, expiresAt: string | null, clientToken: { endUser: string | null, expiresAt: string } | null } };

export type BalanceUpdatedSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type BalanceUpdatedSubscription = { balanceUpdated: { available: string, reserved: string, frozen: string, debt: string, sequence: string } };

export type GenerationUpdatedSubscriptionVariables = Exact<{
  id: string;
}>;


export type GenerationUpdatedSubscription = { generationUpdated: { sequence: number, terminal: boolean, generation: { id: string, status: GenerationStatus, prompt: string | null, count: number, parameters: Record<string, unknown>, createdAt: string, startedAt: string | null, endedAt: string | null, billedAt: string | null, cost: string | null, costEstimate: string, overrun: boolean, tags: Array<string>, requestMetadata: Record<string, unknown>, model: { identifier: string, name: string, kind: ModelKind }, outputs: Array<{ url: string, mimeType: string, width: number | null, height: number | null, durationSeconds: string | null, bytes: number | null }>, error: { code: string, message: string, retryable: boolean } | null, review: { heldAt: string, estimate: string, effective: string | null } | null, metadata: { provider: string | null, providerName: string | null, upstreamId: string | null, attempts: Array<{ provider: string, status: string, startedAt: string, endedAt: string | null }> } } } };

export type GenerationViewFragment = { id: string, status: GenerationStatus, prompt: string | null, count: number, parameters: Record<string, unknown>, createdAt: string, startedAt: string | null, endedAt: string | null, billedAt: string | null, cost: string | null, costEstimate: string, overrun: boolean, tags: Array<string>, requestMetadata: Record<string, unknown>, model: { identifier: string, name: string, kind: ModelKind }, outputs: Array<{ url: string, mimeType: string, width: number | null, height: number | null, durationSeconds: string | null, bytes: number | null }>, error: { code: string, message: string, retryable: boolean } | null, review: { heldAt: string, estimate: string, effective: string | null } | null, metadata: { provider: string | null, providerName: string | null, upstreamId: string | null, attempts: Array<{ provider: string, status: string, startedAt: string, endedAt: string | null }> } };

export type GenerationByIdQueryVariables = Exact<{
  id: string;
}>;


export type GenerationByIdQuery = { generation: { id: string, status: GenerationStatus, prompt: string | null, count: number, parameters: Record<string, unknown>, createdAt: string, startedAt: string | null, endedAt: string | null, billedAt: string | null, cost: string | null, costEstimate: string, overrun: boolean, tags: Array<string>, requestMetadata: Record<string, unknown>, model: { identifier: string, name: string, kind: ModelKind }, outputs: Array<{ url: string, mimeType: string, width: number | null, height: number | null, durationSeconds: string | null, bytes: number | null }>, error: { code: string, message: string, retryable: boolean } | null, review: { heldAt: string, estimate: string, effective: string | null } | null, metadata: { provider: string | null, providerName: string | null, upstreamId: string | null, attempts: Array<{ provider: string, status: string, startedAt: string, endedAt: string | null }> } } | null };

export type GenerationReceiptQueryVariables = Exact<{
  id: string;
}>;


export type GenerationReceiptQuery = { receipt: { estimate: string, reserved: string, charged: string, refunded: string, stillReserved: string, effectiveCost: string | null, overrun: boolean, priceVersion: string, hash: string, lines: Array<{ description: string, quantity: string, unitPrice: string, amount: string }>, transactions: Array<{ id: string, sequence: string, type: TransactionType, amount: string, balanceAfter: string, createdAt: string }> } | null };

export type GenerationListQueryVariables = Exact<{
  after?: string | null | undefined;
  where?: GenerationWhere | null | undefined;
}>;


export type GenerationListQuery = { generations: { nodes: Array<{ id: string, status: GenerationStatus, prompt: string | null, count: number, createdAt: string, endedAt: string | null, cost: string | null, costEstimate: string, model: { identifier: string, name: string }, metadata: { provider: string | null } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type CancelGenerationMutationVariables = Exact<{
  input: CancelGenerationInput;
}>;


export type CancelGenerationMutation = { cancelGeneration: { cancelSent: boolean, refunded: string, generation: { id: string, status: GenerationStatus, prompt: string | null, count: number, parameters: Record<string, unknown>, createdAt: string, startedAt: string | null, endedAt: string | null, billedAt: string | null, cost: string | null, costEstimate: string, overrun: boolean, tags: Array<string>, requestMetadata: Record<string, unknown>, model: { identifier: string, name: string, kind: ModelKind }, outputs: Array<{ url: string, mimeType: string, width: number | null, height: number | null, durationSeconds: string | null, bytes: number | null }>, error: { code: string, message: string, retryable: boolean } | null, review: { heldAt: string, estimate: string, effective: string | null } | null, metadata: { provider: string | null, providerName: string | null, upstreamId: string | null, attempts: Array<{ provider: string, status: string, startedAt: string, endedAt: string | null }> } } | null, userErrors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type OverviewQueryVariables = Exact<{ [key: string]: never; }>;


export type OverviewQuery = { balance: { available: string, reserved: string, frozen: string, debt: string, expiringSoon: string, lotCount: number, lots: Array<{ id: string, source: CreditSource, granted: string, remaining: string, reserved: string, usableUntil: string | null }> }, forecast: { perDay: string, runsOutAt: string | null, expiresUnused: string }, usage: { totalCost: string, wastedCost: string, totalGenerations: number, failed: number, byDay: Array<{ key: string, cost: string, generations: number }> }, account: { name: string, status: AccountStatus, billingMode: BillingMode, creditLimit: string, unbilled: string, plan: { name: string }, autoTopUp: { enabled: boolean, state: AutoTopUpState, pausedMessage: string | null } | null, warnings: { lowBalance: Array<{ threshold: string, available: string }>, expiring: Array<{ lotId: string, credits: string, expiresAt: string }> } }, anomalies: Array<{ kind: AnomalyKind, severity: Severity, message: string }>, viewer: { limits: { concurrencyLimit: number, concurrencyRemaining: number, spending: { limit: string, period: LimitPeriod, remaining: string, resetsAt: string } | null } } };

export type PickedModelQueryVariables = Exact<{
  identifier: string;
}>;


export type PickedModelQuery = { model: { identifier: string, name: string, kind: ModelKind, available: boolean, exactness: Exactness, priceSummary: string, providers: Array<string>, parameterSchema: Record<string, unknown> } | null };

export type ComparedModelsQueryVariables = Exact<{
  where?: ModelWhere | null | undefined;
  count: number;
  prompt?: string | null | undefined;
  after?: string | null | undefined;
}>;


export type ComparedModelsQuery = { models: { nodes: Array<{ identifier: string, name: string, kind: ModelKind, priceSummary: string, providers: Array<string>, estimate: { totalCost: string, exactness: Exactness } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type PlaygroundEstimatesQueryVariables = Exact<{
  inputs: Array<EstimateInput> | EstimateInput;
}>;


export type PlaygroundEstimatesQuery = { estimates: { totalCost: string | null, maxCost: string | null, canAfford: boolean, blockedBy: SpendingBlock | null, balance: string, exactness: Exactness, estimates: Array<{ totalCost: string, maxCost: string, exactness: Exactness, affordableCount: number, canAfford: boolean, blockedBy: SpendingBlock | null, lines: Array<{ description: string, quantity: string, unitPrice: string, amount: string }> } | null> } };

export type GenerateMutationVariables = Exact<{
  input: GenerateInput;
}>;


export type GenerateMutation = { generate: { replayed: boolean, generation: { id: string } | null, userErrors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

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
export const GenerationViewFragmentDoc = new TypedDocumentString(`
    fragment GenerationView on Generation {
  id
  status
  prompt
  count
  parameters
  createdAt
  startedAt
  endedAt
  billedAt
  cost
  costEstimate
  overrun
  tags
  requestMetadata
  model {
    identifier
    name
    kind
  }
  outputs {
    url
    mimeType
    width
    height
    durationSeconds
    bytes
  }
  error {
    code
    message
    retryable
  }
  review {
    heldAt
    estimate
    effective
  }
  metadata {
    provider
    providerName
    upstreamId
    attempts {
      provider
      status
      startedAt
      endedAt
    }
  }
}
    `, {"fragmentName":"GenerationView"}) as unknown as TypedDocumentString<GenerationViewFragment, unknown>;
export const ViewerDocument = new TypedDocumentString(`
    query Viewer {
  viewer {
    accountId
    apiKeyId
    apiKeyName
    apiKeyPrefix
    scopes
    expiresAt
    clientToken {
      endUser
      expiresAt
    }
  }
}
    `, {"hash":"sha256:b4b6e41ca0a0b9a5f2fae687ebe9a4abd884f3f6a5655a786f3c9e7c7bf7a96e"}) as unknown as TypedDocumentString<ViewerQuery, ViewerQueryVariables>;
export const BalanceUpdatedDocument = new TypedDocumentString(`
    subscription BalanceUpdated {
  balanceUpdated {
    available
    reserved
    frozen
    debt
    sequence
  }
}
    `, {"hash":"sha256:f7362fe2adae0fe735ee70f918df4ed7ff706c80c3a11a0d7785437b3645d53a"}) as unknown as TypedDocumentString<BalanceUpdatedSubscription, BalanceUpdatedSubscriptionVariables>;
export const GenerationUpdatedDocument = new TypedDocumentString(`
    subscription GenerationUpdated($id: ID!) {
  generationUpdated(id: $id) {
    sequence
    terminal
    generation {
      ...GenerationView
    }
  }
}
    fragment GenerationView on Generation {
  id
  status
  prompt
  count
  parameters
  createdAt
  startedAt
  endedAt
  billedAt
  cost
  costEstimate
  overrun
  tags
  requestMetadata
  model {
    identifier
    name
    kind
  }
  outputs {
    url
    mimeType
    width
    height
    durationSeconds
    bytes
  }
  error {
    code
    message
    retryable
  }
  review {
    heldAt
    estimate
    effective
  }
  metadata {
    provider
    providerName
    upstreamId
    attempts {
      provider
      status
      startedAt
      endedAt
    }
  }
}`, {"hash":"sha256:15fedbc5b0435b10c2dd60df99f4ec54b4b9733a52cb055ba5fe188a8352aad7"}) as unknown as TypedDocumentString<GenerationUpdatedSubscription, GenerationUpdatedSubscriptionVariables>;
export const GenerationByIdDocument = new TypedDocumentString(`
    query GenerationById($id: ID!) {
  generation(id: $id) {
    ...GenerationView
  }
}
    fragment GenerationView on Generation {
  id
  status
  prompt
  count
  parameters
  createdAt
  startedAt
  endedAt
  billedAt
  cost
  costEstimate
  overrun
  tags
  requestMetadata
  model {
    identifier
    name
    kind
  }
  outputs {
    url
    mimeType
    width
    height
    durationSeconds
    bytes
  }
  error {
    code
    message
    retryable
  }
  review {
    heldAt
    estimate
    effective
  }
  metadata {
    provider
    providerName
    upstreamId
    attempts {
      provider
      status
      startedAt
      endedAt
    }
  }
}`, {"hash":"sha256:f0d2ecb62af364ded07a1248b17d098cc4fd5db5da18a1135218e861da21f92c"}) as unknown as TypedDocumentString<GenerationByIdQuery, GenerationByIdQueryVariables>;
export const GenerationReceiptDocument = new TypedDocumentString(`
    query GenerationReceipt($id: ID!) {
  receipt(generationId: $id) {
    estimate
    reserved
    charged
    refunded
    stillReserved
    effectiveCost
    overrun
    priceVersion
    hash
    lines {
      description
      quantity
      unitPrice
      amount
    }
    transactions {
      id
      sequence
      type
      amount
      balanceAfter
      createdAt
    }
  }
}
    `, {"hash":"sha256:e441356051367f032762e197f47cc1e4587ee03fbead05bb66724fae996e85a8"}) as unknown as TypedDocumentString<GenerationReceiptQuery, GenerationReceiptQueryVariables>;
export const GenerationListDocument = new TypedDocumentString(`
    query GenerationList($after: String, $where: GenerationWhere) {
  generations(first: 25, after: $after, where: $where) {
    nodes {
      id
      status
      prompt
      count
      createdAt
      endedAt
      cost
      costEstimate
      model {
        identifier
        name
      }
      metadata {
        provider
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `, {"hash":"sha256:bd84b7731ba4c3ae5387b103da46e7bfcd200a556717d78fb4455cdf4448b381"}) as unknown as TypedDocumentString<GenerationListQuery, GenerationListQueryVariables>;
export const CancelGenerationDocument = new TypedDocumentString(`
    mutation CancelGeneration($input: CancelGenerationInput!) {
  cancelGeneration(input: $input) {
    cancelSent
    refunded
    generation {
      ...GenerationView
    }
    userErrors {
      code
      message
      path
    }
  }
}
    fragment GenerationView on Generation {
  id
  status
  prompt
  count
  parameters
  createdAt
  startedAt
  endedAt
  billedAt
  cost
  costEstimate
  overrun
  tags
  requestMetadata
  model {
    identifier
    name
    kind
  }
  outputs {
    url
    mimeType
    width
    height
    durationSeconds
    bytes
  }
  error {
    code
    message
    retryable
  }
  review {
    heldAt
    estimate
    effective
  }
  metadata {
    provider
    providerName
    upstreamId
    attempts {
      provider
      status
      startedAt
      endedAt
    }
  }
}`, {"hash":"sha256:db1deaee4e46e9b9faad849abfe4c9f2a5e9fe14aa282a416a1394493616f41a"}) as unknown as TypedDocumentString<CancelGenerationMutation, CancelGenerationMutationVariables>;
export const OverviewDocument = new TypedDocumentString(`
    query Overview {
  balance {
    available
    reserved
    frozen
    debt
    expiringSoon
    lotCount
    lots(first: 20) {
      id
      source
      granted
      remaining
      reserved
      usableUntil
    }
  }
  forecast(days: 30) {
    perDay
    runsOutAt
    expiresUnused
  }
  usage(days: 30) {
    totalCost
    wastedCost
    totalGenerations
    failed
    byDay {
      key
      cost
      generations
    }
  }
  account {
    name
    status
    billingMode
    creditLimit
    unbilled
    plan {
      name
    }
    autoTopUp {
      enabled
      state
      pausedMessage
    }
    warnings {
      lowBalance {
        threshold
        available
      }
      expiring {
        lotId
        credits
        expiresAt
      }
    }
  }
  anomalies(days: 7) {
    kind
    severity
    message
  }
  viewer {
    limits {
      concurrencyLimit
      concurrencyRemaining
      spending {
        limit
        period
        remaining
        resetsAt
      }
    }
  }
}
    `, {"hash":"sha256:5e22557e018f7ae2e6cc7f4022f9162c8e2f4dcae34ddfa5164c6dac0ffcc480"}) as unknown as TypedDocumentString<OverviewQuery, OverviewQueryVariables>;
export const PickedModelDocument = new TypedDocumentString(`
    query PickedModel($identifier: ID!) {
  model(identifier: $identifier) {
    identifier
    name
    kind
    available
    exactness
    priceSummary
    providers
    parameterSchema
  }
}
    `, {"hash":"sha256:5ad65351061193137e829a936dd0c706093d26c5d744cd3df137d2e73223ea63"}) as unknown as TypedDocumentString<PickedModelQuery, PickedModelQueryVariables>;
export const ComparedModelsDocument = new TypedDocumentString(`
    query ComparedModels($where: ModelWhere, $count: Int!, $prompt: String, $after: String) {
  models(
    first: 20
    after: $after
    where: $where
    orderBy: {field: PRICE, direction: ASC, count: $count, prompt: $prompt}
  ) {
    nodes {
      identifier
      name
      kind
      priceSummary
      providers
      estimate(count: $count, prompt: $prompt) {
        totalCost
        exactness
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `, {"hash":"sha256:4f95495ca26c0ea8e91fb0991b72b8a98a8a57012c9d0bcc1c62bc26e6f73a6b"}) as unknown as TypedDocumentString<ComparedModelsQuery, ComparedModelsQueryVariables>;
export const PlaygroundEstimatesDocument = new TypedDocumentString(`
    query PlaygroundEstimates($inputs: [EstimateInput!]!) {
  estimates(inputs: $inputs) {
    totalCost
    maxCost
    canAfford
    blockedBy
    balance
    exactness
    estimates {
      totalCost
      maxCost
      exactness
      affordableCount
      canAfford
      blockedBy
      lines {
        description
        quantity
        unitPrice
        amount
      }
    }
  }
}
    `, {"hash":"sha256:1fdff1b9ce51855f2158a722526ec26aa73cbd592b1302d2264a7e42d630aabd"}) as unknown as TypedDocumentString<PlaygroundEstimatesQuery, PlaygroundEstimatesQueryVariables>;
export const GenerateDocument = new TypedDocumentString(`
    mutation Generate($input: GenerateInput!) {
  generate(input: $input) {
    replayed
    generation {
      id
    }
    userErrors {
      code
      message
      path
    }
  }
}
    `, {"hash":"sha256:7661a5733f0e5b547b8df390a7a453d49ce5b626daca155a7e5ef23571eaf7c7"}) as unknown as TypedDocumentString<GenerateMutation, GenerateMutationVariables>;