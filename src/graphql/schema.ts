// The executable schema, built from the decorated classes.
import 'reflect-metadata';
import type { GraphQLSchema } from 'graphql';
import { buildSchemaSync, type PubSub } from 'type-graphql';
import { AccountResolver } from './resolvers/account.ts';
import { ApiKeysResolver } from './resolvers/api-keys.ts';
import { BalanceResolver, CreditLotResolver } from './resolvers/balance.ts';
import { BuyCreditPackResolver } from './resolvers/buy-credit-pack.ts';
import { CreateAccountResolver } from './resolvers/create-account.ts';
import { CreateApiKeyResolver } from './resolvers/create-api-key.ts';
import { EstimateBatchResolver, EstimateResolver } from './resolvers/estimate.ts';
import { GenerateResolver } from './resolvers/generate.ts';
import { GenerationUpdatedResolver } from './resolvers/generation-updated.ts';
import { GenerationsResolver } from './resolvers/generations.ts';
import { GrantCreditsResolver } from './resolvers/grant-credits.ts';
import { ModelsResolver } from './resolvers/models.ts';
import { NodeResolver } from './resolvers/node.ts';
import { PacksResolver } from './resolvers/packs.ts';
import { PurchasesResolver } from './resolvers/purchases.ts';
import { RefundChargeResolver } from './resolvers/refund-charge.ts';
import { RevokeApiKeyResolver } from './resolvers/revoke-api-key.ts';
import { TransactionsResolver } from './resolvers/transactions.ts';
import { UsageResolver } from './resolvers/usage.ts';
import { VerifyLedgerResolver } from './resolvers/verify-ledger.ts';

/** Subscriptions follow rows of the database; TypeGraphQL wants a pub/sub all the same. */
const NO_PUB_SUB: PubSub = {
  publish: () => {
    throw new Error('nothing is published here');
  },
  subscribe: () => {
    throw new Error('nothing is published here');
  },
};

export function buildGraphqlSchema(): GraphQLSchema {
  return buildSchemaSync({
    resolvers: [
      AccountResolver,
      ApiKeysResolver,
      BalanceResolver,
      BuyCreditPackResolver,
      CreateAccountResolver,
      CreateApiKeyResolver,
      CreditLotResolver,
      EstimateBatchResolver,
      EstimateResolver,
      GenerateResolver,
      GenerationUpdatedResolver,
      GenerationsResolver,
      GrantCreditsResolver,
      ModelsResolver,
      NodeResolver,
      PacksResolver,
      PurchasesResolver,
      RefundChargeResolver,
      RevokeApiKeyResolver,
      TransactionsResolver,
      UsageResolver,
      VerifyLedgerResolver,
    ],
    pubSub: NO_PUB_SUB,
    validate: false,
  });
}
