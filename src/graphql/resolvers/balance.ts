import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { GraphqlContext } from '../context.ts';
import { badUserInput } from '../errors/request-errors.ts';
import { GuardedBy } from '../guard/scopes.ts';
import { lotId } from '../ids.ts';
import { PageOfLots } from '../input/page-arguments.ts';
import { checkPageSize, USUAL_PAGE } from '../pages.ts';
import { toBalance, toCreditLot } from '../translate/to-balance.ts';
import { toPurchase } from '../translate/to-purchase.ts';
import { BalanceType, CreditLotType } from '../types/balance.ts';
import { PurchaseType } from '../types/purchase.ts';

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

export async function findPurchase(
  context: GraphqlContext,
  accountId: string,
  id: string | undefined,
): Promise<PurchaseType | undefined> {
  const purchase = id === undefined ? undefined : await context.loaders(accountId).purchases.load(id);
  return purchase === undefined ? undefined : toPurchase(purchase);
}
