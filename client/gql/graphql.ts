/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
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

export type WalletQueryVariables = Exact<{ [key: string]: never; }>;


export type WalletQuery = { balance: { available: string, reserved: string, lots: Array<{ id: string, source: CreditSource, remaining: string, expiresAt: string | null }> } };

export type ImageModelsQueryVariables = Exact<{ [key: string]: never; }>;


export type ImageModelsQuery = { models: { nodes: Array<{ identifier: string, name: string, priceSummary: string }> } };

export type EstimateImageQueryVariables = Exact<{
  input: EstimateInput;
}>;


export type EstimateImageQuery = { estimate: { totalCost: string, maxCost: string, exactness: Exactness, canAfford: boolean, affordableCount: number, lines: Array<{ description: string, amount: string }> } };

export type GenerateImageMutationVariables = Exact<{
  input: GenerateInput;
}>;


export type GenerateImageMutation = { generate: { generation: { id: string, status: GenerationStatus } | null, userErrors: Array<
      | { code: UserErrorCode, message: string }
      | { code: UserErrorCode, message: string }
      | { code: UserErrorCode, message: string }
      | { code: UserErrorCode, message: string }
      | { code: UserErrorCode, message: string }
      | { code: UserErrorCode, message: string }
    > } };

export type FollowGenerationSubscriptionVariables = Exact<{
  id: string;
}>;


export type FollowGenerationSubscription = { generationUpdated: { terminal: boolean, generation: { status: GenerationStatus, error: { message: string } | null } } };

export type ReceiptOfQueryVariables = Exact<{
  id: string;
}>;


export type ReceiptOfQuery = { generation: { costEstimate: string, cost: string | null, outputs: Array<{ url: string, mimeType: string, width: number | null, height: number | null, bytes: number | null }>, transactions: Array<{ type: TransactionType, amount: string }> } | null };

export type PacksQueryVariables = Exact<{ [key: string]: never; }>;


export type PacksQuery = { creditPacks: Array<{ id: string, name: string, price: { amount: string, currency: string } }> };

export type BuyPackMutationVariables = Exact<{
  input: BuyCreditPackInput;
}>;


export type BuyPackMutation = { buyCreditPack: { checkoutUrl: string | null, purchase: { id: string } | null, userErrors: Array<
      | { code: UserErrorCode, message: string }
      | { code: UserErrorCode, message: string }
      | { code: UserErrorCode, message: string }
      | { code: UserErrorCode, message: string }
      | { code: UserErrorCode, message: string }
      | { code: UserErrorCode, message: string }
    > } };

export type LastPurchasesQueryVariables = Exact<{ [key: string]: never; }>;


export type LastPurchasesQuery = { purchases: { nodes: Array<{ id: string, status: PurchaseStatus, credits: string, receiptUrl: string | null }> } };

export type LastTransactionsQueryVariables = Exact<{
  first: number;
}>;


export type LastTransactionsQuery = { transactions: { nodes: Array<{ sequence: string, type: TransactionType, amount: string, balanceAfter: string, description: string, createdAt: string }> } };


export const WalletDocument = {"__meta__":{"hash":"sha256:a68cc73c32e7c1f955163bf60838b83a4d26f7e6a706caa00ad10232f19cf48d"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Wallet"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"balance"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"available"}},{"kind":"Field","name":{"kind":"Name","value":"reserved"}},{"kind":"Field","name":{"kind":"Name","value":"lots"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"remaining"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}}]}}]}}]} as unknown as DocumentNode<WalletQuery, WalletQueryVariables>;
export const ImageModelsDocument = {"__meta__":{"hash":"sha256:7352dc1c4cd56e039d9b7b3b0a2ff587a4d27e4c8569893896da5fdd27b1ff40"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ImageModels"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"models"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"kind"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"IMAGE"}]}},{"kind":"ObjectField","name":{"kind":"Name","value":"available"},"value":{"kind":"BooleanValue","value":true}}]}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"1"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"identifier"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"priceSummary"}}]}}]}}]}}]} as unknown as DocumentNode<ImageModelsQuery, ImageModelsQueryVariables>;
export const EstimateImageDocument = {"__meta__":{"hash":"sha256:a4fdc516bd2d2ce1cfe374f66c5d1ed6b765ef733fc9a9a8e89b2bb726872f7d"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"EstimateImage"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"EstimateInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"estimate"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCost"}},{"kind":"Field","name":{"kind":"Name","value":"maxCost"}},{"kind":"Field","name":{"kind":"Name","value":"exactness"}},{"kind":"Field","name":{"kind":"Name","value":"canAfford"}},{"kind":"Field","name":{"kind":"Name","value":"affordableCount"}},{"kind":"Field","name":{"kind":"Name","value":"lines"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}}]}}]} as unknown as DocumentNode<EstimateImageQuery, EstimateImageQueryVariables>;
export const GenerateImageDocument = {"__meta__":{"hash":"sha256:7607dd14233f9805ff0f392aaa4a1a712cc73aafcf50affe9292a0ecfeafeb67"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"GenerateImage"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"GenerateInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"generate"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"generation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<GenerateImageMutation, GenerateImageMutationVariables>;
export const FollowGenerationDocument = {"__meta__":{"hash":"sha256:2369d112cb196ffe2e99e9d56c43014584acd7952c099d12ea51656a0366497b"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"FollowGeneration"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"generationUpdated"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"terminal"}},{"kind":"Field","name":{"kind":"Name","value":"generation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"error"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]}}]} as unknown as DocumentNode<FollowGenerationSubscription, FollowGenerationSubscriptionVariables>;
export const ReceiptOfDocument = {"__meta__":{"hash":"sha256:9b8e0c00120598487fefefd601b228d733f502bbc89e896cfd7facc9864c4624"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ReceiptOf"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"generation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"costEstimate"}},{"kind":"Field","name":{"kind":"Name","value":"cost"}},{"kind":"Field","name":{"kind":"Name","value":"outputs"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"mimeType"}},{"kind":"Field","name":{"kind":"Name","value":"width"}},{"kind":"Field","name":{"kind":"Name","value":"height"}},{"kind":"Field","name":{"kind":"Name","value":"bytes"}}]}},{"kind":"Field","name":{"kind":"Name","value":"transactions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}}]}}]} as unknown as DocumentNode<ReceiptOfQuery, ReceiptOfQueryVariables>;
export const PacksDocument = {"__meta__":{"hash":"sha256:60c6dc285b1331c9a05b114eb22be1d41d1841663e7887c0586dd073fb8c10f7"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Packs"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"creditPacks"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"price"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}},{"kind":"Field","name":{"kind":"Name","value":"currency"}}]}}]}}]}}]} as unknown as DocumentNode<PacksQuery, PacksQueryVariables>;
export const BuyPackDocument = {"__meta__":{"hash":"sha256:7d429756d311820bb929469190231dbf60d2e46bd62be214d4d325cb6c429adf"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"BuyPack"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"BuyCreditPackInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"buyCreditPack"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"purchase"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"checkoutUrl"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<BuyPackMutation, BuyPackMutationVariables>;
export const LastPurchasesDocument = {"__meta__":{"hash":"sha256:ceb6ca226f047012df1b022ab5f71ff92dfd8feffbf5f088364e1b810b872690"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"LastPurchases"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"purchases"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"10"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"credits"}},{"kind":"Field","name":{"kind":"Name","value":"receiptUrl"}}]}}]}}]}}]} as unknown as DocumentNode<LastPurchasesQuery, LastPurchasesQueryVariables>;
export const LastTransactionsDocument = {"__meta__":{"hash":"sha256:789094e68c92ca400495d1e337cc052f0c24c632274c082ce8a91d190c7392a8"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"LastTransactions"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"transactions"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sequence"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"amount"}},{"kind":"Field","name":{"kind":"Name","value":"balanceAfter"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}}]}}]}}]}}]} as unknown as DocumentNode<LastTransactionsQuery, LastTransactionsQueryVariables>;