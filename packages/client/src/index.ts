// The door of @tollgate/client.
export type { RetryOptions } from './back-off.ts';
export { createClient, type TollgateClient } from './client.ts';
export { compareCredits } from './compare-credits.ts';
export {
  type Connection,
  type ConnectionOptions,
  createConnection,
  type RequestOptions,
  type SubscribeOptions,
} from './connection.ts';
export type { SocketState } from './follow-socket.ts';
export type {
  Accepted,
  Canceled,
  Estimate,
  EstimateInput,
  GenerateRequest,
  Generation,
  GenerationOperations,
  GenerationPage,
  GenerationUpdate,
  Model,
  ModelPage,
  NotAccepted,
  Quote,
  Quoted,
} from './generation-operations.ts';
export * from './gql/graphql.ts';
export type {
  Bought,
  BuyRequest,
  ClientTokenMade,
  CreateClientTokenInput,
  CreditPack,
  Purchase,
  PurchaseOperations,
  PurchasePage,
} from './purchase-operations.ts';
export { type Refusal, type RefusalCode, type Refused, refusedBy } from './refusal.ts';
export type { Credential } from './send-request.ts';
export {
  type ClientErrorCode,
  type GraphqlProblem,
  TollgateError,
  type TollgateErrorCode,
} from './tollgate-error.ts';
export type { TypedDocument } from './typed-document.ts';
export {
  type VerifyWebhookInput,
  verifyWebhook,
  type WebhookEvent,
  type WebhookHeaders,
  type WebhookProblem,
  WebhookVerificationError,
} from './verify-webhook.ts';
export type {
  Balance,
  CreditLot,
  FollowTransactionsOptions,
  Transaction,
  TransactionPage,
  UsageReport,
  WalletOperations,
} from './wallet-operations.ts';
