import { Arg, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { auditWindowStart } from '../audit-window.ts';
import type { GraphqlContext } from '../context.ts';
import { GuardedBy } from '../guard/scopes.ts';
import { fromPublicId } from '../ids.ts';
import { toCreditLot } from '../translate/to-balance.ts';
import { toReceipt } from '../translate/to-receipt.ts';
import { CreditLotType } from '../types/balance.ts';
import { LotShareType, ReceiptType } from '../types/receipt.ts';

@Resolver()
export class ReceiptResolver {
  @GuardedBy('GENERATION_READ', 'ACCOUNT_READ')
  @Query(() => ReceiptType, {
    nullable: true,
    description:
      "What a generation cost and why; null when the account has no such one, or not inside the plan's audit window.",
  })
  receipt(
    @Arg('generationId', () => ID) generationId: string,
    @Ctx() context: GraphqlContext,
  ): Promise<ReceiptType | undefined> {
    return findReceipt(context, fromPublicId('gen', generationId));
  }
}

@Resolver(() => LotShareType)
export class LotShareResolver {
  @GuardedBy('ACCOUNT_READ')
  @FieldResolver(() => CreditLotType, {
    nullable: true,
    description: 'The lot as it is now; null: the credit line of a postpaid account.',
  })
  async lot(
    @Root() { accountId, number }: LotShareType,
    @Ctx() context: GraphqlContext,
  ): Promise<CreditLotType | undefined> {
    const lot = await context.loaders(accountId).lots.load(number);
    return lot === undefined ? undefined : toCreditLot(lot, accountId);
  }
}

async function findReceipt(
  { services, viewer, loaders }: GraphqlContext,
  id: string | undefined,
): Promise<ReceiptType | undefined> {
  const accountId = viewer.account.id;
  const generation = id === undefined ? undefined : await loaders(accountId).generations.load(id);
  const since = auditWindowStart(viewer.plan, services.now());
  if (generation === undefined || generation.createdAt < since) return undefined;
  const [summary, lines] = await Promise.all([
    services.ledger.generationSummary(accountId, generation.id),
    services.generations.lines(generation),
  ]);
  return summary === undefined ? undefined : toReceipt({ generation, summary, lines }, services.catalog);
}
