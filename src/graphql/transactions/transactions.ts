import { Arg, Args, Ctx, FieldResolver, Query, Resolver, Root, Subscription } from 'type-graphql';
import type { LedgerTransaction } from '../../ledger/index.ts';
import type { StatementPage } from '../../usage/index.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { TRANSACTION_CURSOR } from '../edge/cursors.ts';
import { badUserInput } from '../edge/errors/request-errors.ts';
import { type ArgumentCheck, CheckedFirst, pageOf } from '../edge/guard/argument-checks.ts';
import { GuardedBy } from '../edge/guard/scopes.ts';
import { checkModelNames, present, readFilterId } from '../edge/input.ts';
import { type Connection, connectionType, readPage, toConnection } from '../edge/pages.ts';
import type { EventOrFailure } from '../edge/sockets/deliver-events.ts';
import { auditWindowStart } from '../edge/viewer.ts';
import { findGeneration } from '../generations/generations.ts';
import { GenerationType } from '../generations/types.ts';
import { toApiKey } from '../keys/api-keys.ts';
import { ApiKeyType } from '../keys/types.ts';
import { ModelType } from '../models/types.ts';
import { findPurchase } from '../packs/packs.ts';
import { PurchaseType } from '../packs/types.ts';
import { toTransaction } from './translate.ts';
import { PageOfTransactions, TransactionType, type TransactionWhere } from './types.ts';

const TransactionConnection = connectionType('Transaction', TransactionType);

@Resolver(() => TransactionType)
export class TransactionsResolver {
  @GuardedBy('ACCOUNT_READ')
  @CheckedFirst(pageOf(TRANSACTION_CURSOR), readableFilter)
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
  const rows = await services.usage.transactions({
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
    totalCount: () => services.usage.countTransactions({ accountId, filter }),
  });
}

// The filter of `transactions`, in the ledger's words. An id that cannot be one is refused: an empty list would hide it.

/** `since` is where the plan's audit window begins. Throws BAD_USER_INPUT. */
function readTransactionFilter(where: TransactionWhere | null | undefined, since: Date): StatementPage['filter'] {
  const { type, model, generationId, apiKeyId, createdAt } = where ?? {};
  return {
    ...present({
      types: type,
      models: checkModelNames(model),
      generationId: readFilterId('gen', generationId),
      apiKeyId: readFilterId('key', apiKeyId),
      createdBefore: createdAt?.to,
    }),
    createdFrom: later(createdAt?.from, since),
  };
}

function later(date: Date | null | undefined, other: Date): Date {
  return date !== undefined && date !== null && date > other ? date : other;
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

/** Where the window begins does not matter here: only whether the filter can be read. */
function readableFilter(...[given]: Parameters<ArgumentCheck>): void {
  readTransactionFilter(given['where'] as TransactionWhere | null | undefined, new Date(0));
}
