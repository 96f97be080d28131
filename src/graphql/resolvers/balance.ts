import { Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { GraphqlContext } from '../context.ts';
import { GuardedBy } from '../guard/scopes.ts';
import { toBalance } from '../translate/to-balance.ts';
import { toPurchase } from '../translate/to-purchase.ts';
import { BalanceType, CreditLotType } from '../types/balance.ts';
import { PurchaseType } from '../types/purchase.ts';

/** An account's balance now, read once per request. */
export async function balanceOf(context: GraphqlContext, accountId: string): Promise<BalanceType> {
  return toBalance(await context.loaders(accountId).balance(), accountId);
}

@Resolver()
export class BalanceResolver {
  @GuardedBy('ACCOUNT_READ')
  @Query(() => BalanceType, { description: 'What the account has now.' })
  balance(@Ctx() context: GraphqlContext): Promise<BalanceType> {
    return balanceOf(context, context.viewer.account.id);
  }
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
