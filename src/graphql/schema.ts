// The executable schema, built from the decorated classes.
import { assertValidSchema, type GraphQLSchema, isInterfaceType } from 'graphql';
import { buildSchemaSync, type PubSub } from 'type-graphql';
import { AccountResolver } from './accounts/account.ts';
import { CreateAccountResolver } from './accounts/create-account.ts';
import { UpdateAccountResolver } from './accounts/update-account.ts';
import { WarningsResolver } from './accounts/warnings.ts';
import { BalanceResolver, BalanceUpdatedResolver, CreditLotResolver } from './balance/balance.ts';
import { requireScopes } from './edge/guard/scopes.ts';
import type { Typed } from './edge/types.ts';
import { EmailsResolver } from './emails/emails.ts';
import { EndUserResolver } from './end-users/end-users.ts';
import { SetEndUserLimitResolver } from './end-users/set-end-user-limit.ts';
import { EstimateBatchResolver, EstimateResolver } from './estimates/estimate.ts';
import { QuoteResolver, QuoteSpendingResolver } from './estimates/quote.ts';
import { ExportsResolver } from './exports/exports.ts';
import type { SdlReaders } from './federation/subgraph-schema.ts';
import { CancelGenerationResolver } from './generations/cancel-generation.ts';
import { GenerateResolver } from './generations/generate.ts';
import { GenerationsResolver, GenerationUpdatedResolver } from './generations/generations.ts';
import { LotShareResolver, ReceiptResolver } from './generations/receipt.ts';
import { InvoicesResolver } from './invoices/invoices.ts';
import { SetBillingModeResolver } from './invoices/set-billing-mode.ts';
import { ApiKeysResolver } from './keys/api-keys.ts';
import { CreateApiKeyResolver } from './keys/create-api-key.ts';
import { CreateClientTokenResolver } from './keys/create-client-token.ts';
import { RevokeApiKeyResolver } from './keys/revoke-api-key.ts';
import { RotateApiKeyResolver } from './keys/rotate-api-key.ts';
import { UpdateApiKeyResolver } from './keys/update-api-key.ts';
import { ModelsResolver } from './models/models.ts';
import { NodeResolver } from './node.ts';
import { AccountBooksResolver } from './operator/account-books.ts';
import { AccountsResolver } from './operator/accounts.ts';
import { DeductCreditsResolver } from './operator/deduct-credits.ts';
import { GrantCreditsResolver } from './operator/grant-credits.ts';
import { HeldGenerationsResolver } from './operator/held-generations.ts';
import { OperateAccountResolver } from './operator/operate-account.ts';
import { OperatorActionsResolver } from './operator/operator-actions.ts';
import { ReconcileFindingsResolver } from './operator/reconcile-findings.ts';
import { RefundChargeResolver } from './operator/refund-charge.ts';
import { RevenueResolver } from './operator/revenue.ts';
import { SettleGenerationResolver } from './operator/settle-generation.ts';
import { StuckGenerationsResolver } from './operator/stuck-generations.ts';
import { BuyCreditPackResolver } from './packs/buy-credit-pack.ts';
import { PacksResolver, PurchasesResolver } from './packs/packs.ts';
import { RefundPurchaseResolver } from './packs/refund-purchase.ts';
import { ChangePlanResolver, PlansResolver } from './plans/plans.ts';
import { PriceBooksResolver } from './price-books/price-books.ts';
import { PurgeRequestResolver } from './requests/purge-request.ts';
import { RequestConnectionResolver, RequestsResolver } from './requests/requests.ts';
import { StatementsResolver } from './statements/statements.ts';
import { AutoTopUpResolver } from './top-up/auto-top-up.ts';
import { TransactionPostedResolver, TransactionsResolver } from './transactions/transactions.ts';
import { VerifyLedgerResolver } from './transactions/verify-ledger.ts';
import { AnomaliesResolver } from './usage/anomalies.ts';
import { AnomalyDetectedResolver } from './usage/anomaly-detected.ts';
import { ForecastResolver } from './usage/forecast.ts';
import { UsageResolver } from './usage/usage.ts';
import { ViewerResolver } from './viewer/viewer.ts';
import {
  CreateWebhookEndpointResolver,
  DeleteWebhookEndpointResolver,
  UpdateWebhookEndpointResolver,
} from './webhooks/change-endpoints.ts';
import {
  ReplayWebhooksResolver,
  RotateWebhookSecretResolver,
  SendTestWebhookResolver,
} from './webhooks/send-webhooks.ts';
import { WebhooksResolver } from './webhooks/webhooks.ts';

/** Subscriptions follow rows of the database; TypeGraphQL wants a pub/sub all the same. */
const NO_PUB_SUB: PubSub = {
  publish: () => {
    throw new Error('nothing is published here');
  },
  subscribe: () => {
    throw new Error('nothing is published here');
  },
};

const RESOLVERS = [
  AccountResolver,
  AccountsResolver,
  AccountBooksResolver,
  RevenueResolver,
  ReconcileFindingsResolver,
  StuckGenerationsResolver,
  AnomaliesResolver,
  AnomalyDetectedResolver,
  ForecastResolver,
  ApiKeysResolver,
  BalanceResolver,
  BuyCreditPackResolver,
  AutoTopUpResolver,
  CancelGenerationResolver,
  ChangePlanResolver,
  CreateAccountResolver,
  CreateApiKeyResolver,
  CreateClientTokenResolver,
  CreditLotResolver,
  EstimateBatchResolver,
  EstimateResolver,
  ExportsResolver,
  GenerateResolver,
  GenerationUpdatedResolver,
  GenerationsResolver,
  GrantCreditsResolver,
  HeldGenerationsResolver,
  InvoicesResolver,
  LotShareResolver,
  ModelsResolver,
  NodeResolver,
  PacksResolver,
  PlansResolver,
  PriceBooksResolver,
  PurchasesResolver,
  PurgeRequestResolver,
  QuoteResolver,
  QuoteSpendingResolver,
  ReceiptResolver,
  RefundChargeResolver,
  RefundPurchaseResolver,
  RequestConnectionResolver,
  RequestsResolver,
  RevokeApiKeyResolver,
  RotateApiKeyResolver,
  SetBillingModeResolver,
  SettleGenerationResolver,
  StatementsResolver,
  TransactionsResolver,
  UpdateAccountResolver,
  EmailsResolver,
  EndUserResolver,
  SetEndUserLimitResolver,
  UpdateApiKeyResolver,
  UsageResolver,
  VerifyLedgerResolver,
  ViewerResolver,
  OperatorActionsResolver,
  BalanceUpdatedResolver,
  TransactionPostedResolver,
  CreateWebhookEndpointResolver,
  DeductCreditsResolver,
  OperateAccountResolver,
  DeleteWebhookEndpointResolver,
  ReplayWebhooksResolver,
  RotateWebhookSecretResolver,
  SendTestWebhookResolver,
  UpdateWebhookEndpointResolver,
  WebhooksResolver,
  WarningsResolver,
] as const;

export interface SchemaOptions {
  /** Whether gateways of a supergraph may ask, and who may ask for the text of the schema. */
  readonly federation: { readonly kind: 'off' } | { readonly kind: 'on'; readonly sdlReaders: SdlReaders };
}

/** The schema that is served. What federation needs is loaded only where it is on. */
export async function loadServedSchema({ federation }: SchemaOptions): Promise<GraphQLSchema> {
  const schema = buildGraphqlSchema();
  if (federation.kind === 'off') return schema;
  const { asSubgraph } = await import('./federation/subgraph-schema.ts');
  const subgraph = asSubgraph(schema, federation.sdlReaders);
  requireScopes(subgraph);
  return subgraph;
}

/** TypeGraphQL makes a promise for each value of an interface, which takes longer, and which compiled operations do not know. */
function resolveTypesAtOnce(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (isInterfaceType(type)) type.resolveType = ({ __typename }: Typed) => __typename;
  }
}

/** Throws when the schema is none, or when there is a field that nobody gave scopes. */
export function buildGraphqlSchema(): GraphQLSchema {
  const schema = buildSchemaSync({
    resolvers: RESOLVERS,
    pubSub: NO_PUB_SUB,
    validate: false,
    // It would have the whole schema described by an execution, which takes longer than all the rest.
    skipCheck: true,
  });
  assertValidSchema(schema);
  resolveTypesAtOnce(schema);
  requireScopes(schema);
  return schema;
}
