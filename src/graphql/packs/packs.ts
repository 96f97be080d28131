import { Args, Ctx, Query, Resolver } from 'type-graphql';
import type { Purchase } from '../../purchases/index.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { PURCHASE_CURSOR } from '../edge/cursors.ts';
import { CheckedFirst, pageOf } from '../edge/guard/argument-checks.ts';
import { ForAnyKey, GuardedBy } from '../edge/guard/scopes.ts';
import { present } from '../edge/input.ts';
import { type Connection, connectionType, PageOf, readPage, toConnection } from '../edge/pages.ts';
import { toCreditPack } from './credit-pack.ts';
import { toPurchase } from './translate.ts';
import { CreditPackType, PurchaseType } from './types.ts';

@Resolver()
export class PacksResolver {
  @ForAnyKey()
  @Query(() => [CreditPackType], { description: 'The credit packs for sale.' })
  creditPacks(@Ctx() { services }: GraphqlContext): CreditPackType[] {
    return services.catalog.storefront.packs.map(toCreditPack);
  }
}

export const PurchaseConnection = connectionType('Purchase', PurchaseType);

@Resolver()
export class PurchasesResolver {
  @GuardedBy('ACCOUNT_READ')
  @CheckedFirst(pageOf(PURCHASE_CURSOR))
  @Query(() => PurchaseConnection, { description: 'Newest first.' })
  async purchases(
    @Args(() => PageOf) page: PageOf,
    @Ctx() { services, viewer }: GraphqlContext,
  ): Promise<Connection<PurchaseType>> {
    const { size, after } = readPage(page, PURCHASE_CURSOR);
    const asked = { accountId: viewer.account.id, limit: size + 1, ...present({ beforeId: after }) };
    const rows = await services.purchases.list(asked);
    const toCursor = (purchase: Purchase): string => PURCHASE_CURSOR.write(purchase.id);
    return toConnection({ rows, size, toItem: toPurchase, toCursor });
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
