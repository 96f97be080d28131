import { Field, ID, InputType, ObjectType } from 'type-graphql';
import type { MicroCredits } from '../../money/index.ts';
import type { PurchaseStatus } from '../../purchases/index.ts';
import { ForWhoAsked, GuardedBy } from '../guard/scopes.ts';
import { CreditsScalar, DateTimeScalar, UrlScalar } from '../scalars/index.ts';
import { PurchaseStatusEnum } from './enums.ts';
import { MoneyType } from './money.ts';
import { Node } from './node.ts';
import { CreditPackType } from './pack.ts';
import { UserError } from './user-errors.ts';

@GuardedBy('ACCOUNT_READ', 'BILLING_WRITE', 'OPERATOR')
@ObjectType('Purchase', { implements: Node, description: 'One sale of a credit pack.', simpleResolvers: true })
export class PurchaseType extends Node {
  readonly __typename!: 'Purchase';

  @Field(() => PurchaseStatusEnum, { description: 'How far it is.' })
  readonly status!: PurchaseStatus;

  @Field(() => CreditPackType, { description: 'The pack as it was when it was bought.' })
  readonly pack!: CreditPackType;

  @Field(() => MoneyType, { description: 'What was asked for it.' })
  readonly price!: MoneyType;

  @Field(() => CreditsScalar, { description: 'The credits that payment adds.' })
  readonly credits!: MicroCredits;

  @Field(() => DateTimeScalar, { description: 'When it was begun.' })
  readonly createdAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the payment was confirmed.' })
  readonly paidAt!: Date | undefined;

  @Field(() => UrlScalar, { nullable: true, description: "The payment provider's receipt." })
  readonly receiptUrl!: string | undefined;
}

@InputType({ description: 'Which credit pack to buy.' })
export class BuyCreditPackInput {
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
export class BuyCreditPackPayload {
  @Field(() => PurchaseType, { nullable: true, description: 'The purchase, PENDING until it is paid.' })
  readonly purchase!: PurchaseType | undefined;

  @Field(() => UrlScalar, { nullable: true, description: 'Where to pay; null once there is nothing to pay.' })
  readonly checkoutUrl!: string | undefined;

  @Field(() => Boolean, { description: 'True when the idempotency key was used before: this is its first answer.' })
  readonly replayed!: boolean;

  @Field(() => [UserError], { description: 'Why it was refused; empty when it was not.' })
  readonly userErrors!: readonly UserError[];
}
