import { Args, ArgsType, Ctx, Field, FieldResolver, ID, Int, Query, Resolver, Root, Subscription } from 'type-graphql';
import { lotId } from '../../callers/index.ts';
import type { Balance } from '../../ledger/index.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { badUserInput } from '../edge/errors/request-errors.ts';
import { GuardedBy } from '../edge/guard/scopes.ts';
import { checkPageSize, USUAL_PAGE } from '../edge/pages.ts';
import type { EventOrFailure } from '../edge/sockets/deliver-events.ts';
import { findPurchase } from '../packs/packs.ts';
import { PurchaseType } from '../packs/types.ts';
import { toBalance, toCreditLot } from './translate.ts';
import { BalanceType, CreditLotType } from './types.ts';

@ArgsType()
class PageOfLots {
  @Field(() => Int, { nullable: true, defaultValue: USUAL_PAGE, description: 'How many, 1 to 100.' })
  readonly first?: number | null;

  @Field(() => ID, { nullable: true, description: 'Id of the last lot of the page before.' })
  readonly after?: string | null;
}

/** An account's balance now, read once per request. */
export async function balanceOf(context: GraphqlContext, accountId: string): Promise<BalanceType> {
  return toBalance(await context.loaders(accountId).balance(), accountId);
}

@Resolver(() => BalanceType)
export class BalanceResolver {
  @GuardedBy('ACCOUNT_READ')
  @Query(() => BalanceType, { description: 'What the account has now.' })
  balance(@Ctx() context: GraphqlContext): Promise<BalanceType> {
    return balanceOf(context, context.viewer.account.id);
  }

  @FieldResolver(() => [CreditLotType], {
    description: 'In the order they will be spent, a page of them: lotCount says how many there are.',
  })
  lots(@Root() balance: BalanceType, @Args(() => PageOfLots) page: PageOfLots): CreditLotType[] {
    return pageOfLots(balance, page);
  }
}

function pageOfLots({ lotStates, accountId }: BalanceType, { first, after }: PageOfLots): CreditLotType[] {
  const size = first ?? USUAL_PAGE;
  checkPageSize(size);
  const isFirst = after === undefined || after === null;
  const before = isFirst ? -1 : lotStates.findIndex(({ number }) => lotId(number) === after);
  if (!isFirst && before < 0) {
    throw badUserInput('after is no lot that still holds something: read on from the first page.');
  }
  return lotStates.slice(before + 1, before + 1 + size).map((lot) => toCreditLot(lot, accountId));
}

@Resolver(() => CreditLotType)
export class CreditLotResolver {
  @FieldResolver(() => PurchaseType, { nullable: true, description: 'The purchase that added them.' })
  async purchase(
    @Root() { accountId, purchaseId }: CreditLotType,
    @Ctx() context: GraphqlContext,
  ): Promise<PurchaseType | undefined> {
    return findPurchase(context, accountId, purchaseId);
  }
}

@Resolver()
export class BalanceUpdatedResolver {
  @GuardedBy('ACCOUNT_READ')
  @Subscription(() => BalanceType, {
    description: 'The balance as it is now, then whenever it changes; changes in quick succession come as one.',
    subscribe: ({ context }) => followBalance(context as GraphqlContext),
  })
  balanceUpdated(@Root() event: EventOrFailure<Balance>, @Ctx() context: GraphqlContext): BalanceType {
    if (event instanceof Error) throw event;
    return toBalance(event, context.viewer.account.id);
  }
}

function followBalance({ services, viewer }: GraphqlContext): AsyncIterableIterator<Balance> {
  return services.ledger.followBalance(viewer.account.id);
}
