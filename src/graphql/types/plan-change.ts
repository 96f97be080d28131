import { Field, ID, InputType, ObjectType } from 'type-graphql';
import type { PlanInterval, SubscriptionStatus } from '../../purchases/index.ts';
import { ForWhoAsked, GuardedBy } from '../guard/scopes.ts';
import { DateTimeScalar, UrlScalar } from '../scalars/index.ts';
import { AccountType } from './account.ts';
import { enumType, SubscriptionStatusEnum } from './enums.ts';
import { UserError } from './user-errors.ts';

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

const PlanIntervalEnum = enumType<PlanInterval>('PlanInterval', 'How long a payment for a plan lasts.', {
  MONTH: 'A month.',
  YEAR: 'A year: its credits are added at once.',
});

@InputType({ description: 'Which plan to change to.' })
export class ChangePlanInput {
  @Field(() => ID, { description: 'Id of a plan; the free one ends the subscription with what is paid.' })
  readonly planId!: string;

  @Field(() => PlanIntervalEnum, { nullable: true, description: 'How long each payment lasts; a month when absent.' })
  readonly interval?: PlanInterval | null;

  @Field(() => ID, { description: 'One key, one change: 1 to 255 printable ASCII characters.' })
  readonly idempotencyKey!: string;

  @Field(() => UrlScalar, { nullable: true, description: 'Where the checkout page leads after payment.' })
  readonly successUrl?: string | null;

  @Field(() => UrlScalar, { nullable: true, description: 'Where the checkout page leads when the customer gives up.' })
  readonly cancelUrl?: string | null;
}

@ForWhoAsked()
@ObjectType({ description: 'The change that was begun, or why there is none.', simpleResolvers: true })
export class ChangePlanPayload {
  @Field(() => AccountType, {
    nullable: true,
    description: 'The account as it is now: its plan changes when the payment provider confirms it.',
  })
  readonly account!: AccountType | undefined;

  @Field(() => UrlScalar, {
    nullable: true,
    description: 'Where to pay, or to confirm a payment for the bank; null when there is nothing to do on a page.',
  })
  readonly checkoutUrl!: string | undefined;

  @Field(() => PlanSubscriptionType, {
    nullable: true,
    description: 'The subscription as the provider showed it last.',
  })
  readonly subscription!: PlanSubscriptionType | undefined;

  @Field(() => Boolean, { description: 'True when the idempotency key was used before: this is its first change.' })
  readonly replayed!: boolean;

  @Field(() => [UserError], { description: 'Why it was refused; empty when it was not.' })
  readonly userErrors!: readonly UserError[];
}

@InputType({ description: 'Where the billing portal leads back to.' })
export class BillingPortalInput {
  @Field(() => UrlScalar, { nullable: true, description: 'A page of an allowed origin; this gateway when absent.' })
  readonly returnUrl?: string | null;
}

@ForWhoAsked()
@ObjectType({ description: 'The link, or why there is none.', simpleResolvers: true })
export class BillingPortalPayload {
  @Field(() => UrlScalar, {
    nullable: true,
    description: 'Invoices, cards and cancelling, at the payment provider. It works for a short time and one customer.',
  })
  readonly url!: string | undefined;

  @Field(() => [UserError], { description: 'Why it was refused; empty when it was not.' })
  readonly userErrors!: readonly UserError[];
}
