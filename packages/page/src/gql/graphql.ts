/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
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

/** Whether a price is known before the work. */
export type Exactness =
  /** The cost depends on what comes out; it is never above maxCost. */
  | 'APPROXIMATE'
  /** The request alone decides the cost. */
  | 'EXACT';

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
  /** Credits were taken back because their payment went back, or to settle credits that were owed. */
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