import { Arg, Ctx, Field, ID, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import {
  type AnyUserError,
  checkIdempotencyKey,
  checkLine,
  fromPublicId,
  generalError,
  invalidParameter,
  keyMismatch,
  toPublicId,
} from '../../callers/index.ts';
import { formatCredits, type MicroCredits } from '../../money/index.ts';
import type { PurchaseRefund, RefundRefusal, RefundStatus } from '../../purchases/index.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { UserError } from '../edge/errors/user-errors.ts';
import { ForWhoAsked, GuardedBy } from '../edge/guard/scopes.ts';
import { CreditsScalar, DateTimeScalar } from '../edge/scalars.ts';
import { enumType, MoneyType, toMoney } from '../edge/types.ts';
import { operatorOf } from '../operator/acting.ts';

const RefundStatusEnum = enumType<RefundStatus>('RefundStatus', 'How far a refund is.', {
  PENDING: 'The credits are taken; the payment provider is asked until it answers.',
  DONE: 'The money is on its way.',
  FAILED: 'No money went back; the credits are back.',
});

@InputType({ description: 'The purchase whose unused credits go back.' })
class RefundPurchaseInput {
  @Field(() => ID, { description: 'Id of the account that bought it.' })
  readonly accountId!: string;

  @Field(() => ID, { description: 'Id of the purchase.' })
  readonly purchaseId!: string;

  @Field(() => CreditsScalar, {
    nullable: true,
    description: 'How many: more than 0, at most what is unused; null: all that is unused.',
  })
  readonly credits?: MicroCredits | null;

  @Field(() => String, { description: 'For the customer, in at most 500 characters.' })
  readonly reason!: string;

  @Field(() => ID, { description: 'One key, one refund per account: 1 to 255 printable ASCII characters.' })
  readonly idempotencyKey!: string;
}

@GuardedBy('OPERATOR')
@ObjectType('PurchaseRefund', { description: 'Money for unused credits of a purchase.', simpleResolvers: true })
class PurchaseRefundType {
  @Field(() => ID, { description: 'The payment provider knows it by this id too.' })
  readonly id!: string;

  @Field(() => RefundStatusEnum, { description: 'How far it is.' })
  readonly status!: RefundStatus;

  @Field(() => CreditsScalar, { description: 'The credits that go back.' })
  readonly credits!: MicroCredits;

  @Field(() => MoneyType, {
    description: 'What they were bought for: the exact share of the price, rounded down once over all refunds.',
  })
  readonly amount!: MoneyType;

  @Field(() => String, { description: 'Why, in words for the customer.' })
  readonly reason!: string;

  @Field(() => DateTimeScalar, { description: 'When it was begun.' })
  readonly createdAt!: Date;
}

@ForWhoAsked()
@ObjectType({ description: 'What goes back, or why nothing does.', simpleResolvers: true })
class RefundPurchasePayload {
  @Field(() => PurchaseRefundType, { nullable: true, description: 'The refund.' })
  readonly refund!: PurchaseRefundType | undefined;

  @Field(() => Boolean, { description: 'True when the idempotency key was used before: nothing more went back.' })
  readonly replayed!: boolean;

  @Field(() => [UserError], { description: 'Why it was refused; empty when it was not.' })
  readonly userErrors!: readonly UserError[];
}

const LONGEST_REASON = 500;

@Resolver()
export class RefundPurchaseResolver {
  @GuardedBy('OPERATOR')
  @Mutation(() => RefundPurchasePayload, {
    description:
      'Operator: gives back the money that unused credits of a purchase were bought for. The credits are taken first; if no money goes back, they return.',
  })
  refundPurchase(
    @Arg('input', () => RefundPurchaseInput) input: RefundPurchaseInput,
    @Ctx() context: GraphqlContext,
  ): Promise<RefundPurchasePayload> {
    context.forget();
    return refundPurchase(context, input);
  }
}

async function refundPurchase(context: GraphqlContext, input: RefundPurchaseInput): Promise<RefundPurchasePayload> {
  const accountId = fromPublicId('acct', input.accountId);
  if (accountId === undefined) return refused(unknownAccount());
  const purchaseId = fromPublicId('pur', input.purchaseId);
  if (purchaseId === undefined) return refused(unknownPurchase());
  const wrong = check(input);
  if (wrong !== undefined) return refused(wrong);
  const { credits, reason, idempotencyKey } = input;
  const operator = operatorOf(context, reason);
  const asked = { accountId, purchaseId, credits: credits ?? undefined, reason, idempotencyKey, operator };
  const outcome = await context.services.purchases.refundPurchase(asked);
  if (outcome.status === 'refused') return refused(toError(outcome.refusal));
  return { refund: toRefund(outcome.refund), replayed: outcome.replayed, userErrors: [] };
}

function check({ credits, reason, idempotencyKey }: RefundPurchaseInput): AnyUserError | undefined {
  const isAmount = credits === undefined || credits === null || credits > 0n;
  return (
    (isAmount
      ? undefined
      : invalidParameter(['credits'], 'Credits are refunded in amounts above 0.', ['more than 0'])) ??
    checkLine('reason', reason, LONGEST_REASON) ??
    checkIdempotencyKey(idempotencyKey)
  );
}

function toError(refusal: RefundRefusal): AnyUserError {
  switch (refusal.code) {
    case 'PURCHASE_NOT_FOUND':
      return unknownPurchase();
    case 'PURCHASE_NOT_REFUNDABLE': {
      const message = `Only a paid purchase can be refunded; this one is ${refusal.status}.`;
      return generalError({ code: refusal.code, message, path: ['purchaseId'] });
    }
    case 'NOT_ENOUGH_UNUSED':
      return aboveUnused(refusal.left);
    case 'AMOUNT_TOO_SMALL':
      return invalidParameter(['credits'], 'So few credits are not worth the smallest unit of the currency.', [
        `at most ${formatCredits(refusal.left)}`,
      ]);
    case 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH':
      return keyMismatch();
    default:
      return refusal satisfies never;
  }
}

function aboveUnused(left: MicroCredits): AnyUserError {
  if (left === 0n) return invalidParameter(['credits'], 'Nothing of this purchase is unused.', []);
  const most = formatCredits(left);
  return invalidParameter(['credits'], `At most ${most} credits of this purchase are unused.`, [
    `more than 0, at most ${most}`,
  ]);
}

const unknownAccount = (): AnyUserError =>
  invalidParameter(['accountId'], 'There is no such account.', ['the id of an account, "acct_…"']);

const unknownPurchase = (): AnyUserError =>
  generalError({ code: 'PURCHASE_NOT_FOUND', message: 'This account has no such purchase.', path: ['purchaseId'] });

function toRefund({ id, status, credits, amount, reason, createdAt }: PurchaseRefund): PurchaseRefundType {
  return { id: toPublicId('rfd', id), status, credits, amount: toMoney(amount), reason, createdAt };
}

function refused(error: AnyUserError): RefundPurchasePayload {
  return { refund: undefined, replayed: false, userErrors: [error] };
}
