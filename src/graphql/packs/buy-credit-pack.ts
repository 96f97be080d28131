import { Arg, Ctx, Field, ID, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import {
  type AnyUserError,
  checkIdempotencyKey,
  checkLine,
  refuseSuspendedBuyer,
  unlessBarred,
} from '../../callers/index.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { UserError } from '../edge/errors/user-errors.ts';
import { ForWhoAsked, GuardedBy } from '../edge/guard/scopes.ts';
import { UrlScalar } from '../edge/scalars.ts';
import { toPurchase, toPurchaseError } from './translate.ts';
import { PurchaseType } from './types.ts';

@InputType({ description: 'Which credit pack to buy.' })
class BuyCreditPackInput {
  @Field(() => ID, { description: 'Id of a credit pack.' })
  readonly packId!: string;

  @Field(() => ID, { description: 'One key, one purchase: 1 to 255 printable ASCII characters.' })
  readonly idempotencyKey!: string;

  @Field(() => UrlScalar, { nullable: true, description: 'Where the checkout page leads after payment.' })
  readonly successUrl?: string | null;

  @Field(() => UrlScalar, { nullable: true, description: 'Where the checkout page leads when the customer gives up.' })
  readonly cancelUrl?: string | null;
}

@ForWhoAsked()
@ObjectType({ description: 'The purchase, or why there is none.', simpleResolvers: true })
class BuyCreditPackPayload {
  @Field(() => PurchaseType, { nullable: true, description: 'The purchase, PENDING until it is paid.' })
  readonly purchase!: PurchaseType | undefined;

  @Field(() => UrlScalar, { nullable: true, description: 'Where to pay; null once there is nothing to pay.' })
  readonly checkoutUrl!: string | undefined;

  @Field(() => Boolean, { description: 'True when the idempotency key was used before: this is its first answer.' })
  readonly replayed!: boolean;

  @Field(() => [UserError], { description: 'Why it was refused; empty when it was not.' })
  readonly userErrors!: readonly UserError[];
}

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
