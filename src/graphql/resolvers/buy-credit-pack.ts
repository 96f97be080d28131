import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { GraphqlContext } from '../context.ts';
import { toPurchaseError } from '../errors/to-user-error.ts';
import { ACCOUNT_SUSPENDED } from '../errors/user-errors.ts';
import { checkIdempotencyKey, checkLine } from '../input/check-text.ts';
import { toPurchase } from '../translate/to-purchase.ts';
import { BuyCreditPackInput, BuyCreditPackPayload } from '../types/purchase.ts';
import type { AnyUserError } from '../types/user-errors.ts';
import type { Viewer } from '../viewer.ts';

const LONGEST_PACK_ID = 100;

@Resolver()
export class BuyCreditPackResolver {
  @Mutation(() => BuyCreditPackPayload, {
    description: 'Begins a purchase. The credits are added when the payment provider confirms the payment.',
  })
  buyCreditPack(
    @Arg('input', () => BuyCreditPackInput) input: BuyCreditPackInput,
    @Ctx() context: GraphqlContext,
  ): Promise<BuyCreditPackPayload> {
    context.forget();
    return buyCreditPack(context, input);
  }
}

async function buyCreditPack(
  { services, viewer }: GraphqlContext,
  { packId, idempotencyKey, successUrl, cancelUrl }: BuyCreditPackInput,
): Promise<BuyCreditPackPayload> {
  const wrong = check(viewer, packId, idempotencyKey);
  if (wrong !== undefined) return refused(wrong);
  const outcome = await services.purchases.buy({
    accountId: viewer.account.id,
    packId,
    idempotencyKey,
    successUrl: successUrl ?? undefined,
    cancelUrl: cancelUrl ?? undefined,
  });
  if (outcome.status === 'refused') return refused(toPurchaseError(outcome.refusal));
  const { purchase, replayed } = outcome;
  return { purchase: toPurchase(purchase), checkoutUrl: purchase.checkoutUrl, replayed, userErrors: [] };
}

function check({ account }: Viewer, packId: string, idempotencyKey: string): AnyUserError | undefined {
  if (account.status === 'SUSPENDED') return ACCOUNT_SUSPENDED;
  return checkIdempotencyKey(idempotencyKey) ?? checkLine('packId', packId, LONGEST_PACK_ID);
}

function refused(error: AnyUserError): BuyCreditPackPayload {
  return { purchase: undefined, checkoutUrl: undefined, replayed: false, userErrors: [error] };
}
