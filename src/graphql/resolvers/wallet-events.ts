// Live money: the balance, and the ledger line by line.
import { Arg, Ctx, Resolver, Root, Subscription } from 'type-graphql';
import type { Balance, LedgerTransaction } from '../../ledger/index.ts';
import { auditWindowStart } from '../audit-window.ts';
import type { GraphqlContext } from '../context.ts';
import type { EventOrFailure } from '../deliver-events.ts';
import { badUserInput } from '../errors/request-errors.ts';
import { GuardedBy } from '../guard/scopes.ts';
import { toBalance } from '../translate/to-balance.ts';
import { toTransaction } from '../translate/to-transaction.ts';
import { BalanceType } from '../types/balance.ts';
import { TransactionType } from '../types/transaction.ts';

@Resolver()
export class WalletEventsResolver {
  @GuardedBy('ACCOUNT_READ')
  @Subscription(() => BalanceType, {
    description: 'The balance as it is now, then whenever it changes; changes in quick succession come as one.',
    subscribe: ({ context }) => followBalance(context as GraphqlContext),
  })
  balanceUpdated(@Root() event: EventOrFailure<Balance>, @Ctx() context: GraphqlContext): BalanceType {
    if (event instanceof Error) throw event;
    return toBalance(event, context.viewer.account.id);
  }

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

function followBalance({ services, viewer }: GraphqlContext): AsyncIterableIterator<Balance> {
  return services.ledger.followBalance(viewer.account.id);
}

function followTransactions(
  { services, viewer }: GraphqlContext,
  afterSequence: string | null | undefined,
): AsyncIterableIterator<LedgerTransaction> {
  return services.ledger.followTransactions({
    accountId: viewer.account.id,
    afterSequence: readSequence(afterSequence),
    createdFrom: auditWindowStart(viewer.plan, services.now()),
  });
}

function readSequence(text: string | null | undefined): bigint | undefined {
  if (text === null || text === undefined) return undefined;
  if (!/^\d{1,18}$/.test(text)) {
    throw badUserInput('afterSequence is the sequence number of a transaction.', [
      'a whole number as text, such as "42"',
    ]);
  }
  return BigInt(text);
}
