import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { MicroCredits } from '../../money/index.ts';
import type { SubscriptionStatus } from '../../purchases/index.ts';
import { ForAnyKey, GuardedBy } from '../edge/guard/scopes.ts';
import { CreditsScalar, DateTimeScalar } from '../edge/scalars.ts';
import { enumType, MoneyType } from '../edge/types.ts';

@ForAnyKey()
@ObjectType('Plan', { description: 'What an account is entitled to.', simpleResolvers: true })
export class PlanType {
  @Field(() => ID, { description: 'Its id in the storefront.' })
  readonly id!: string;

  @Field(() => String, { description: 'Its name for people.' })
  readonly name!: string;

  @Field(() => MoneyType, { description: 'What it costs per month.' })
  readonly price!: MoneyType;

  @Field(() => CreditsScalar, { description: 'The credits that it adds every month, when it is paid by the month.' })
  readonly monthlyCredits!: MicroCredits;

  @Field(() => MoneyType, {
    nullable: true,
    description: 'What it costs per year; null when it is sold by the month only.',
  })
  readonly yearlyPrice!: MoneyType | undefined;

  @Field(() => CreditsScalar, { nullable: true, description: 'The credits that a year adds at once.' })
  readonly yearlyCredits!: MicroCredits | undefined;

  @Field(() => Int, { description: 'How many days back transactions and usage can be read.' })
  readonly auditWindowDays!: number;

  @Field(() => Int, { description: 'How many generations may be in flight at once.' })
  readonly concurrencyLimit!: number;

  @Field(() => Int, { description: 'How many requests may be made per minute.' })
  readonly requestsPerMinute!: number;

  @Field(() => CreditsScalar, { nullable: true, description: 'What it greets a new customer with, once per person.' })
  readonly welcomeCredits!: MicroCredits | undefined;
}

const SubscriptionStatusEnum = enumType<SubscriptionStatus>('SubscriptionStatus', "How a plan's subscription stands.", {
  INCOMPLETE: 'Its first payment is awaited.',
  INCOMPLETE_EXPIRED: 'Its first payment never came.',
  TRIALING: 'In a trial.',
  ACTIVE: 'Paid.',
  PAST_DUE: 'The last payment failed and is tried again; the plan stays until then.',
  CANCELED: 'Over.',
  UNPAID: 'The last payment failed for good; the account is on the free plan.',
  PAUSED: 'Paused; the account is on the free plan.',
});

@GuardedBy('ACCOUNT_READ', 'BILLING_WRITE', 'OPERATOR')
@ObjectType('PlanSubscription', {
  description: 'What is paid for a plan, month by month or year by year.',
  simpleResolvers: true,
})
export class PlanSubscriptionType {
  @Field(() => ID, { description: 'Id of the plan.' })
  readonly planId!: string;

  @Field(() => SubscriptionStatusEnum, { description: 'How it stands.' })
  readonly status!: SubscriptionStatus;

  @Field(() => DateTimeScalar, { description: 'When the month or year that was begun ends.' })
  readonly currentPeriodEnd!: Date;

  @Field(() => Boolean, { description: 'True: it ends then, and the account is on the free plan.' })
  readonly cancelAtPeriodEnd!: boolean;

  @Field(() => DateTimeScalar, { description: 'When it began.' })
  readonly startedAt!: Date;
}
