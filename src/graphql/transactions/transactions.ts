import { Arg, Args, Ctx, FieldResolver, Query, Resolver, Root, Subscription } from 'type-graphql';
import { auditWindowStart } from '../../callers/index.ts';
import type { LedgerTransaction } from '../../ledger/index.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { TRANSACTION_CURSOR } from '../edge/cursors.ts';
import { badUserInput } from '../edge/errors/request-errors.ts';
import { type ArgumentCheck, CheckedFirst } from '../edge/guard/argument-checks.ts';
import { GuardedBy } from '../edge/guard/scopes.ts';
import { present } from '../edge/input.ts';
import {
  type Connection,
  connectionType,
  type PageBothWaysArguments,
  readPageBothWays,
  toConnection,
} from '../edge/pages.ts';
import { auditWindowOf } from '../edge/plan-window.ts';
import type { EventOrFailure } from '../edge/sockets/deliver-events.ts';
import { findGeneration } from '../generations/generations.ts';
import { GenerationType } from '../generations/types.ts';
import { toApiKey } from '../keys/api-keys.ts';
import { ApiKeyType } from '../keys/types.ts';
import { ModelType } from '../models/types.ts';
import { findPurchase } from '../packs/packs.ts';
import { PurchaseType } from '../packs/types.ts';
import { readTransactionFilter } from './transaction-filter.ts';
import { toTransaction } from './translate.ts';
import { PageOfTransactions, TransactionType, type TransactionWhere } from './types.ts';

export const TransactionConnection = connectionType('Transaction', TransactionType);

@Resolver(() => TransactionType)
export class TransactionsResolver {
  @GuardedBy('ACCOUNT_READ')
  @CheckedFirst(pageBothWays, readableFilter)
  @Query(() => TransactionConnection, {
    description:
      "The ledger, newest first, inside the plan's audit window; forward with `first` and `after`, backward with `last` and `before`.",
  })
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
  const { size, after, before } = readPageBothWays(page, TRANSACTION_CURSOR);
  const accountId = viewer.account.id;
  const filter = readTransactionFilter(page.where, auditWindowStart(viewer.plan, services.now()));
  // Newest first: what comes before a cursor is newer than it, and is found the nearest first.
  const place = present({ beforeSequence: after, afterSequence: before });
  const found = await services.usage.transactions({ accountId, filter, limit: size + 1, ...place });
  const isBackward = before !== undefined;
  return toConnection({
    // Backward, something stands behind the page: what the cursor is of. One more row says that something stands before it.
    rows: isBackward ? [...found.slice(0, size).reverse(), ...found.slice(0, 1)] : found,
    size: isBackward ? Math.min(found.length, size) : size,
    auditWindow: auditWindowOf(services, viewer),
    hasPrevious: isBackward ? found.length > size : after !== undefined,
    toItem: toTransaction,
    toCursor: (transaction: LedgerTransaction) => TRANSACTION_CURSOR.write(transaction.sequence),
    totalCount: () => services.usage.countTransactions({ accountId, filter }),
  });
}

@Resolver()
export class TransactionPostedResolver {
  @GuardedBy('ACCOUNT_READ')
  @Subscription(() => TransactionType, {
    description:
      "Every transaction after the given sequence number (from now on without one), inside the plan's audit window, in order, none missing and none twice.",
    subscribe: ({ args, context }) =>
      followTransactions(context as GraphqlContext, (args as { afterSequence?: string | null }).afterSequence),
  })
  transactionPosted(
    @Arg('afterSequence', () => String, {
      nullable: true,
      description: 'The sequence number of the last transaction that is known already: "0" for all of them.',
    })
    _afterSequence: string | null | undefined,
    @Root() event: EventOrFailure<LedgerTransaction>,
  ): TransactionType {
    if (event instanceof Error) throw event;
    return toTransaction(event);
  }
}

function followTransactions(
  { services, viewer }: GraphqlContext,
  afterSequence: string | null | undefined,
): AsyncIterableIterator<LedgerTransaction> {
  return services.ledger.followTransactions({
    accountId: viewer.account.id,
    afterSequence: readAfterSequence(afterSequence),
    createdFrom: auditWindowStart(viewer.plan, services.now()),
  });
}

function readAfterSequence(text: string | null | undefined): bigint | undefined {
  if (text === null || text === undefined) return undefined;
  if (!/^\d{1,18}$/.test(text)) {
    throw badUserInput('afterSequence is the sequence number of a transaction.', [
      'a whole number as text, such as "42"',
    ]);
  }
  return BigInt(text);
}

function pageBothWays(...[given]: Parameters<ArgumentCheck>): void {
  readPageBothWays(given as PageBothWaysArguments, TRANSACTION_CURSOR);
}

/** Where the window begins does not matter here: only whether the filter can be read. */
function readableFilter(...[given]: Parameters<ArgumentCheck>): void {
  readTransactionFilter(given['where'] as TransactionWhere | null | undefined, new Date(0));
}
