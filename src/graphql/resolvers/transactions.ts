import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { LedgerTransaction } from '../../ledger/index.ts';
import { auditWindowStart } from '../audit-window.ts';
import type { GraphqlContext } from '../context.ts';
import { TRANSACTION_CURSOR } from '../cursors.ts';
import { GuardedBy } from '../guard/scopes.ts';
import { PageOfTransactions } from '../input/page-arguments.ts';
import { present } from '../input/present.ts';
import { readTransactionFilter } from '../input/transaction-filter.ts';
import { readPage, toConnection } from '../pages.ts';
import { toApiKey } from '../translate/to-api-key.ts';
import { toTransaction } from '../translate/to-transaction.ts';
import { ApiKeyType } from '../types/api-key.ts';
import { type Connection, connectionType } from '../types/connection.ts';
import { GenerationType } from '../types/generation.ts';
import { ModelType } from '../types/model.ts';
import { PurchaseType } from '../types/purchase.ts';
import { TransactionType } from '../types/transaction.ts';
import { findPurchase } from './balance.ts';
import { findGeneration } from './generations.ts';

const TransactionConnection = connectionType('Transaction', TransactionType);

@Resolver(() => TransactionType)
export class TransactionsResolver {
  @GuardedBy('ACCOUNT_READ')
  @Query(() => TransactionConnection, { description: "The ledger, newest first, inside the plan's audit window." })
  transactions(
    @Args(() => PageOfTransactions) page: PageOfTransactions,
    @Ctx() context: GraphqlContext,
  ): Promise<Connection<TransactionType>> {
    return listTransactions(context, page);
  }

  @FieldResolver(() => GenerationType, { nullable: true, description: 'The generation that it is about.' })
  generation(@Root() root: TransactionType, @Ctx() context: GraphqlContext): Promise<GenerationType | undefined> {
    return findGeneration(context, root.accountId, root.generationId);
  }

  @FieldResolver(() => ModelType, { nullable: true, description: 'The model of the generation that it is about.' })
  async model(@Root() root: TransactionType, @Ctx() context: GraphqlContext): Promise<ModelType | undefined> {
    return (await findGeneration(context, root.accountId, root.generationId))?.model;
  }

  @FieldResolver(() => ApiKeyType, { nullable: true, description: 'The key that asked for it.' })
  async apiKey(@Root() root: TransactionType, @Ctx() context: GraphqlContext): Promise<ApiKeyType | undefined> {
    const { accountId, apiKeyId } = root;
    const key = apiKeyId === undefined ? undefined : await context.loaders(accountId).apiKeys.load(apiKeyId);
    return key === undefined ? undefined : toApiKey(key);
  }

  @FieldResolver(() => PurchaseType, { nullable: true, description: 'The purchase that added the credits.' })
  purchase(@Root() root: TransactionType, @Ctx() context: GraphqlContext): Promise<PurchaseType | undefined> {
    return findPurchase(context, root.accountId, root.purchaseId);
  }
}

async function listTransactions(
  { services, viewer }: GraphqlContext,
  page: PageOfTransactions,
): Promise<Connection<TransactionType>> {
  const { size, after } = readPage(page, TRANSACTION_CURSOR);
  const accountId = viewer.account.id;
  const filter = readTransactionFilter(page.where, auditWindowStart(viewer.plan, services.now()));
  const rows = await services.ledger.transactions({
    accountId,
    filter,
    limit: size + 1,
    ...present({ beforeSequence: after }),
  });
  return toConnection({
    rows,
    size,
    toItem: toTransaction,
    toCursor: (transaction: LedgerTransaction) => TRANSACTION_CURSOR.write(transaction.sequence),
    totalCount: () => services.ledger.countTransactions(accountId, filter),
  });
}
