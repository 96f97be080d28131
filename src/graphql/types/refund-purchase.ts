import { Field, ID, InputType, ObjectType } from 'type-graphql';
import type { MicroCredits } from '../../money/index.ts';
import type { RefundStatus } from '../../purchases/index.ts';
import { ForWhoAsked, GuardedBy } from '../guard/scopes.ts';
import { CreditsScalar, DateTimeScalar } from '../scalars/index.ts';
import { enumType } from './enums.ts';
import { MoneyType } from './money.ts';
import { UserError } from './user-errors.ts';

const RefundStatusEnum = enumType<RefundStatus>('RefundStatus', 'How far a refund is.', {
  PENDING: 'The credits are taken; the payment provider is asked until it answers.',
  DONE: 'The money is on its way.',
  FAILED: 'No money went back; the credits are back.',
});

@InputType({ description: 'The purchase whose unused credits go back.' })
export class RefundPurchaseInput {
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
export class PurchaseRefundType {
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
export class RefundPurchasePayload {
  @Field(() => PurchaseRefundType, { nullable: true, description: 'The refund.' })
  readonly refund!: PurchaseRefundType | undefined;

  @Field(() => Boolean, { description: 'True when the idempotency key was used before: nothing more went back.' })
  readonly replayed!: boolean;

  @Field(() => [UserError], { description: 'Why it was refused; empty when it was not.' })
  readonly userErrors!: readonly UserError[];
}
