import { Args, Ctx, Query, Resolver } from 'type-graphql';
import type { Purchase } from '../../purchases/index.ts';
import type { GraphqlContext } from '../context.ts';
import { PURCHASE_CURSOR } from '../cursors.ts';
import { GuardedBy } from '../guard/scopes.ts';
import { PageOf } from '../input/page-arguments.ts';
import { present } from '../input/present.ts';
import { readPage, toConnection } from '../pages.ts';
import { toPurchase } from '../translate/to-purchase.ts';
import { type Connection, connectionType } from '../types/connection.ts';
import { PurchaseType } from '../types/purchase.ts';

const PurchaseConnection = connectionType('Purchase', PurchaseType);

@Resolver()
export class PurchasesResolver {
  @GuardedBy('ACCOUNT_READ')
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
