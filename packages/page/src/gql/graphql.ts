/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** In which order accounts are listed. */
export type AccountOrder =
  /** The highest available balance first. */
  | 'BALANCE_HIGHEST'
  /** The lowest available balance first; below zero is drawn on a credit line. */
  | 'BALANCE_LOWEST'
  /** The one opened last first. */
  | 'NEWEST'
  /** Only those that owe credits or have drawn on their credit line, the most first. */
  | 'OWING';

/** What may be done with an account, for operators. */
export type AccountState =
  /** In use. */
  | 'ACTIVE'
  /** Closed by an operator, for good. */
  | 'CLOSED'
  /** May look, but not spend, until it is released. */
  | 'SUSPENDED';

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

/** Why it stands still. */
export type AutoTopUpPausedReason =
  /** The bank wants the card holder to confirm: somebody has to pay once. */
  | 'AUTHENTICATION_REQUIRED'
  /** The card has expired or its data are wrong. */
  | 'CARD_DATA_WRONG'
  /** The bank will never accept this card. */
  | 'CARD_REFUSED'
  /** Credits of a payment that went back were spent: see paysDebt. */
  | 'CREDITS_OWED'
  /** The pack is not for sale any more. */
  | 'PACK_UNAVAILABLE'
  /** There is no saved payment method any more. */
  | 'PAYMENT_METHOD_MISSING'
  /** The card was declined four times in a row. */
  | 'RETRIES_EXHAUSTED';

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

/** Where the billing portal leads back to. */
export type BillingPortalInput = {
  /** A page of an allowed origin; this gateway when absent. */
  returnUrl?: string | null | undefined;
};

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

/** Which plan to change to. */
export type ChangePlanInput = {
  /** Where the checkout page leads when the customer gives up. */
  cancelUrl?: string | null | undefined;
  /** One key, one change: 1 to 255 printable ASCII characters. */
  idempotencyKey: string;
  /** How long each payment lasts; a month when absent. */
  interval?: PlanInterval | null | undefined;
  /** Id of a plan; the free one ends the subscription with what is paid. */
  planId: string;
  /** Where the checkout page leads after payment. */
  successUrl?: string | null | undefined;
};

/** All settings of the automatic top-up: either a pack or a target. */
export type ConfigureAutoTopUpInput = {
  /** Least time between two charges in seconds; 3600 when absent. */
  coolDownSeconds?: number | null | undefined;
  /** Whether it is switched on. */
  enabled: boolean;
  /** The most it may ask for in a UTC month, in the pack's currency. */
  monthlyCap: MoneyInput;
  /** True: tops up now too, within cool-down and cap. */
  now?: boolean | null | undefined;
  /** Id of the credit pack to buy. */
  packId?: string | null | undefined;
  /** True: charges the card also while credits are owed after a refund or a lost dispute. False when absent. */
  paysDebt?: boolean | null | undefined;
  /** How much should be available afterwards; at most the largest pack. */
  target?: string | null | undefined;
  /** Tops up when less than this is available; 0 or more. */
  threshold: string;
};

/** When to be warned. */
export type ConfigureWarningsInput = {
  /** At most 10 different amounts above 0; none switches them off. */
  thresholds: Array<string>;
};

/** The account to open. */
export type CreateAccountInput = {
  /** Where it is written to. One address opens one account. */
  email?: string | null | undefined;
  /** One key, one account: 1 to 255 printable ASCII characters. */
  idempotencyKey?: string | null | undefined;
  /** Its name for people, 1 to 200 characters. */
  name: string;
  /** Id of a plan; the storefront's first one when absent. */
  planId?: string | null | undefined;
  /** Why, in at most 500 characters, for the audit log. */
  reason?: string | null | undefined;
  /** Whether the plan's welcome credits greet it, once per person. When absent: if it has an e-mail address. True greets an account without one, too. */
  welcomeCredits?: boolean | null | undefined;
};

/** The key to create. */
export type CreateApiKeyInput = {
  /** Operator: whose key it is; the account that asks when absent. */
  accountId?: string | null | undefined;
  /** Addresses and networks (CIDR, IPv4 or IPv6) that it may be used from, at most 50, inside the asking key's; those when absent. None: any. */
  allowedIps?: Array<string> | null | undefined;
  /**
   * A `spendingLimit` for a day.
   * @deprecated Use `spendingLimit`.
   */
  dailyLimit?: string | null | undefined;
  /** When it stops working, not after the asking key; like that one when absent. */
  expiresAt?: string | null | undefined;
  /** Its name for people, 1 to 100 characters. */
  name: string;
  /** Scopes by what for, instead of `scopes`. */
  preset?: KeyPreset | null | undefined;
  /** Operator: why, in at most 500 characters; kept with who and what. */
  reason?: string | null | undefined;
  /** Some of the asking key's scopes; all of them except KEYS_WRITE and OPERATOR when absent. */
  scopes?: Array<Scope> | null | undefined;
  /** What it may reserve and spend in a period, at most the asking key's limit when that is for the same; that one when absent. */
  spendingLimit?: SpendingLimitInput | null | undefined;
};

/** What to export. */
export type CreateExportInput = {
  /** How it is written. */
  form?: ExportForm | null | undefined;
  /** From this moment on; where the plan's audit window begins when it is not given. */
  from?: string | null | undefined;
  /** What. */
  kind: ExportKind;
  /** Before this moment; until now when it is not given. */
  to?: string | null | undefined;
};

/** The endpoint to create. */
export type CreateWebhookEndpointInput = {
  /** For people, 1 to 200 characters. */
  description?: string | null | undefined;
  /** The types that it is sent; null: all that its format has a word for, those of the future too. */
  eventTypes?: Array<WebhookEventType> | null | undefined;
  /** How it is written to. */
  format?: WebhookFormat | null | undefined;
  /** https on port 443 or 8443, with a public host name. */
  url: string;
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

/** The credits to take back. */
export type DeductCreditsInput = {
  /** Id of the account. */
  accountId: string;
  /** How many: more than 0, at most what is left of granted ones. */
  credits: string;
  /** One key, one deduction per account: 1 to 255 printable ASCII characters. */
  idempotencyKey: string;
  /** For the customer and for the audit log, in at most 500 characters. */
  reason: string;
};

/** The endpoint to delete. */
export type DeleteWebhookEndpointInput = {
  /** Id of an endpoint of this account. */
  id: string;
};

/** What to change of an account; what is absent stays as it is. */
export type EditAccountInput = {
  /** Id of the account. */
  accountId: string;
  /** Where it is written to; one that another account was opened with, or had, is refused. The payment provider is not told. */
  email?: string | null | undefined;
  /** Its name for people, 1 to 200 characters. */
  name?: string | null | undefined;
  /** Why, in at most 500 characters, for the audit log. */
  reason: string;
};

/** What becomes of e-mails at this gateway. */
export type EmailDelivery =
  /** Nothing leaves this machine: /dev/mail shows what would be sent. */
  | 'KEPT'
  /** Nothing is sent: no mail server is configured. */
  | 'OFF'
  /** A mail server sends them. */
  | 'SMTP';

/** What an account is written about. */
export type EmailKind =
  /** Credits expire soon. */
  | 'EXPIRING_CREDITS'
  /** An invoice was issued, or is overdue. */
  | 'INVOICE'
  /** There is a new API key, or a new secret of one. */
  | 'KEY_CREATED'
  /** The balance fell below a threshold of its warnings. */
  | 'LOW_BALANCE'
  /** A pack, a plan, a top-up or an invoice was paid, or a payment was returned. */
  | 'RECEIPT'
  /** An automatic top-up was declined, paused, or stopped by its cap. */
  | 'TOP_UP_FAILED';

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

/** How it is written; every file is compressed (gzip). */
export type ExportForm =
  /** Comma-separated values (RFC 4180). No cell is a formula to a spreadsheet. */
  | 'CSV'
  /** CSV with the columns of FOCUS 1.2, with credits as the pricing currency. Of USAGE only; purchases are in it. */
  | 'FOCUS'
  /** One JSON object a line; every value is a text or null. */
  | 'NDJSON';

/** What is exported. */
export type ExportKind =
  /** Invoices of a postpaid account, line by line. */
  | 'INVOICES'
  /** The log of requests that have ended, refused ones too. */
  | 'REQUESTS'
  /** The ledger: every transaction, with all that its hash covers. */
  | 'TRANSACTIONS'
  /** What generations cost, and what was given back of it. */
  | 'USAGE';

/** How far an export is. */
export type ExportStatus =
  /** Its file can be fetched, for seven days after it was asked for. */
  | 'DONE'
  /** The gateway could not write it: ask again. */
  | 'FAILED'
  /** It waits. */
  | 'QUEUED'
  /** It is being written. */
  | 'RUNNING';

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

/** The credits to add. */
export type GrantCreditsInput = {
  /** Id of the account that receives them. */
  accountId: string;
  /** How many: more than 0, at most 1,000,000,000. */
  credits: string;
  /** For the ledger, in at most 500 characters. */
  description?: string | null | undefined;
  /** When what is left of them expires; null: never. */
  expiresAt?: string | null | undefined;
  /** One key, one grant per account: 1 to 255 printable ASCII characters. */
  idempotencyKey: string;
  /** Why, in at most 500 characters, for the audit log. */
  reason?: string | null | undefined;
  /** Why they are given. */
  source?: CreditSource | null | undefined;
};

/** How far an invoice is. */
export type InvoiceStatus =
  /** Written; it is about to be sent. */
  | 'DRAFT'
  /** Sent, and to be paid. */
  | 'OPEN'
  /** Its due date has passed. */
  | 'OVERDUE'
  /** Paid, or nothing was to be paid. */
  | 'PAID'
  /** Given up by the operator; it can still be paid. */
  | 'UNCOLLECTIBLE'
  /** Withdrawn; its charges are on the next invoice. */
  | 'VOID';

/** Scopes of an API key that go well together. */
export type KeyPreset =
  /** All scopes but OPERATOR. */
  | 'FULL_ACCESS'
  /** GENERATION_WRITE and GENERATION_READ: start generations and see them. */
  | 'GENERATE_ONLY'
  /** ACCOUNT_READ: balance, usage and keys, and nothing of what was generated. */
  | 'MONITOR_ONLY'
  /** GENERATION_READ and ACCOUNT_READ: see everything, change nothing. */
  | 'READ_ONLY';

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

/** An amount of a currency. */
export type MoneyInput = {
  /** In whole units: "37.50". */
  amount: string;
  /** ISO 4217 code: "USD". */
  currency: string;
};

/** The account, and why. */
export type OperateAccountInput = {
  /** Id of the account. */
  accountId: string;
  /** Why, in at most 500 characters, for the audit log. */
  reason: string;
};

/** What an operator did. */
export type OperatorActionKind =
  /** Closed an account, for good. */
  | 'CLOSE_ACCOUNT'
  /** Opened an account. */
  | 'CREATE_ACCOUNT'
  /** Issued a key of the account. */
  | 'CREATE_API_KEY'
  /** Took granted credits back. */
  | 'DEDUCT_CREDITS'
  /** Changed the name or the e-mail address of an account. */
  | 'EDIT_ACCOUNT'
  /** Added credits without a payment. */
  | 'GRANT_CREDITS'
  /** Published a price book. */
  | 'PUBLISH_PRICE_BOOK'
  /** Gave a generation's charge back. */
  | 'REFUND_CHARGE'
  /** Began to give back the money of unused credits. */
  | 'REFUND_PURCHASE'
  /** Ended what suspendAccount did. */
  | 'RELEASE_ACCOUNT'
  /** Ended a key of the account. */
  | 'REVOKE_API_KEY'
  /** Gave a key of the account another secret. */
  | 'ROTATE_API_KEY'
  /** Decided what a generation costs. */
  | 'SETTLE_GENERATION'
  /** Changed how an account pays, or its credit limit. */
  | 'SET_BILLING_MODE'
  /** Gave an account another plan. */
  | 'SET_PLAN'
  /** Compared payments and credits with the payment provider. */
  | 'START_RECONCILIATION'
  /** Suspended an account. */
  | 'SUSPEND_ACCOUNT';

/** How long the credits of a pack can be used. */
export type PackValidity =
  /** 30 days from payment. */
  | 'DAYS_30'
  /** 90 days from payment. */
  | 'DAYS_90'
  /** They do not expire. */
  | 'LIFETIME';

/** How long a payment for a plan lasts. */
export type PlanInterval =
  /** A month. */
  | 'MONTH'
  /** A year: its credits are added at once. */
  | 'YEAR';

/** Where a price book stands now. */
export type PriceBookState =
  /** Prices are made by it. */
  | 'IN_FORCE'
  /** It comes into force at effectiveAt. */
  | 'SCHEDULED'
  /** Another one took over from it, or will at the moment at which it would have come into force. */
  | 'SUPERSEDED';

/** A storefront file, to be published or to be tried out on what was used. */
export type PublishPriceBookInput = {
  /** For rehearsePriceBook: how many days of usage it looks at, 1 to 365. Publishing does not look at it. */
  days?: number | null | undefined;
  /** The storefront file's whole text. */
  document: string;
  /** When it comes into force; null: at once. */
  effectiveAt?: string | null | undefined;
  /** Publishes prices that differ more than ten times from those of the last book, too. */
  force?: boolean | null | undefined;
  /** Why, in at most 500 characters, for the audit log. */
  reason?: string | null | undefined;
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

/** What does not agree. */
export type ReconcileFindingCode =
  /** Credits that the payment provider knows no payment for. */
  | 'CREDITS_WITHOUT_PAYMENT'
  /** An event of the payment provider that could not be handled. */
  | 'EVENT_UNHEARD'
  /** A payment that brought no credits. */
  | 'PAYMENT_WITHOUT_CREDITS'
  /** What a handler could not do by itself. */
  | 'PROBLEM'
  /** A refund that stands in between. */
  | 'REFUND_UNFINISHED';

/** The charge to give back, whole or in part. */
export type RefundChargeInput = {
  /** Id of the account that was charged. */
  accountId: string;
  /** How many: more than 0, at most what is left of the charge; null: all that is left. */
  credits?: string | null | undefined;
  /** Id of the generation that was charged. */
  generationId: string;
  /** One key, one refund per account: 1 to 255 printable ASCII characters. */
  idempotencyKey: string;
  /** For the customer, in at most 500 characters. */
  reason: string;
};

/** The purchase whose unused credits go back. */
export type RefundPurchaseInput = {
  /** Id of the account that bought it. */
  accountId: string;
  /** How many: more than 0, at most what is unused; null: all that is unused. */
  credits?: string | null | undefined;
  /** One key, one refund per account: 1 to 255 printable ASCII characters. */
  idempotencyKey: string;
  /** Id of the purchase. */
  purchaseId: string;
  /** For the customer, in at most 500 characters. */
  reason: string;
};

/** How far a refund is. */
export type RefundStatus =
  /** The money is on its way. */
  | 'DONE'
  /** No money went back; the credits are back. */
  | 'FAILED'
  /** The credits are taken; the payment provider is asked until it answers. */
  | 'PENDING';

/** What to send again, and where: exactly one of since and eventId. */
export type ReplayWebhooksInput = {
  /** Id of an endpoint of this account. */
  endpointId: string;
  /** Only this event. */
  eventId?: string | null | undefined;
  /** Everything from this moment on, of the types that the endpoint is sent; events are kept for 30 days. */
  since?: string | null | undefined;
};

/** What was asked for, by the field of GraphQL. */
export type RequestEndpoint =
  /** estimate. */
  | 'ESTIMATE'
  /** estimates. */
  | 'ESTIMATES'
  /** generate. */
  | 'GENERATE'
  /** generate with dryRun. */
  | 'GENERATE_DRY_RUN'
  /** generate with an idempotency key that was used before, answered with its generation. */
  | 'GENERATE_REPEATED'
  /** quote. */
  | 'QUOTE';

/** What became of a request. */
export type RequestStatus =
  /** Stopped at your request. */
  | 'CANCELED'
  /** Answered; what was to be made is delivered. */
  | 'COMPLETED'
  /** Its generation is queued. */
  | 'PENDING'
  /** A provider works on it. */
  | 'PROCESSING'
  /** Refused: errorCode says why. */
  | 'REJECTED'
  /** Accepted, and not delivered: no provider could. Nothing was charged. */
  | 'UPSTREAM_FAILURE';

/** Every given field narrows the list. */
export type RequestWhere = {
  /** Made with this API key. */
  apiKeyId?: string | null | undefined;
  /** That came in in this span. */
  createdAt?: DateTimeRange | null | undefined;
  /** That asked for one of these. */
  endpoint?: Array<RequestEndpoint> | null | undefined;
  /** Of these models (identifiers). */
  model?: Array<string> | null | undefined;
  /** In one of these states. */
  status?: Array<RequestStatus> | null | undefined;
};

/** By which periods of UTC figures are added up. */
export type RevenueBy =
  /** By days, for 366 of them at most. */
  | 'DAY'
  /** By months, for 60 of them at most. */
  | 'MONTH';

/** The key to end. */
export type RevokeApiKeyInput = {
  /** Operator: whose key it is; the account that asks when absent. */
  accountId?: string | null | undefined;
  /** Also ends the keys that descend from it: those that it created, those that they created, and so on. */
  descendants?: boolean | null | undefined;
  /** Id of an API key of this account. */
  id: string;
  /** Operator: why, in at most 500 characters; kept with who and what. */
  reason?: string | null | undefined;
};

/** The key that gets another secret. */
export type RotateApiKeyInput = {
  /** Operator: whose key it is; the account that asks when absent. */
  accountId?: string | null | undefined;
  /** How many hours the secret before works on, 1 to 168. A secret that has leaked is revoked instead. */
  graceHours?: number | null | undefined;
  /** Id of an API key of this account that was not revoked; it may be the asking key. */
  id: string;
  /** Operator: why, in at most 500 characters; kept with who and what. */
  reason?: string | null | undefined;
};

/** Whose secret to replace. */
export type RotateWebhookSecretInput = {
  /** Id of an endpoint; when absent, the secret that signs what is sent to the webhookUrl of generations. */
  endpointId?: string | null | undefined;
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

/** The endpoint to try. */
export type SendTestWebhookInput = {
  /** Id of an endpoint of this account that is enabled. */
  endpointId: string;
};

/** How an account pays from now on. */
export type SetBillingModeInput = {
  /** Id of the account. */
  accountId: string;
  /** POSTPAID: more than 0, at most 1,000,000,000. What is set aside, unbilled and on unpaid invoices together never exceeds it. PREPAID: null. */
  creditLimit?: string | null | undefined;
  /** PREPAID only when nothing is owed that an invoice can ask for. */
  mode: BillingMode;
  /** Why, in at most 500 characters, for the audit log. */
  reason?: string | null | undefined;
};

/** Whether e-mails of a kind are wanted. */
export type SetEmailPreferenceInput = {
  /** Whether they are sent. */
  isWanted: boolean;
  /** What they are about. */
  kind: EmailKind;
};

/** The plan that an account gets. */
export type SetPlanInput = {
  /** Id of the account. */
  accountId: string;
  /** Id of a plan of the storefront. */
  planId: string;
  /** Why, in at most 500 characters, for the audit log. */
  reason: string;
};

/** What a held generation is to cost. It is settled once: the same cost again is answered as before, another is refused. */
export type SettleGenerationInput = {
  /** Id of the account. */
  accountId: string;
  /** From 0 (everything returns) to what is reserved. */
  cost: string;
  /** Id of the generation. */
  generationId: string;
  /** For the customer, in at most 500 characters. */
  reason: string;
};

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

/** What a key may reserve and spend in a period. */
export type SpendingLimitInput = {
  /** More than 0. */
  amount: string;
  /** How long it is for. */
  period: LimitPeriod;
};

/** Why payments and credits are compared now. */
export type StartReconciliationInput = {
  /** Why, in at most 500 characters, for the audit log. */
  reason: string;
};

/** How a plan's subscription stands. */
export type SubscriptionStatus =
  /** Paid. */
  | 'ACTIVE'
  /** Over. */
  | 'CANCELED'
  /** Its first payment is awaited. */
  | 'INCOMPLETE'
  /** Its first payment never came. */
  | 'INCOMPLETE_EXPIRED'
  /** The last payment failed and is tried again; the plan stays until then. */
  | 'PAST_DUE'
  /** Paused; the account is on the free plan. */
  | 'PAUSED'
  /** In a trial. */
  | 'TRIALING'
  /** The last payment failed for good; the account is on the free plan. */
  | 'UNPAID';

/** How far an attempt is. */
export type TopUpAttemptStatus =
  /** Not paid. */
  | 'FAILED'
  /** Asked for and not answered yet. */
  | 'PENDING'
  /** Paid; the credits were added. */
  | 'SUCCEEDED';

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

/** What changes; what is absent stays. */
export type UpdateApiKeyInput = {
  /** Addresses and networks (CIDR, IPv4 or IPv6) that it may be used from, at most 50; an empty list: any. A key that changes itself keeps the address that it asks from. */
  allowedIps?: Array<string> | null | undefined;
  /**
   * A `spendingLimit` for a day.
   * @deprecated Use `spendingLimit`.
   */
  dailyLimit?: string | null | undefined;
  /** When it stops working; null: never. */
  expiresAt?: string | null | undefined;
  /** Id of an API key of this account that was not revoked; it may be the asking key. */
  id: string;
  /** Its name for people, 1 to 100 characters. */
  name?: string | null | undefined;
  /** Scopes by what for, instead of `scopes`. */
  preset?: KeyPreset | null | undefined;
  /** Some of the asking key's scopes, one at least. */
  scopes?: Array<Scope> | null | undefined;
  /** What it may reserve and spend in a period, the current one included; null takes the limit away. */
  spendingLimit?: SpendingLimitInput | null | undefined;
};

/** What changes; what is absent stays. */
export type UpdateWebhookEndpointInput = {
  /** For people, 1 to 200 characters; null takes it away. */
  description?: string | null | undefined;
  /** True delivers what was kept while it was disabled. */
  enabled?: boolean | null | undefined;
  /** The types that it is sent; null: all. */
  eventTypes?: Array<WebhookEventType> | null | undefined;
  /** How it is written to from now on; what still waits for it, too. */
  format?: WebhookFormat | null | undefined;
  /** Id of an endpoint of this account. */
  id: string;
  /** Where events are sent from now on. */
  url?: string | null | undefined;
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

/** How far a delivery is. */
export type WebhookDeliveryStatus =
  /** The receiver answered 2xx. */
  | 'DELIVERED'
  /** Given up: replayWebhooks sends it again. */
  | 'FAILED'
  /** Its endpoint is disabled; it is sent when it is enabled. */
  | 'HELD'
  /** It waits for its next attempt. */
  | 'PENDING'
  /** An attempt is under way. */
  | 'SENDING';

/** Every given field narrows the list. */
export type WebhookDeliveryWhere = {
  /** To this endpoint. */
  endpointId?: string | null | undefined;
  /** Of this event. */
  eventId?: string | null | undefined;
  /** In this state. */
  status?: WebhookDeliveryStatus | null | undefined;
};

/** Why an endpoint was disabled. */
export type WebhookDisabledReason =
  /** Fifteen attempts in a row failed, over ten minutes or more. */
  | 'FAILURES'
  /** It answered 410 Gone. */
  | 'GONE'
  /** By updateWebhookEndpoint. */
  | 'USER';

/** Whether an endpoint is sent to. */
export type WebhookEndpointStatus =
  /** Its events are kept, for 30 days, until it is enabled. */
  | 'DISABLED'
  /** It is sent to. */
  | 'ENABLED';

/** What a webhook tells of. */
export type WebhookEventType =
  /** "account.reinstated": The account may spend again. */
  | 'ACCOUNT_REINSTATED'
  /** "account.suspended": The account may not spend any more; its data say why. */
  | 'ACCOUNT_SUSPENDED'
  /** "anomaly.detected": Something in the account should be looked into; its data have the evidence and a remedy. */
  | 'ANOMALY_DETECTED'
  /** "auto_top_up.cap_reached": An automatic top-up was needed, and its monthly cap is reached. */
  | 'AUTO_TOP_UP_CAP_REACHED'
  /** "auto_top_up.failed": An automatic top-up was declined, or is paused. */
  | 'AUTO_TOP_UP_FAILED'
  /** "auto_top_up.succeeded": An automatic top-up was paid. */
  | 'AUTO_TOP_UP_SUCCEEDED'
  /** "credits.expiring": Credits expire soon. */
  | 'CREDITS_EXPIRING'
  /** "credits.low_balance": The balance fell below a threshold. */
  | 'CREDITS_LOW_BALANCE'
  /** "generation.canceled": A generation was stopped; its reservation was given back. */
  | 'GENERATION_CANCELED'
  /** "generation.completed": A generation was delivered; its data has the cost and the outputs. */
  | 'GENERATION_COMPLETED'
  /** "generation.failed": A generation was not delivered; its reservation was given back. */
  | 'GENERATION_FAILED'
  /** "generation.started": A provider began to work on a generation. */
  | 'GENERATION_STARTED'
  /** "invoice.issued": An invoice was sent. */
  | 'INVOICE_ISSUED'
  /** "invoice.overdue": An invoice was not paid by its due date. */
  | 'INVOICE_OVERDUE'
  /** "invoice.paid": An invoice was paid. */
  | 'INVOICE_PAID'
  /** "invoice.uncollectible": An invoice was given up. */
  | 'INVOICE_UNCOLLECTIBLE'
  /** "invoice.voided": An invoice was withdrawn; its credits are billed with the next one. */
  | 'INVOICE_VOIDED'
  /** "purchase.disputed": A payment is disputed; what is left of its credits is frozen. */
  | 'PURCHASE_DISPUTED'
  /** "purchase.dispute_closed": A dispute was won or lost. */
  | 'PURCHASE_DISPUTE_CLOSED'
  /** "purchase.paid": A purchase was paid; its credits were added. */
  | 'PURCHASE_PAID'
  /** "purchase.refunded": Money of a purchase goes back, and its credits with it. */
  | 'PURCHASE_REFUNDED'
  /** "purchase.refund_failed": A refund could not be handed over; its credits are back. */
  | 'PURCHASE_REFUND_FAILED'
  /** "webhook.test": A test, sent by sendTestWebhook. */
  | 'WEBHOOK_TEST';

/** How a receiver is written to: one that was made for another system needs no change. What a format has no word for is not sent. */
export type WebhookFormat =
  /** As BabySea: generation.started, .completed, .failed, .canceled, credits.low_balance and webhook.test, signed in X-BabySea-Signature. */
  | 'BABYSEA'
  /** As CheapAI: the task itself, once it has ended; signed as Standard Webhooks. */
  | 'CHEAPAI'
  /** As Lumenfall: video.completed, video.failed and video.cancelled, as Standard Webhooks. */
  | 'LUMENFALL'
  /** Standard Webhooks, with all events and their data as documented for each type. */
  | 'TOLLGATE';

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { viewer: { accountId: string, apiKeyId: string, apiKeyName: string, apiKeyPrefix: string, scopes: Array<Scope>, expiresAt: string | null, clientToken: { endUser: string | null, expiresAt: string } | null } };

export type AnomalyListQueryVariables = Exact<{
  days: number;
}>;


export type AnomalyListQuery = { anomalies: Array<{ kind: AnomalyKind, severity: Severity, message: string, remedy: string, detectedAt: string, apiKey: { id: string, name: string, prefix: string, revokedAt: string | null } | null, evidence: Array<{ id: string, sequence: string, type: TransactionType, amount: string, createdAt: string, description: string }> }> };

export type BillingQueryVariables = Exact<{ [key: string]: never; }>;


export type BillingQuery = { creditPacks: Array<{ id: string, name: string, credits: string, requiresPlan: boolean, validity: PackValidity, price: { amount: string, currency: string } }>, plans: Array<{ id: string, name: string, monthlyCredits: string, yearlyCredits: string | null, auditWindowDays: number, concurrencyLimit: number, requestsPerMinute: number, price: { amount: string, currency: string }, yearlyPrice: { amount: string, currency: string } | null }>, account: { billingMode: BillingMode, email: string | null, plan: { id: string, name: string }, subscription: { planId: string, status: SubscriptionStatus, currentPeriodEnd: string, cancelAtPeriodEnd: boolean } | null, autoTopUp: { enabled: boolean, state: AutoTopUpState, threshold: string, target: string | null, pausedReason: AutoTopUpPausedReason | null, pausedMessage: string | null, nextAttemptAt: string | null, pack: { id: string, name: string } | null, monthlyCap: { amount: string, currency: string }, spentThisMonth: { amount: string, currency: string }, lastAttempts: Array<{ id: string, createdAt: string, status: TopUpAttemptStatus, credits: string, declineCode: string | null, message: string | null, price: { amount: string, currency: string } }> } | null, warnings: { thresholds: Array<string> }, emails: { delivery: EmailDelivery, preferences: Array<{ kind: EmailKind, isWanted: boolean }> } } };

export type PurchaseListQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type PurchaseListQuery = { purchases: { nodes: Array<{ id: string, status: PurchaseStatus, credits: string, createdAt: string, paidAt: string | null, receiptUrl: string | null, pack: { name: string }, price: { amount: string, currency: string } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type InvoiceListQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type InvoiceListQuery = { invoices: { nodes: Array<{ id: string, number: string | null, month: string, status: InvoiceStatus, credits: string, dueAt: string | null, payUrl: string | null, total: { amount: string, currency: string } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type BuyCreditPackMutationVariables = Exact<{
  input: BuyCreditPackInput;
}>;


export type BuyCreditPackMutation = { buyCreditPack: { checkoutUrl: string | null, userErrors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type ChangePlanMutationVariables = Exact<{
  input: ChangePlanInput;
}>;


export type ChangePlanMutation = { changePlan: { checkoutUrl: string | null, subscription: { planId: string, currentPeriodEnd: string, cancelAtPeriodEnd: boolean } | null, userErrors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type BillingPortalMutationVariables = Exact<{
  input?: BillingPortalInput | null | undefined;
}>;


export type BillingPortalMutation = { billingPortal: { url: string | null, userErrors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type ConfigureAutoTopUpMutationVariables = Exact<{
  input: ConfigureAutoTopUpInput;
}>;


export type ConfigureAutoTopUpMutation = { configureAutoTopUp: { setupUrl: string | null, autoTopUp: { state: AutoTopUpState } | null, userErrors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type ConfigureWarningsMutationVariables = Exact<{
  input: ConfigureWarningsInput;
}>;


export type ConfigureWarningsMutation = { configureWarnings: { warnings: { thresholds: Array<string> } | null, userErrors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type SetEmailPreferenceMutationVariables = Exact<{
  input: SetEmailPreferenceInput;
}>;


export type SetEmailPreferenceMutation = { setEmailPreference: { emails: { preferences: Array<{ kind: EmailKind, isWanted: boolean }> } | null, userErrors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

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

export type ApiKeyListQueryVariables = Exact<{ [key: string]: never; }>;


export type ApiKeyListQuery = { apiKeys: Array<{ id: string, name: string, prefix: string, scopes: Array<Scope>, preset: KeyPreset | null, createdAt: string, lastUsedAt: string | null, expiresAt: string | null, revokedAt: string | null, allowedIps: Array<string>, replacedSecrets: Array<{ prefix: string, worksUntil: string }>, spending: { limit: string | null, period: LimitPeriod, spent: string, reserved: string, remaining: string | null, resetsAt: string } }>, viewer: { apiKeyId: string, scopes: Array<Scope> } };

export type KeyRowFragment = { id: string, name: string, prefix: string, scopes: Array<Scope>, preset: KeyPreset | null, createdAt: string, lastUsedAt: string | null, expiresAt: string | null, revokedAt: string | null, allowedIps: Array<string>, replacedSecrets: Array<{ prefix: string, worksUntil: string }>, spending: { limit: string | null, period: LimitPeriod, spent: string, reserved: string, remaining: string | null, resetsAt: string } };

export type CreateApiKeyMutationVariables = Exact<{
  input: CreateApiKeyInput;
}>;


export type CreateApiKeyMutation = { createApiKey: { secret: string | null, apiKey: { id: string } | null, userErrors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type UpdateApiKeyMutationVariables = Exact<{
  input: UpdateApiKeyInput;
}>;


export type UpdateApiKeyMutation = { updateApiKey: { apiKey: { id: string } | null, userErrors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type RotateApiKeyMutationVariables = Exact<{
  input: RotateApiKeyInput;
}>;


export type RotateApiKeyMutation = { rotateApiKey: { secret: string | null, previousSecretWorksUntil: string | null, userErrors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type RevokeApiKeyMutationVariables = Exact<{
  input: RevokeApiKeyInput;
}>;


export type RevokeApiKeyMutation = { revokeApiKey: { revoked: number, descendantsLeft: number, userErrors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type OperatorGrantMutationVariables = Exact<{
  input: GrantCreditsInput;
}>;


export type OperatorGrantMutation = { grantCredits: { replayed: boolean, balance: { available: string } | null, userErrors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type OperatorDeductMutationVariables = Exact<{
  input: DeductCreditsInput;
}>;


export type OperatorDeductMutation = { deductCredits: { replayed: boolean, balance: { available: string } | null, userErrors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type OperatorRefundChargeMutationVariables = Exact<{
  input: RefundChargeInput;
}>;


export type OperatorRefundChargeMutation = { refundCharge: { replayed: boolean, transaction: { amount: string } | null, balance: { available: string } | null, userErrors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type OperatorRefundPurchaseMutationVariables = Exact<{
  input: RefundPurchaseInput;
}>;


export type OperatorRefundPurchaseMutation = { refundPurchase: { replayed: boolean, refund: { credits: string, status: RefundStatus, amount: { amount: string, currency: string } } | null, userErrors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type OperatorIssueKeyMutationVariables = Exact<{
  input: CreateApiKeyInput;
}>;


export type OperatorIssueKeyMutation = { createApiKey: { secret: string | null, apiKey: { name: string } | null, userErrors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type OperatorRevokeKeyMutationVariables = Exact<{
  input: RevokeApiKeyInput;
}>;


export type OperatorRevokeKeyMutation = { revokeApiKey: { revoked: number, descendantsLeft: number, userErrors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type OperatorSetPlanMutationVariables = Exact<{
  input: SetPlanInput;
}>;


export type OperatorSetPlanMutation = { setPlan: { changed: boolean, account: { plan: { name: string } } | null, userErrors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type OperatorSetBillingMutationVariables = Exact<{
  input: SetBillingModeInput;
}>;


export type OperatorSetBillingMutation = { setBillingMode: { writtenOff: string | null, account: { billingMode: BillingMode, creditLimit: string } | null, userErrors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type OperatorSuspendMutationVariables = Exact<{
  input: OperateAccountInput;
}>;


export type OperatorSuspendMutation = { suspendAccount: { changed: boolean, userErrors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type OperatorReleaseMutationVariables = Exact<{
  input: OperateAccountInput;
}>;


export type OperatorReleaseMutation = { releaseAccount: { changed: boolean, account: { status: AccountStatus } | null, userErrors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type OperatorCloseMutationVariables = Exact<{
  input: OperateAccountInput;
}>;


export type OperatorCloseMutation = { closeAccount: { changed: boolean, userErrors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type OperatorEditMutationVariables = Exact<{
  input: EditAccountInput;
}>;


export type OperatorEditMutation = { editAccount: { changed: boolean, userErrors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type OperatorAccountQueryVariables = Exact<{
  id: string;
}>;


export type OperatorAccountQuery = { account: { id: string, name: string, email: string | null, status: AccountStatus, closedAt: string | null, createdAt: string, billingMode: BillingMode, creditLimit: string, unbilled: string, timeZone: string, plan: { id: string, name: string }, subscription: { planId: string, status: SubscriptionStatus, currentPeriodEnd: string, cancelAtPeriodEnd: boolean } | null, autoTopUp: { state: AutoTopUpState } | null, balance: { available: string, reserved: string, frozen: string, debt: string } } };

export type OperatorLotsQueryVariables = Exact<{
  id: string;
}>;


export type OperatorLotsQuery = { account: { balance: { lots: Array<{ id: string, source: CreditSource, granted: string, remaining: string, reserved: string, usableUntil: string | null }> } } };

export type OperatorTransactionsQueryVariables = Exact<{
  id: string;
  after?: string | null | undefined;
}>;


export type OperatorTransactionsQuery = { account: { transactions: { nodes: Array<{ id: string, sequence: string, type: TransactionType, amount: string, balanceAfter: string, description: string, createdAt: string }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } };

export type OperatorUsageQueryVariables = Exact<{
  id: string;
}>;


export type OperatorUsageQuery = { account: { usage: { totalCost: string, refunded: string, wastedCost: string, totalGenerations: number, failed: number, byModel: Array<{ key: string, generations: number, failed: number, cost: string }> } } };

export type OperatorKeysQueryVariables = Exact<{
  id: string;
}>;


export type OperatorKeysQuery = { account: { apiKeys: Array<{ id: string, name: string, prefix: string, preset: KeyPreset | null, scopes: Array<Scope>, createdAt: string, lastUsedAt: string | null, expiresAt: string | null, revokedAt: string | null }> } };

export type OperatorPurchasesQueryVariables = Exact<{
  id: string;
  after?: string | null | undefined;
}>;


export type OperatorPurchasesQuery = { account: { purchases: { nodes: Array<{ id: string, createdAt: string, status: PurchaseStatus, credits: string, pack: { name: string }, price: { amount: string, currency: string } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } };

export type OperatorInvoicesQueryVariables = Exact<{
  id: string;
  after?: string | null | undefined;
}>;


export type OperatorInvoicesQuery = { account: { invoices: { nodes: Array<{ id: string, month: string, number: string | null, status: InvoiceStatus, credits: string, dueAt: string | null, total: { amount: string, currency: string } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } };

export type OperatorGenerationsQueryVariables = Exact<{
  id: string;
  after?: string | null | undefined;
}>;


export type OperatorGenerationsQuery = { account: { generations: { nodes: Array<{ id: string, status: GenerationStatus, createdAt: string, cost: string | null, costEstimate: string, model: { name: string }, metadata: { provider: string | null }, error: { code: string } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } };

export type OperatorRequestsQueryVariables = Exact<{
  id: string;
  after?: string | null | undefined;
}>;


export type OperatorRequestsQuery = { account: { requests: { nodes: Array<{ id: string, createdAt: string, endpoint: RequestEndpoint, status: RequestStatus, model: string | null, cost: string, errorCode: string | null, errorMessage: string | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } };

export type OperatorWebhooksQueryVariables = Exact<{
  id: string;
}>;


export type OperatorWebhooksQuery = { account: { webhookEndpoints: Array<{ id: string, url: string, status: WebhookEndpointStatus, disabledReason: WebhookDisabledReason | null, failures: number }> } };

export type OperatorDeliveriesQueryVariables = Exact<{
  id: string;
  after?: string | null | undefined;
}>;


export type OperatorDeliveriesQuery = { account: { webhookDeliveries: { nodes: Array<{ eventId: string, type: WebhookEventType, status: WebhookDeliveryStatus, attempts: number, url: string | null, createdAt: string, lastStatusCode: number | null, lastError: string | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } };

export type OperatorAnomaliesQueryVariables = Exact<{
  id: string;
}>;


export type OperatorAnomaliesQuery = { account: { anomalies: Array<{ kind: AnomalyKind, severity: Severity, message: string, remedy: string, detectedAt: string }> } };

export type OperatorAccountsQueryVariables = Exact<{
  after?: string | null | undefined;
  search?: string | null | undefined;
  status?: AccountState | null | undefined;
  orderBy?: AccountOrder | null | undefined;
}>;


export type OperatorAccountsQuery = { accounts: { nodes: Array<{ id: string, name: string, email: string | null, state: AccountState, planId: string, billingMode: BillingMode, available: string, reserved: string, owed: string, createdAt: string }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type OperatorPlansQueryVariables = Exact<{ [key: string]: never; }>;


export type OperatorPlansQuery = { plans: Array<{ id: string, name: string }> };

export type OperatorCreateAccountMutationVariables = Exact<{
  input: CreateAccountInput;
}>;


export type OperatorCreateAccountMutation = { createAccount: { secret: string | null, replayed: boolean, account: { id: string, name: string } | null, userErrors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type OperatorAuditLogQueryVariables = Exact<{
  after?: string | null | undefined;
  accountId?: string | null | undefined;
  operatorKeyId?: string | null | undefined;
  action?: OperatorActionKind | null | undefined;
  from?: string | null | undefined;
  to?: string | null | undefined;
}>;


export type OperatorAuditLogQuery = { auditLog: { nodes: Array<{ id: string, createdAt: string, action: OperatorActionKind, accountId: string | null, operatorKeyId: string, subject: string | null, reason: string, amount: string | null, availableBefore: string | null, availableAfter: string | null, changes: Array<{ field: string, before: string | null, after: string | null }> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type OperatorRevenueQueryVariables = Exact<{
  from: string;
  to: string;
  by: RevenueBy;
}>;


export type OperatorRevenueQuery = { revenue: { unknownProviderCost: Array<string>, notKnown: Array<string>, periods: Array<{ period: string, sold: string, granted: string, spent: string, refunded: string, expired: string, deducted: string, moneyIn: Array<{ amount: string, currency: string }>, moneyBack: Array<{ amount: string, currency: string }> }>, byModel: Array<{ model: string, generations: number, spent: string, refunded: string, net: string, providerCost: string | null, margin: string | null }> } };

export type OperatorPriceBooksQueryVariables = Exact<{ [key: string]: never; }>;


export type OperatorPriceBooksQuery = { priceBooks: Array<{ number: number, version: string, state: PriceBookState, effectiveAt: string, publishedAt: string, publishedBy: string | null }> };

export type OperatorRehearsalQueryVariables = Exact<{
  input: PublishPriceBookInput;
}>;


export type OperatorRehearsalQuery = { rehearsePriceBook: { version: string, replaces: string | null, differences: Array<string>, forceReasons: Array<string>, from: string, to: string, accountsPayingMore: number, accountsPayingLess: number, accountsPayingTheSame: number, total: { generations: number, paid: string, wouldHavePaid: string, difference: string, percentage: string | null }, byModel: Array<{ model: string, sum: { generations: number, paid: string, wouldHavePaid: string, difference: string, percentage: string | null } }>, byAccount: Array<{ accountId: string, sum: { generations: number, paid: string, wouldHavePaid: string, difference: string, percentage: string | null } }>, unpriced: Array<{ model: string, reason: string, generations: number, paid: string }> } };

export type RehearsedSumFragment = { generations: number, paid: string, wouldHavePaid: string, difference: string, percentage: string | null };

export type OperatorPublishMutationVariables = Exact<{
  input: PublishPriceBookInput;
}>;


export type OperatorPublishMutation = { publishPriceBook: { replayed: boolean, differences: Array<string>, priceBook: { number: number, version: string, state: PriceBookState, effectiveAt: string } | null, userErrors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type OperatorHeldQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type OperatorHeldQuery = { heldGenerations: { nodes: Array<{ accountId: string, amount: string | null, reserved: string, ageSeconds: number, generation: { id: string, status: GenerationStatus, createdAt: string, model: { name: string } } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type OperatorStuckQueryVariables = Exact<{
  after?: string | null | undefined;
  olderThanMinutes: number;
}>;


export type OperatorStuckQuery = { stuckGenerations: { nodes: Array<{ accountId: string, reserved: string, ageSeconds: number, generation: { id: string, status: GenerationStatus, createdAt: string, model: { name: string } } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type OperatorFindingsQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type OperatorFindingsQuery = { reconcileFindings: { nodes: Array<{ id: string, code: ReconcileFindingCode, message: string, accountId: string | null, firstSeenAt: string, checkedAt: string }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type OperatorReconcileMutationVariables = Exact<{
  input: StartReconciliationInput;
}>;


export type OperatorReconcileMutation = { startReconciliation: { started: boolean, userErrors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type OperatorSettleMutationVariables = Exact<{
  input: SettleGenerationInput;
}>;


export type OperatorSettleMutation = { settleGeneration: { replayed: boolean, balance: { available: string } | null, userErrors: Array<
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

export type RequestListQueryVariables = Exact<{
  after?: string | null | undefined;
  where?: RequestWhere | null | undefined;
}>;


export type RequestListQuery = { requests: { nodes: Array<{ id: string, createdAt: string, endpoint: RequestEndpoint, status: RequestStatus, model: string | null, cost: string, durationMilliseconds: number | null, errorCode: string | null, errorMessage: string | null, userId: string | null, generation: { id: string } | null }>, summary: { cost: string, requests: number }, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type TransactionListQueryVariables = Exact<{
  after?: string | null | undefined;
  where?: TransactionWhere | null | undefined;
}>;


export type TransactionListQuery = { transactions: { totalCount: number | null, nodes: Array<{ id: string, sequence: string, type: TransactionType, amount: string, balanceAfter: string, description: string, createdAt: string }>, auditWindow: { days: number, from: string, longerDays: number | null, longerWithPlan: string | null } | null, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type TransactionByIdQueryVariables = Exact<{
  id: string;
}>;


export type TransactionByIdQuery = { node:
    | { __typename: 'Account' }
    | { __typename: 'ApiKey' }
    | { __typename: 'CreditLot' }
    | { __typename: 'Generation' }
    | { __typename: 'Invoice' }
    | { __typename: 'Model' }
    | { __typename: 'Purchase' }
    | { __typename: 'Quote' }
    | { __typename: 'Transaction', id: string, sequence: string, type: TransactionType, amount: string, balanceAfter: string, reservedAfter: string, description: string, createdAt: string, apiKey: { id: string, name: string, prefix: string } | null, generation: { id: string, status: GenerationStatus, prompt: string | null } | null, model: { identifier: string, name: string } | null, purchase: { id: string, status: PurchaseStatus, credits: string, receiptUrl: string | null, paidAt: string | null, price: { amount: string, currency: string }, pack: { name: string } } | null }
    | { __typename: 'WebhookEndpoint' }
   | null };

export type MonthlyStatementQueryVariables = Exact<{
  month: string;
}>;


export type MonthlyStatementQuery = { statement: { month: string, isFinal: boolean, added: string, charged: string, refunded: string, expired: string, adjusted: string, transactions: number, opening: { available: string, reserved: string }, closing: { available: string, reserved: string }, csv: { url: string }, pdf: { url: string } } };

export type CreateExportMutationVariables = Exact<{
  input: CreateExportInput;
}>;


export type CreateExportMutation = { createExport: { export: { id: string } | null, userErrors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type ExportByIdQueryVariables = Exact<{
  id: string;
}>;


export type ExportByIdQuery = { export: { id: string, kind: ExportKind, form: ExportForm, status: ExportStatus, rows: number | null, bytes: string | null, sha256: string | null, file: { url: string } | null, manifest: { url: string } | null } | null };

export type UsageReportQueryVariables = Exact<{
  days: number;
}>;


export type UsageReportQuery = { usage: { timeZone: string, totalCost: string, grossCost: string, refunded: string, wastedCost: string, totalGenerations: number, succeeded: number, failed: number, canceled: number, refused: number, byDay: Array<{ key: string, generations: number, succeeded: number, failed: number, canceled: number, refused: number | null, grossCost: string, refunded: string, cost: string, wastedCost: string }>, byModel: Array<{ key: string, generations: number, succeeded: number, failed: number, canceled: number, refused: number | null, grossCost: string, refunded: string, cost: string, wastedCost: string }>, byApiKey: Array<{ key: string, generations: number, succeeded: number, failed: number, canceled: number, refused: number | null, grossCost: string, refunded: string, cost: string, wastedCost: string }>, byProvider: Array<{ key: string, generations: number, succeeded: number, failed: number, canceled: number, refused: number | null, grossCost: string, refunded: string, cost: string, wastedCost: string }>, byEndUser: Array<{ key: string, generations: number, succeeded: number, failed: number, canceled: number, refused: number | null, grossCost: string, refunded: string, cost: string, wastedCost: string }>, byTag: Array<{ key: string, generations: number, succeeded: number, failed: number, canceled: number, refused: number | null, grossCost: string, refunded: string, cost: string, wastedCost: string }> }, apiKeys: Array<{ id: string, name: string }> };

export type BucketFragment = { key: string, generations: number, succeeded: number, failed: number, canceled: number, refused: number | null, grossCost: string, refunded: string, cost: string, wastedCost: string };

export type WebhookEndpointListQueryVariables = Exact<{ [key: string]: never; }>;


export type WebhookEndpointListQuery = { webhookEndpoints: Array<{ id: string, url: string, format: WebhookFormat, description: string | null, status: WebhookEndpointStatus, disabledReason: WebhookDisabledReason | null, disabledAt: string | null, failures: number, eventTypes: Array<WebhookEventType> | null, createdAt: string }> };

export type EndpointRowFragment = { id: string, url: string, format: WebhookFormat, description: string | null, status: WebhookEndpointStatus, disabledReason: WebhookDisabledReason | null, disabledAt: string | null, failures: number, eventTypes: Array<WebhookEventType> | null, createdAt: string };

export type WebhookDeliveryListQueryVariables = Exact<{
  after?: string | null | undefined;
  where?: WebhookDeliveryWhere | null | undefined;
}>;


export type WebhookDeliveryListQuery = { webhookDeliveries: { nodes: Array<{ eventId: string, type: WebhookEventType, status: WebhookDeliveryStatus, attempts: number, url: string | null, createdAt: string, lastStatusCode: number | null, lastError: string | null, nextAttemptAt: string | null, endpoint: { id: string } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type CreateWebhookEndpointMutationVariables = Exact<{
  input: CreateWebhookEndpointInput;
}>;


export type CreateWebhookEndpointMutation = { createWebhookEndpoint: { secret: string | null, endpoint: { id: string } | null, userErrors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type UpdateWebhookEndpointMutationVariables = Exact<{
  input: UpdateWebhookEndpointInput;
}>;


export type UpdateWebhookEndpointMutation = { updateWebhookEndpoint: { endpoint: { id: string } | null, userErrors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type DeleteWebhookEndpointMutationVariables = Exact<{
  input: DeleteWebhookEndpointInput;
}>;


export type DeleteWebhookEndpointMutation = { deleteWebhookEndpoint: { deletedId: string | null, userErrors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type SendTestWebhookMutationVariables = Exact<{
  input: SendTestWebhookInput;
}>;


export type SendTestWebhookMutation = { sendTestWebhook: { eventId: string | null, userErrors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type ReplayWebhooksMutationVariables = Exact<{
  input: ReplayWebhooksInput;
}>;


export type ReplayWebhooksMutation = { replayWebhooks: { queuedCount: number, userErrors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type RotateWebhookSecretMutationVariables = Exact<{
  input: RotateWebhookSecretInput;
}>;


export type RotateWebhookSecretMutation = { rotateWebhookSecret: { secret: string | null, previousValidUntil: string | null, userErrors: Array<
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
export const KeyRowFragmentDoc = new TypedDocumentString(`
    fragment KeyRow on ApiKey {
  id
  name
  prefix
  scopes
  preset
  createdAt
  lastUsedAt
  expiresAt
  revokedAt
  allowedIps
  replacedSecrets {
    prefix
    worksUntil
  }
  spending {
    limit
    period
    spent
    reserved
    remaining
    resetsAt
  }
}
    `, {"fragmentName":"KeyRow"}) as unknown as TypedDocumentString<KeyRowFragment, unknown>;
export const RehearsedSumFragmentDoc = new TypedDocumentString(`
    fragment RehearsedSum on RehearsedSum {
  generations
  paid
  wouldHavePaid
  difference
  percentage
}
    `, {"fragmentName":"RehearsedSum"}) as unknown as TypedDocumentString<RehearsedSumFragment, unknown>;
export const BucketFragmentDoc = new TypedDocumentString(`
    fragment Bucket on UsageBucket {
  key
  generations
  succeeded
  failed
  canceled
  refused
  grossCost
  refunded
  cost
  wastedCost
}
    `, {"fragmentName":"Bucket"}) as unknown as TypedDocumentString<BucketFragment, unknown>;
export const EndpointRowFragmentDoc = new TypedDocumentString(`
    fragment EndpointRow on WebhookEndpoint {
  id
  url
  format
  description
  status
  disabledReason
  disabledAt
  failures
  eventTypes
  createdAt
}
    `, {"fragmentName":"EndpointRow"}) as unknown as TypedDocumentString<EndpointRowFragment, unknown>;
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
export const AnomalyListDocument = new TypedDocumentString(`
    query AnomalyList($days: Int!) {
  anomalies(days: $days) {
    kind
    severity
    message
    remedy
    detectedAt
    apiKey {
      id
      name
      prefix
      revokedAt
    }
    evidence {
      id
      sequence
      type
      amount
      createdAt
      description
    }
  }
}
    `, {"hash":"sha256:40d875a9171ba72b670106de14ad06251c24f9c74de538c835c961286dbb1231"}) as unknown as TypedDocumentString<AnomalyListQuery, AnomalyListQueryVariables>;
export const BillingDocument = new TypedDocumentString(`
    query Billing {
  creditPacks {
    id
    name
    credits
    requiresPlan
    validity
    price {
      amount
      currency
    }
  }
  plans {
    id
    name
    monthlyCredits
    yearlyCredits
    auditWindowDays
    concurrencyLimit
    requestsPerMinute
    price {
      amount
      currency
    }
    yearlyPrice {
      amount
      currency
    }
  }
  account {
    billingMode
    plan {
      id
      name
    }
    subscription {
      planId
      status
      currentPeriodEnd
      cancelAtPeriodEnd
    }
    autoTopUp {
      enabled
      state
      threshold
      target
      pack {
        id
        name
      }
      monthlyCap {
        amount
        currency
      }
      spentThisMonth {
        amount
        currency
      }
      pausedReason
      pausedMessage
      nextAttemptAt
      lastAttempts {
        id
        createdAt
        status
        credits
        declineCode
        message
        price {
          amount
          currency
        }
      }
    }
    warnings {
      thresholds
    }
    email
    emails {
      delivery
      preferences {
        kind
        isWanted
      }
    }
  }
}
    `, {"hash":"sha256:ffe0b043946271274bd1aff25018eb7a38f8ceaba4ff87af35a9a8229bc04cac"}) as unknown as TypedDocumentString<BillingQuery, BillingQueryVariables>;
export const PurchaseListDocument = new TypedDocumentString(`
    query PurchaseList($after: String) {
  purchases(first: 25, after: $after) {
    nodes {
      id
      status
      credits
      createdAt
      paidAt
      receiptUrl
      pack {
        name
      }
      price {
        amount
        currency
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `, {"hash":"sha256:0c894218c9457d5e28cc1f47fc87846bdcdbe8ac754e6afb46dab3f526435ecd"}) as unknown as TypedDocumentString<PurchaseListQuery, PurchaseListQueryVariables>;
export const InvoiceListDocument = new TypedDocumentString(`
    query InvoiceList($after: String) {
  invoices(first: 12, after: $after) {
    nodes {
      id
      number
      month
      status
      credits
      dueAt
      payUrl
      total {
        amount
        currency
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `, {"hash":"sha256:e72ad8b596c70103a1b6695439060e6b2024d4b23ad731864ed1da1304473736"}) as unknown as TypedDocumentString<InvoiceListQuery, InvoiceListQueryVariables>;
export const BuyCreditPackDocument = new TypedDocumentString(`
    mutation BuyCreditPack($input: BuyCreditPackInput!) {
  buyCreditPack(input: $input) {
    checkoutUrl
    userErrors {
      code
      message
      path
    }
  }
}
    `, {"hash":"sha256:6483947af01655b47f4616bffba64eb3f749a3641833d9462f2e6a4ba46c9875"}) as unknown as TypedDocumentString<BuyCreditPackMutation, BuyCreditPackMutationVariables>;
export const ChangePlanDocument = new TypedDocumentString(`
    mutation ChangePlan($input: ChangePlanInput!) {
  changePlan(input: $input) {
    checkoutUrl
    subscription {
      planId
      currentPeriodEnd
      cancelAtPeriodEnd
    }
    userErrors {
      code
      message
      path
    }
  }
}
    `, {"hash":"sha256:851644871f676425d7629fa290da2f5795e83c852eea4fe9223633e5273f64d4"}) as unknown as TypedDocumentString<ChangePlanMutation, ChangePlanMutationVariables>;
export const BillingPortalDocument = new TypedDocumentString(`
    mutation BillingPortal($input: BillingPortalInput) {
  billingPortal(input: $input) {
    url
    userErrors {
      code
      message
      path
    }
  }
}
    `, {"hash":"sha256:b8d05c3a54a414549b1ce574d5afd79c36877e1e32126508fbe5595ceaa99ab7"}) as unknown as TypedDocumentString<BillingPortalMutation, BillingPortalMutationVariables>;
export const ConfigureAutoTopUpDocument = new TypedDocumentString(`
    mutation ConfigureAutoTopUp($input: ConfigureAutoTopUpInput!) {
  configureAutoTopUp(input: $input) {
    setupUrl
    autoTopUp {
      state
    }
    userErrors {
      code
      message
      path
    }
  }
}
    `, {"hash":"sha256:282c7fca8cbaba078a6fe3aaa1bc301796c15fd2e5abef000dabce53cb0fafec"}) as unknown as TypedDocumentString<ConfigureAutoTopUpMutation, ConfigureAutoTopUpMutationVariables>;
export const ConfigureWarningsDocument = new TypedDocumentString(`
    mutation ConfigureWarnings($input: ConfigureWarningsInput!) {
  configureWarnings(input: $input) {
    warnings {
      thresholds
    }
    userErrors {
      code
      message
      path
    }
  }
}
    `, {"hash":"sha256:dba41683ae622a6e4e058185aadd85c7220d3c641eb78a6d725e738972202ce0"}) as unknown as TypedDocumentString<ConfigureWarningsMutation, ConfigureWarningsMutationVariables>;
export const SetEmailPreferenceDocument = new TypedDocumentString(`
    mutation SetEmailPreference($input: SetEmailPreferenceInput!) {
  setEmailPreference(input: $input) {
    emails {
      preferences {
        kind
        isWanted
      }
    }
    userErrors {
      code
      message
      path
    }
  }
}
    `, {"hash":"sha256:8d6a1f8fadf649edff24f892645216fbb4a47b35f7f121fe69fe3e73b6d1ee70"}) as unknown as TypedDocumentString<SetEmailPreferenceMutation, SetEmailPreferenceMutationVariables>;
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
export const ApiKeyListDocument = new TypedDocumentString(`
    query ApiKeyList {
  apiKeys(first: 100) {
    ...KeyRow
  }
  viewer {
    apiKeyId
    scopes
  }
}
    fragment KeyRow on ApiKey {
  id
  name
  prefix
  scopes
  preset
  createdAt
  lastUsedAt
  expiresAt
  revokedAt
  allowedIps
  replacedSecrets {
    prefix
    worksUntil
  }
  spending {
    limit
    period
    spent
    reserved
    remaining
    resetsAt
  }
}`, {"hash":"sha256:14b4eb6b73dff54872b07545181e1be17d3ad3054f299c90a369d7eb10b1d6c9"}) as unknown as TypedDocumentString<ApiKeyListQuery, ApiKeyListQueryVariables>;
export const CreateApiKeyDocument = new TypedDocumentString(`
    mutation CreateApiKey($input: CreateApiKeyInput!) {
  createApiKey(input: $input) {
    secret
    apiKey {
      id
    }
    userErrors {
      code
      message
      path
    }
  }
}
    `, {"hash":"sha256:6946a18cf7121ba66f25105e92f8937b803e4dad765f40ff1a1f78c81431a2ac"}) as unknown as TypedDocumentString<CreateApiKeyMutation, CreateApiKeyMutationVariables>;
export const UpdateApiKeyDocument = new TypedDocumentString(`
    mutation UpdateApiKey($input: UpdateApiKeyInput!) {
  updateApiKey(input: $input) {
    apiKey {
      id
    }
    userErrors {
      code
      message
      path
    }
  }
}
    `, {"hash":"sha256:f1eaa05fbd95bfca074407439ab0049a462cd638373e9891f662cfddd684ff97"}) as unknown as TypedDocumentString<UpdateApiKeyMutation, UpdateApiKeyMutationVariables>;
export const RotateApiKeyDocument = new TypedDocumentString(`
    mutation RotateApiKey($input: RotateApiKeyInput!) {
  rotateApiKey(input: $input) {
    secret
    previousSecretWorksUntil
    userErrors {
      code
      message
      path
    }
  }
}
    `, {"hash":"sha256:7c8c0db87930ee239eaf4b9bff6b7a3fc27289941ca58f71c2dfe294b7a1e96d"}) as unknown as TypedDocumentString<RotateApiKeyMutation, RotateApiKeyMutationVariables>;
export const RevokeApiKeyDocument = new TypedDocumentString(`
    mutation RevokeApiKey($input: RevokeApiKeyInput!) {
  revokeApiKey(input: $input) {
    revoked
    descendantsLeft
    userErrors {
      code
      message
      path
    }
  }
}
    `, {"hash":"sha256:8b9eab6fc0123df40bbe3c544f942b3c1465bd220b0b58d49f524afb5f61f690"}) as unknown as TypedDocumentString<RevokeApiKeyMutation, RevokeApiKeyMutationVariables>;
export const OperatorGrantDocument = new TypedDocumentString(`
    mutation OperatorGrant($input: GrantCreditsInput!) {
  grantCredits(input: $input) {
    balance {
      available
    }
    replayed
    userErrors {
      code
      message
      path
    }
  }
}
    `, {"hash":"sha256:556334c4e4905ea631ef2e3ee17a7f255d054148a9e2eacd1a86d121730251d7"}) as unknown as TypedDocumentString<OperatorGrantMutation, OperatorGrantMutationVariables>;
export const OperatorDeductDocument = new TypedDocumentString(`
    mutation OperatorDeduct($input: DeductCreditsInput!) {
  deductCredits(input: $input) {
    balance {
      available
    }
    replayed
    userErrors {
      code
      message
      path
    }
  }
}
    `, {"hash":"sha256:9bb81ea02a63e6f89a8c218617a8bf55e8e2959eba33990078b9e5a7f1e91fea"}) as unknown as TypedDocumentString<OperatorDeductMutation, OperatorDeductMutationVariables>;
export const OperatorRefundChargeDocument = new TypedDocumentString(`
    mutation OperatorRefundCharge($input: RefundChargeInput!) {
  refundCharge(input: $input) {
    transaction {
      amount
    }
    balance {
      available
    }
    replayed
    userErrors {
      code
      message
      path
    }
  }
}
    `, {"hash":"sha256:b2e9e80cec4fe4cf0f0363dfb77da62310c40889c0925351278cd7bcb3846e40"}) as unknown as TypedDocumentString<OperatorRefundChargeMutation, OperatorRefundChargeMutationVariables>;
export const OperatorRefundPurchaseDocument = new TypedDocumentString(`
    mutation OperatorRefundPurchase($input: RefundPurchaseInput!) {
  refundPurchase(input: $input) {
    refund {
      credits
      status
      amount {
        amount
        currency
      }
    }
    replayed
    userErrors {
      code
      message
      path
    }
  }
}
    `, {"hash":"sha256:3f15538a41998edd789d2808fd042ce06c3d55299522656b72f55381d1157136"}) as unknown as TypedDocumentString<OperatorRefundPurchaseMutation, OperatorRefundPurchaseMutationVariables>;
export const OperatorIssueKeyDocument = new TypedDocumentString(`
    mutation OperatorIssueKey($input: CreateApiKeyInput!) {
  createApiKey(input: $input) {
    secret
    apiKey {
      name
    }
    userErrors {
      code
      message
      path
    }
  }
}
    `, {"hash":"sha256:0fdf24a94d9ea03ca00e71b750dfd0f1242ba4092192e79a18fb659e35c50fde"}) as unknown as TypedDocumentString<OperatorIssueKeyMutation, OperatorIssueKeyMutationVariables>;
export const OperatorRevokeKeyDocument = new TypedDocumentString(`
    mutation OperatorRevokeKey($input: RevokeApiKeyInput!) {
  revokeApiKey(input: $input) {
    revoked
    descendantsLeft
    userErrors {
      code
      message
      path
    }
  }
}
    `, {"hash":"sha256:9ad8d5041126c13ebec531dc5c57c868f8ec70a68dbb2a8eff6fbb29dc3c2fd3"}) as unknown as TypedDocumentString<OperatorRevokeKeyMutation, OperatorRevokeKeyMutationVariables>;
export const OperatorSetPlanDocument = new TypedDocumentString(`
    mutation OperatorSetPlan($input: SetPlanInput!) {
  setPlan(input: $input) {
    changed
    account {
      plan {
        name
      }
    }
    userErrors {
      code
      message
      path
    }
  }
}
    `, {"hash":"sha256:46aacccacc7a16fc0696093f926e99a9c3c15b34cc019d1f4deda1a726caef89"}) as unknown as TypedDocumentString<OperatorSetPlanMutation, OperatorSetPlanMutationVariables>;
export const OperatorSetBillingDocument = new TypedDocumentString(`
    mutation OperatorSetBilling($input: SetBillingModeInput!) {
  setBillingMode(input: $input) {
    writtenOff
    account {
      billingMode
      creditLimit
    }
    userErrors {
      code
      message
      path
    }
  }
}
    `, {"hash":"sha256:a0a9886e7dcfd3164ca6f3806fefb414356316ed0ab6b03f363830d6a789e1b3"}) as unknown as TypedDocumentString<OperatorSetBillingMutation, OperatorSetBillingMutationVariables>;
export const OperatorSuspendDocument = new TypedDocumentString(`
    mutation OperatorSuspend($input: OperateAccountInput!) {
  suspendAccount(input: $input) {
    changed
    userErrors {
      code
      message
      path
    }
  }
}
    `, {"hash":"sha256:9fe0bfabb5eea58c98cd4f7b3b53808c654bd1b68fbd61187e1f79ca6b268d2a"}) as unknown as TypedDocumentString<OperatorSuspendMutation, OperatorSuspendMutationVariables>;
export const OperatorReleaseDocument = new TypedDocumentString(`
    mutation OperatorRelease($input: OperateAccountInput!) {
  releaseAccount(input: $input) {
    changed
    account {
      status
    }
    userErrors {
      code
      message
      path
    }
  }
}
    `, {"hash":"sha256:d2090b2a8cb03890671d08bb8690de595cca20d80241af7c0ae5781b971cc19e"}) as unknown as TypedDocumentString<OperatorReleaseMutation, OperatorReleaseMutationVariables>;
export const OperatorCloseDocument = new TypedDocumentString(`
    mutation OperatorClose($input: OperateAccountInput!) {
  closeAccount(input: $input) {
    changed
    userErrors {
      code
      message
      path
    }
  }
}
    `, {"hash":"sha256:c7968ed2c5289952c3fdc83d3f8b702205791bd8b0e40af8f9c53932f770a983"}) as unknown as TypedDocumentString<OperatorCloseMutation, OperatorCloseMutationVariables>;
export const OperatorEditDocument = new TypedDocumentString(`
    mutation OperatorEdit($input: EditAccountInput!) {
  editAccount(input: $input) {
    changed
    userErrors {
      code
      message
      path
    }
  }
}
    `, {"hash":"sha256:113880ab5eff13be63a34e7ee22bd38063a3608c159f16e4b04992bb2856ebc5"}) as unknown as TypedDocumentString<OperatorEditMutation, OperatorEditMutationVariables>;
export const OperatorAccountDocument = new TypedDocumentString(`
    query OperatorAccount($id: ID!) {
  account(id: $id) {
    id
    name
    email
    status
    closedAt
    createdAt
    billingMode
    creditLimit
    unbilled
    timeZone
    plan {
      id
      name
    }
    subscription {
      planId
      status
      currentPeriodEnd
      cancelAtPeriodEnd
    }
    autoTopUp {
      state
    }
    balance {
      available
      reserved
      frozen
      debt
    }
  }
}
    `, {"hash":"sha256:1f124fdff0780c59608f64e02d4b1a8f3c1f70a44e5e970f9003dcd4062fd595"}) as unknown as TypedDocumentString<OperatorAccountQuery, OperatorAccountQueryVariables>;
export const OperatorLotsDocument = new TypedDocumentString(`
    query OperatorLots($id: ID!) {
  account(id: $id) {
    balance {
      lots(first: 100) {
        id
        source
        granted
        remaining
        reserved
        usableUntil
      }
    }
  }
}
    `, {"hash":"sha256:aa45ef8c18b9904e72f867c2889ba4b3c6fcbe9b943d51e2ed60fecf57ad28d9"}) as unknown as TypedDocumentString<OperatorLotsQuery, OperatorLotsQueryVariables>;
export const OperatorTransactionsDocument = new TypedDocumentString(`
    query OperatorTransactions($id: ID!, $after: String) {
  account(id: $id) {
    transactions(first: 25, after: $after) {
      nodes {
        id
        sequence
        type
        amount
        balanceAfter
        description
        createdAt
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    `, {"hash":"sha256:3d2a5caaea9a224be0da12fb41daeff5fa36d63fdf2daa7b93db20f2006f49c6"}) as unknown as TypedDocumentString<OperatorTransactionsQuery, OperatorTransactionsQueryVariables>;
export const OperatorUsageDocument = new TypedDocumentString(`
    query OperatorUsage($id: ID!) {
  account(id: $id) {
    usage(days: 30) {
      totalCost
      refunded
      wastedCost
      totalGenerations
      failed
      byModel {
        key
        generations
        failed
        cost
      }
    }
  }
}
    `, {"hash":"sha256:5ad8cb0de78827dbadabb71098059467f571504e4c5faa4c26ea846b47b04814"}) as unknown as TypedDocumentString<OperatorUsageQuery, OperatorUsageQueryVariables>;
export const OperatorKeysDocument = new TypedDocumentString(`
    query OperatorKeys($id: ID!) {
  account(id: $id) {
    apiKeys(first: 100) {
      id
      name
      prefix
      preset
      scopes
      createdAt
      lastUsedAt
      expiresAt
      revokedAt
    }
  }
}
    `, {"hash":"sha256:e37dbce518830dfe32edebbfcdd112a5059e1a89d3aaf096bfacd7c7ab6ea24b"}) as unknown as TypedDocumentString<OperatorKeysQuery, OperatorKeysQueryVariables>;
export const OperatorPurchasesDocument = new TypedDocumentString(`
    query OperatorPurchases($id: ID!, $after: String) {
  account(id: $id) {
    purchases(first: 25, after: $after) {
      nodes {
        id
        createdAt
        status
        credits
        pack {
          name
        }
        price {
          amount
          currency
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    `, {"hash":"sha256:b81b464ec6c869572f4394540fe2f42190ac876f30af4b7dd8d9b0c43e305313"}) as unknown as TypedDocumentString<OperatorPurchasesQuery, OperatorPurchasesQueryVariables>;
export const OperatorInvoicesDocument = new TypedDocumentString(`
    query OperatorInvoices($id: ID!, $after: String) {
  account(id: $id) {
    invoices(first: 25, after: $after) {
      nodes {
        id
        month
        number
        status
        credits
        dueAt
        total {
          amount
          currency
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    `, {"hash":"sha256:64b1b90892e8f3634ae523076fa105b87ebbc1f84c0439e8867ec2f5a79eecba"}) as unknown as TypedDocumentString<OperatorInvoicesQuery, OperatorInvoicesQueryVariables>;
export const OperatorGenerationsDocument = new TypedDocumentString(`
    query OperatorGenerations($id: ID!, $after: String) {
  account(id: $id) {
    generations(first: 25, after: $after) {
      nodes {
        id
        status
        createdAt
        cost
        costEstimate
        model {
          name
        }
        metadata {
          provider
        }
        error {
          code
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    `, {"hash":"sha256:ba2374ef41bf17cc4d86cb244912d03e07652c8d9530ab0fa3bf44758c80dfc0"}) as unknown as TypedDocumentString<OperatorGenerationsQuery, OperatorGenerationsQueryVariables>;
export const OperatorRequestsDocument = new TypedDocumentString(`
    query OperatorRequests($id: ID!, $after: String) {
  account(id: $id) {
    requests(first: 25, after: $after) {
      nodes {
        id
        createdAt
        endpoint
        status
        model
        cost
        errorCode
        errorMessage
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    `, {"hash":"sha256:248fbab854e36fc14f2244eaf31c682b3c614d9d9209a7c0097242768c44d507"}) as unknown as TypedDocumentString<OperatorRequestsQuery, OperatorRequestsQueryVariables>;
export const OperatorWebhooksDocument = new TypedDocumentString(`
    query OperatorWebhooks($id: ID!) {
  account(id: $id) {
    webhookEndpoints {
      id
      url
      status
      disabledReason
      failures
    }
  }
}
    `, {"hash":"sha256:d78f3f5d54ebd9b9eeedb1d9205d8560ed22cc94d7de6944e8cdbe34a47f384b"}) as unknown as TypedDocumentString<OperatorWebhooksQuery, OperatorWebhooksQueryVariables>;
export const OperatorDeliveriesDocument = new TypedDocumentString(`
    query OperatorDeliveries($id: ID!, $after: String) {
  account(id: $id) {
    webhookDeliveries(first: 25, after: $after) {
      nodes {
        eventId
        type
        status
        attempts
        url
        createdAt
        lastStatusCode
        lastError
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    `, {"hash":"sha256:7838e440f924d75d2b5835adc69fe284a8d9d75cfb2a214b8e3f6de329e671e0"}) as unknown as TypedDocumentString<OperatorDeliveriesQuery, OperatorDeliveriesQueryVariables>;
export const OperatorAnomaliesDocument = new TypedDocumentString(`
    query OperatorAnomalies($id: ID!) {
  account(id: $id) {
    anomalies(days: 7) {
      kind
      severity
      message
      remedy
      detectedAt
    }
  }
}
    `, {"hash":"sha256:b11517474b1d8affd0e6b7d098517b0ca577c8316d83da384979e01e0cec1fbc"}) as unknown as TypedDocumentString<OperatorAnomaliesQuery, OperatorAnomaliesQueryVariables>;
export const OperatorAccountsDocument = new TypedDocumentString(`
    query OperatorAccounts($after: String, $search: String, $status: AccountState, $orderBy: AccountOrder) {
  accounts(
    first: 50
    after: $after
    search: $search
    status: $status
    orderBy: $orderBy
  ) {
    nodes {
      id
      name
      email
      state
      planId
      billingMode
      available
      reserved
      owed
      createdAt
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `, {"hash":"sha256:3bd48deddac5262fc455526a5959f9f908251b3030b67c10c6496e8f4ea0aa85"}) as unknown as TypedDocumentString<OperatorAccountsQuery, OperatorAccountsQueryVariables>;
export const OperatorPlansDocument = new TypedDocumentString(`
    query OperatorPlans {
  plans {
    id
    name
  }
}
    `, {"hash":"sha256:60a2d044f2ecb7b967ecca885c1f69703855ccf8c2ed977fcd9c5cf02eb618e4"}) as unknown as TypedDocumentString<OperatorPlansQuery, OperatorPlansQueryVariables>;
export const OperatorCreateAccountDocument = new TypedDocumentString(`
    mutation OperatorCreateAccount($input: CreateAccountInput!) {
  createAccount(input: $input) {
    secret
    replayed
    account {
      id
      name
    }
    userErrors {
      code
      message
      path
    }
  }
}
    `, {"hash":"sha256:9fa8dc248e37b0c000277a20b639b1e0f6a38e02b614905a71bf90073c34d07e"}) as unknown as TypedDocumentString<OperatorCreateAccountMutation, OperatorCreateAccountMutationVariables>;
export const OperatorAuditLogDocument = new TypedDocumentString(`
    query OperatorAuditLog($after: String, $accountId: ID, $operatorKeyId: ID, $action: OperatorActionKind, $from: DateTime, $to: DateTime) {
  auditLog(
    first: 50
    after: $after
    accountId: $accountId
    operatorKeyId: $operatorKeyId
    action: $action
    from: $from
    to: $to
  ) {
    nodes {
      id
      createdAt
      action
      accountId
      operatorKeyId
      subject
      reason
      amount
      availableBefore
      availableAfter
      changes {
        field
        before
        after
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `, {"hash":"sha256:f85a8d21481aeeab4b72ffe4507461268c4459ad220d01b8882fa8e946c209de"}) as unknown as TypedDocumentString<OperatorAuditLogQuery, OperatorAuditLogQueryVariables>;
export const OperatorRevenueDocument = new TypedDocumentString(`
    query OperatorRevenue($from: String!, $to: String!, $by: RevenueBy!) {
  revenue(from: $from, to: $to, by: $by) {
    periods {
      period
      sold
      granted
      spent
      refunded
      expired
      deducted
      moneyIn {
        amount
        currency
      }
      moneyBack {
        amount
        currency
      }
    }
    byModel {
      model
      generations
      spent
      refunded
      net
      providerCost
      margin
    }
    unknownProviderCost
    notKnown
  }
}
    `, {"hash":"sha256:8db4a4698f52775db7b25a53f619794a70cbc858a52bef71e5a4231e2dd2eed8"}) as unknown as TypedDocumentString<OperatorRevenueQuery, OperatorRevenueQueryVariables>;
export const OperatorPriceBooksDocument = new TypedDocumentString(`
    query OperatorPriceBooks {
  priceBooks(first: 50) {
    number
    version
    state
    effectiveAt
    publishedAt
    publishedBy
  }
}
    `, {"hash":"sha256:abbd0417b04318f065277c7d8cf68de634bf9e3d4aac4bcad04f3bda4d1f628f"}) as unknown as TypedDocumentString<OperatorPriceBooksQuery, OperatorPriceBooksQueryVariables>;
export const OperatorRehearsalDocument = new TypedDocumentString(`
    query OperatorRehearsal($input: PublishPriceBookInput!) {
  rehearsePriceBook(input: $input) {
    version
    replaces
    differences
    forceReasons
    from
    to
    accountsPayingMore
    accountsPayingLess
    accountsPayingTheSame
    total {
      ...RehearsedSum
    }
    byModel {
      model
      sum {
        ...RehearsedSum
      }
    }
    byAccount {
      accountId
      sum {
        ...RehearsedSum
      }
    }
    unpriced {
      model
      reason
      generations
      paid
    }
  }
}
    fragment RehearsedSum on RehearsedSum {
  generations
  paid
  wouldHavePaid
  difference
  percentage
}`, {"hash":"sha256:c47692ccd4a0503051a5c77613cc6a4b2a2e63538e0e10c3dfd6bd714c71129f"}) as unknown as TypedDocumentString<OperatorRehearsalQuery, OperatorRehearsalQueryVariables>;
export const OperatorPublishDocument = new TypedDocumentString(`
    mutation OperatorPublish($input: PublishPriceBookInput!) {
  publishPriceBook(input: $input) {
    replayed
    differences
    priceBook {
      number
      version
      state
      effectiveAt
    }
    userErrors {
      code
      message
      path
    }
  }
}
    `, {"hash":"sha256:aafddd37f31be3d290500d003d9e09433d824f2e4ccbb1e15d14859198b2892b"}) as unknown as TypedDocumentString<OperatorPublishMutation, OperatorPublishMutationVariables>;
export const OperatorHeldDocument = new TypedDocumentString(`
    query OperatorHeld($after: String) {
  heldGenerations(first: 25, after: $after) {
    nodes {
      accountId
      amount
      reserved
      ageSeconds
      generation {
        id
        status
        createdAt
        model {
          name
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `, {"hash":"sha256:1f31a7ca8310e97170199bd110e42b7a1c7a5504d11d676372ca80eda566de28"}) as unknown as TypedDocumentString<OperatorHeldQuery, OperatorHeldQueryVariables>;
export const OperatorStuckDocument = new TypedDocumentString(`
    query OperatorStuck($after: String, $olderThanMinutes: Int!) {
  stuckGenerations(first: 25, after: $after, olderThanMinutes: $olderThanMinutes) {
    nodes {
      accountId
      reserved
      ageSeconds
      generation {
        id
        status
        createdAt
        model {
          name
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `, {"hash":"sha256:7c2fa63757b104f5bb177ffeb346f7958a951eb254e397cffd73812b983b3758"}) as unknown as TypedDocumentString<OperatorStuckQuery, OperatorStuckQueryVariables>;
export const OperatorFindingsDocument = new TypedDocumentString(`
    query OperatorFindings($after: String) {
  reconcileFindings(first: 25, after: $after) {
    nodes {
      id
      code
      message
      accountId
      firstSeenAt
      checkedAt
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `, {"hash":"sha256:8f05ac05b7563a5d4549592cb1f2a2e1f38c4a7f8192d4e9e1946c894a422748"}) as unknown as TypedDocumentString<OperatorFindingsQuery, OperatorFindingsQueryVariables>;
export const OperatorReconcileDocument = new TypedDocumentString(`
    mutation OperatorReconcile($input: StartReconciliationInput!) {
  startReconciliation(input: $input) {
    started
    userErrors {
      code
      message
      path
    }
  }
}
    `, {"hash":"sha256:316311d7338efd5f4a4a901f335d2aae7b7a6e72dac00ceec70f6b08012156ac"}) as unknown as TypedDocumentString<OperatorReconcileMutation, OperatorReconcileMutationVariables>;
export const OperatorSettleDocument = new TypedDocumentString(`
    mutation OperatorSettle($input: SettleGenerationInput!) {
  settleGeneration(input: $input) {
    replayed
    balance {
      available
    }
    userErrors {
      code
      message
      path
    }
  }
}
    `, {"hash":"sha256:971d909c57245e2b1e223ed7253c837274142605e5d6ad59bcafd4369b629a71"}) as unknown as TypedDocumentString<OperatorSettleMutation, OperatorSettleMutationVariables>;
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
export const RequestListDocument = new TypedDocumentString(`
    query RequestList($after: String, $where: RequestWhere) {
  requests(first: 50, after: $after, where: $where) {
    nodes {
      id
      createdAt
      endpoint
      status
      model
      cost
      durationMilliseconds
      errorCode
      errorMessage
      userId
      generation {
        id
      }
    }
    summary {
      cost
      requests
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `, {"hash":"sha256:e9d60ae689a9ebd7f276febb4ea2c4d44f53100acf5cb4353a2b428e08801117"}) as unknown as TypedDocumentString<RequestListQuery, RequestListQueryVariables>;
export const TransactionListDocument = new TypedDocumentString(`
    query TransactionList($after: String, $where: TransactionWhere) {
  transactions(first: 100, after: $after, where: $where) {
    nodes {
      id
      sequence
      type
      amount
      balanceAfter
      description
      createdAt
    }
    totalCount
    auditWindow {
      days
      from
      longerDays
      longerWithPlan
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `, {"hash":"sha256:eacfbad81ef5560f7ed6163ee1faec098913554d890a3423a1b782f329c9140b"}) as unknown as TypedDocumentString<TransactionListQuery, TransactionListQueryVariables>;
export const TransactionByIdDocument = new TypedDocumentString(`
    query TransactionById($id: ID!) {
  node(id: $id) {
    __typename
    ... on Transaction {
      id
      sequence
      type
      amount
      balanceAfter
      reservedAfter
      description
      createdAt
      apiKey {
        id
        name
        prefix
      }
      generation {
        id
        status
        prompt
      }
      model {
        identifier
        name
      }
      purchase {
        id
        status
        credits
        price {
          amount
          currency
        }
        receiptUrl
        paidAt
        pack {
          name
        }
      }
    }
  }
}
    `, {"hash":"sha256:f0a4f667a4c89b04cac36d5859bd314fe1a99dbad7c569c2be38e421aebf99ca"}) as unknown as TypedDocumentString<TransactionByIdQuery, TransactionByIdQueryVariables>;
export const MonthlyStatementDocument = new TypedDocumentString(`
    query MonthlyStatement($month: String!) {
  statement(month: $month) {
    month
    isFinal
    opening {
      available
      reserved
    }
    closing {
      available
      reserved
    }
    added
    charged
    refunded
    expired
    adjusted
    transactions
    csv {
      url
    }
    pdf {
      url
    }
  }
}
    `, {"hash":"sha256:f998b88b5e9838b3b2759c3730a68e6c64b9be030ac51e4462839fcab362cf45"}) as unknown as TypedDocumentString<MonthlyStatementQuery, MonthlyStatementQueryVariables>;
export const CreateExportDocument = new TypedDocumentString(`
    mutation CreateExport($input: CreateExportInput!) {
  createExport(input: $input) {
    export {
      id
    }
    userErrors {
      code
      message
      path
    }
  }
}
    `, {"hash":"sha256:9de621f45f54165a211a6c36cbc9fd2caa4f7f14224e7f98528ca6c393b02b37"}) as unknown as TypedDocumentString<CreateExportMutation, CreateExportMutationVariables>;
export const ExportByIdDocument = new TypedDocumentString(`
    query ExportById($id: ID!) {
  export(id: $id) {
    id
    kind
    form
    status
    rows
    bytes
    sha256
    file {
      url
    }
    manifest {
      url
    }
  }
}
    `, {"hash":"sha256:fdc70bb909b6457fb23efaa197bd32b222181ef4f0456d62f4cccff03453cf7c"}) as unknown as TypedDocumentString<ExportByIdQuery, ExportByIdQueryVariables>;
export const UsageReportDocument = new TypedDocumentString(`
    query UsageReport($days: Int!) {
  usage(days: $days) {
    timeZone
    totalCost
    grossCost
    refunded
    wastedCost
    totalGenerations
    succeeded
    failed
    canceled
    refused
    byDay {
      ...Bucket
    }
    byModel {
      ...Bucket
    }
    byApiKey {
      ...Bucket
    }
    byProvider {
      ...Bucket
    }
    byEndUser(first: 50) {
      ...Bucket
    }
    byTag(first: 50) {
      ...Bucket
    }
  }
  apiKeys(first: 100) {
    id
    name
  }
}
    fragment Bucket on UsageBucket {
  key
  generations
  succeeded
  failed
  canceled
  refused
  grossCost
  refunded
  cost
  wastedCost
}`, {"hash":"sha256:94c22a3c5a9b34f4304ed9b8f86770e5dcca0c3f55add35025bfb5e7b1eaadf5"}) as unknown as TypedDocumentString<UsageReportQuery, UsageReportQueryVariables>;
export const WebhookEndpointListDocument = new TypedDocumentString(`
    query WebhookEndpointList {
  webhookEndpoints {
    ...EndpointRow
  }
}
    fragment EndpointRow on WebhookEndpoint {
  id
  url
  format
  description
  status
  disabledReason
  disabledAt
  failures
  eventTypes
  createdAt
}`, {"hash":"sha256:dddf9111c3f527b211bf3263ccede985e5a17e215dfa0499e9252a45dde28c3f"}) as unknown as TypedDocumentString<WebhookEndpointListQuery, WebhookEndpointListQueryVariables>;
export const WebhookDeliveryListDocument = new TypedDocumentString(`
    query WebhookDeliveryList($after: String, $where: WebhookDeliveryWhere) {
  webhookDeliveries(first: 25, after: $after, where: $where) {
    nodes {
      eventId
      type
      status
      attempts
      url
      createdAt
      lastStatusCode
      lastError
      nextAttemptAt
      endpoint {
        id
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `, {"hash":"sha256:09d0beda43bfc58b23dc2dfae5f8ce3d108e9f1d4b1055dd39b25bc028c31f7c"}) as unknown as TypedDocumentString<WebhookDeliveryListQuery, WebhookDeliveryListQueryVariables>;
export const CreateWebhookEndpointDocument = new TypedDocumentString(`
    mutation CreateWebhookEndpoint($input: CreateWebhookEndpointInput!) {
  createWebhookEndpoint(input: $input) {
    secret
    endpoint {
      id
    }
    userErrors {
      code
      message
      path
    }
  }
}
    `, {"hash":"sha256:56a25a3b26708faef04b3500493e8d2cb7b2e48e9f5cc219d89080292bf50e3d"}) as unknown as TypedDocumentString<CreateWebhookEndpointMutation, CreateWebhookEndpointMutationVariables>;
export const UpdateWebhookEndpointDocument = new TypedDocumentString(`
    mutation UpdateWebhookEndpoint($input: UpdateWebhookEndpointInput!) {
  updateWebhookEndpoint(input: $input) {
    endpoint {
      id
    }
    userErrors {
      code
      message
      path
    }
  }
}
    `, {"hash":"sha256:895b969adeacdb86f35b4abe49ec9ae43ebcbd6898c36e083b15f54abd467bab"}) as unknown as TypedDocumentString<UpdateWebhookEndpointMutation, UpdateWebhookEndpointMutationVariables>;
export const DeleteWebhookEndpointDocument = new TypedDocumentString(`
    mutation DeleteWebhookEndpoint($input: DeleteWebhookEndpointInput!) {
  deleteWebhookEndpoint(input: $input) {
    deletedId
    userErrors {
      code
      message
      path
    }
  }
}
    `, {"hash":"sha256:a619a72cfc8ad5108d0d67c0e19e2f13faa7c1f3ed4ea6bef4e32307a8fb095e"}) as unknown as TypedDocumentString<DeleteWebhookEndpointMutation, DeleteWebhookEndpointMutationVariables>;
export const SendTestWebhookDocument = new TypedDocumentString(`
    mutation SendTestWebhook($input: SendTestWebhookInput!) {
  sendTestWebhook(input: $input) {
    eventId
    userErrors {
      code
      message
      path
    }
  }
}
    `, {"hash":"sha256:1ee4332cf53b7abdf879298927de25039428adba42bf9b2f84055dc02b456b7d"}) as unknown as TypedDocumentString<SendTestWebhookMutation, SendTestWebhookMutationVariables>;
export const ReplayWebhooksDocument = new TypedDocumentString(`
    mutation ReplayWebhooks($input: ReplayWebhooksInput!) {
  replayWebhooks(input: $input) {
    queuedCount
    userErrors {
      code
      message
      path
    }
  }
}
    `, {"hash":"sha256:e72299eb9e9321e2947e44289be903a1df1568b79e64bd2be52578bcd74c1e04"}) as unknown as TypedDocumentString<ReplayWebhooksMutation, ReplayWebhooksMutationVariables>;
export const RotateWebhookSecretDocument = new TypedDocumentString(`
    mutation RotateWebhookSecret($input: RotateWebhookSecretInput!) {
  rotateWebhookSecret(input: $input) {
    secret
    previousValidUntil
    userErrors {
      code
      message
      path
    }
  }
}
    `, {"hash":"sha256:f14d504067edf37ac6b67aff1583a133c82bb32d48821e32f09274fd8d2b051e"}) as unknown as TypedDocumentString<RotateWebhookSecretMutation, RotateWebhookSecretMutationVariables>;