// The enums of the contract. A GraphQL enum needs an object; TypeScript's side stays a union of literals.
import { Field, ID, ObjectType } from 'type-graphql';
import type { PackValidity } from '../../catalog/index.ts';
import type { MicroCredits } from '../../money/index.ts';
import type { PurchaseStatus } from '../../purchases/index.ts';
import { ForAnyKey, GuardedBy } from '../edge/guard/scopes.ts';
import { CreditsScalar, DateTimeScalar, UrlScalar } from '../edge/scalars.ts';
import { enumType, MoneyType, Node } from '../edge/types.ts';

const PackValidityEnum = enumType<PackValidity>('PackValidity', 'How long the credits of a pack can be used.', {
  DAYS_30: '30 days from payment.',
  DAYS_90: '90 days from payment.',
  LIFETIME: 'They do not expire.',
});

const PurchaseStatusEnum = enumType<PurchaseStatus>('PurchaseStatus', 'How far a purchase is.', {
  PENDING: 'Waiting for the payment.',
  PAID: 'Paid; the credits were added.',
  FAILED: 'The payment failed.',
  EXPIRED: 'The checkout page was not used in time.',
  REFUNDED: 'The payment was returned.',
  DISPUTED: 'The payment is disputed.',
});

@ForAnyKey()
@ObjectType('CreditPack', { description: 'Credits for sale in one piece.', simpleResolvers: true })
export class CreditPackType {
  @Field(() => ID, { description: 'What buyCreditPack asks for.' })
  readonly id!: string;

  @Field(() => String, { description: 'Its name for people.' })
  readonly name!: string;

  @Field(() => CreditsScalar, { description: 'The credits that it adds.' })
  readonly credits!: MicroCredits;

  @Field(() => PackValidityEnum, { description: 'How long its credits can be used.' })
  readonly validity!: PackValidity;

  @Field(() => MoneyType, { description: 'What it costs.' })
  readonly price!: MoneyType;

  @Field(() => Boolean, { description: 'True: sold only to accounts with a paid plan.' })
  readonly requiresPlan!: boolean;
}

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
