// The executable schema, built from the decorated classes.
import 'reflect-metadata';
import type { GraphQLSchema } from 'graphql';
import { buildSchemaSync, type PubSub } from 'type-graphql';
import { requireScopes } from './guard/scopes.ts';
import { AccountResolver } from './resolvers/account.ts';
import { AnomaliesResolver } from './resolvers/anomalies.ts';
import { ApiKeysResolver } from './resolvers/api-keys.ts';
import { AutoTopUpResolver } from './resolvers/auto-top-up.ts';
import { BalanceResolver, CreditLotResolver } from './resolvers/balance.ts';
import { BuyCreditPackResolver } from './resolvers/buy-credit-pack.ts';
import { CancelGenerationResolver } from './resolvers/cancel-generation.ts';
import { ChangePlanResolver } from './resolvers/change-plan.ts';
import { CreateAccountResolver } from './resolvers/create-account.ts';
import { CreateApiKeyResolver } from './resolvers/create-api-key.ts';
import { CreateWebhookEndpointResolver } from './resolvers/create-webhook-endpoint.ts';
import { DeleteWebhookEndpointResolver } from './resolvers/delete-webhook-endpoint.ts';
import { EstimateBatchResolver, EstimateResolver } from './resolvers/estimate.ts';
import { GenerateResolver } from './resolvers/generate.ts';
import { GenerationUpdatedResolver } from './resolvers/generation-updated.ts';
import { GenerationsResolver } from './resolvers/generations.ts';
import { GrantCreditsResolver } from './resolvers/grant-credits.ts';
import { HeldGenerationsResolver } from './resolvers/held-generations.ts';
import { InvoicesResolver } from './resolvers/invoices.ts';
import { ModelsResolver } from './resolvers/models.ts';
import { NodeResolver } from './resolvers/node.ts';
import { OperatorActionsResolver } from './resolvers/operator-actions.ts';
import { PacksResolver } from './resolvers/packs.ts';
import { PriceBooksResolver } from './resolvers/price-books.ts';
import { PurchasesResolver } from './resolvers/purchases.ts';
import { QuoteResolver, QuoteSpendingResolver } from './resolvers/quote.ts';
import { LotShareResolver, ReceiptResolver } from './resolvers/receipt.ts';
import { RefundChargeResolver } from './resolvers/refund-charge.ts';
import { RefundPurchaseResolver } from './resolvers/refund-purchase.ts';
import { ReplayWebhooksResolver } from './resolvers/replay-webhooks.ts';
import { RevokeApiKeyResolver } from './resolvers/revoke-api-key.ts';
import { RotateWebhookSecretResolver } from './resolvers/rotate-webhook-secret.ts';
import { SendTestWebhookResolver } from './resolvers/send-test-webhook.ts';
import { SetBillingModeResolver } from './resolvers/set-billing-mode.ts';
import { SettleGenerationResolver } from './resolvers/settle-generation.ts';
import { TransactionsResolver } from './resolvers/transactions.ts';
import { UpdateApiKeyResolver } from './resolvers/update-api-key.ts';
import { UpdateWebhookEndpointResolver } from './resolvers/update-webhook-endpoint.ts';
import { UsageResolver } from './resolvers/usage.ts';
import { VerifyLedgerResolver } from './resolvers/verify-ledger.ts';
import { WalletEventsResolver } from './resolvers/wallet-events.ts';
import { WarningsResolver } from './resolvers/warnings.ts';
import { WebhooksResolver } from './resolvers/webhooks.ts';

/** Subscriptions follow rows of the database; TypeGraphQL wants a pub/sub all the same. */
const NO_PUB_SUB: PubSub = {
  publish: () => {
    throw new Error('nothing is published here');
  },
  subscribe: () => {
    throw new Error('nothing is published here');
  },
};

/** Throws when there is a field that nobody gave scopes. */
export function buildGraphqlSchema(): GraphQLSchema {
  const schema = buildSchemaSync({
    resolvers: [
      AccountResolver,
      AnomaliesResolver,
      ApiKeysResolver,
      BalanceResolver,
      BuyCreditPackResolver,
      AutoTopUpResolver,
      CancelGenerationResolver,
      ChangePlanResolver,
      CreateAccountResolver,
      CreateApiKeyResolver,
      CreditLotResolver,
      EstimateBatchResolver,
      EstimateResolver,
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
      PriceBooksResolver,
      PurchasesResolver,
      QuoteResolver,
      QuoteSpendingResolver,
      ReceiptResolver,
      RefundChargeResolver,
      RefundPurchaseResolver,
      RevokeApiKeyResolver,
      SetBillingModeResolver,
      SettleGenerationResolver,
      TransactionsResolver,
      UpdateApiKeyResolver,
      UsageResolver,
      VerifyLedgerResolver,
      OperatorActionsResolver,
      WalletEventsResolver,
      CreateWebhookEndpointResolver,
      DeleteWebhookEndpointResolver,
      ReplayWebhooksResolver,
      RotateWebhookSecretResolver,
      SendTestWebhookResolver,
      UpdateWebhookEndpointResolver,
      WebhooksResolver,
      WarningsResolver,
    ],
    pubSub: NO_PUB_SUB,
    validate: false,
  });
  requireScopes(schema);
  return schema;
}
