import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { GraphqlContext } from '../context.ts';
import { refuseSuspendedBuyer } from '../errors/refuse-suspended.ts';
import { toPurchaseError } from '../errors/to-user-error.ts';
import { GuardedBy } from '../guard/scopes.ts';
import { checkIdempotencyKey, checkLine } from '../input/check-text.ts';
import { toPurchase } from '../translate/to-purchase.ts';
import { BuyCreditPackInput, BuyCreditPackPayload } from '../types/purchase.ts';
import type { AnyUserError } from '../types/user-errors.ts';
import { unlessBarred } from '../unless-barred.ts';

const LONGEST_PACK_ID = 100;

@Resolver()
export class BuyCreditPackResolver {
  @GuardedBy('BILLING_WRITE')
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
  context: GraphqlContext,
  { packId, idempotencyKey, successUrl, cancelUrl }: BuyCreditPackInput,
): Promise<BuyCreditPackPayload> {
  const { services, viewer } = context;
  const wrong = check(packId, idempotencyKey);
  if (wrong !== undefined) return refused(wrong);
  const [success, cancel] = [successUrl ?? undefined, cancelUrl ?? undefined];
  const asked = { accountId: viewer.account.id, packId, idempotencyKey, successUrl: success, cancelUrl: cancel };
  const { purchases } = services;
  const answer = await unlessBarred(await refuseSuspendedBuyer(context), {
    repeated: () => purchases.bought(asked),
    anew: () => purchases.buy(asked),
  });
  if ('barred' in answer) return refused(answer.barred);
  const { outcome } = answer;
  if (outcome.status === 'refused') return refused(toPurchaseError(outcome.refusal));
  const { purchase, replayed } = outcome;
  return { purchase: toPurchase(purchase), checkoutUrl: purchase.checkoutUrl, replayed, userErrors: [] };
}

function check(packId: string, idempotencyKey: string): AnyUserError | undefined {
  return checkIdempotencyKey(idempotencyKey) ?? checkLine('packId', packId, LONGEST_PACK_ID);
}

function refused(error: AnyUserError): BuyCreditPackPayload {
  return { purchase: undefined, checkoutUrl: undefined, replayed: false, userErrors: [error] };
}
