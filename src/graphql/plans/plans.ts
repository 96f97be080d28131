import { Arg, Ctx, Field, ID, InputType, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import {
  type AnyUserError,
  checkIdempotencyKey,
  checkLine,
  refuseSuspended,
  unlessBarred,
} from '../../callers/index.ts';
import type { PlanInterval } from '../../purchases/index.ts';
import { toAccount } from '../accounts/account.ts';
import { AccountType } from '../accounts/types.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { UserError } from '../edge/errors/user-errors.ts';
import { ForAnyKey, ForWhoAsked, GuardedBy } from '../edge/guard/scopes.ts';
import { UrlScalar } from '../edge/scalars.ts';
import { enumType } from '../edge/types.ts';
import { toPlan, toPlanError, toPlanSubscription } from './translate.ts';
import { PlanSubscriptionType, PlanType } from './types.ts';

@Resolver()
export class PlansResolver {
  @ForAnyKey()
  @Query(() => [PlanType], { description: 'The plans for sale.' })
  plans(@Ctx() { services }: GraphqlContext): PlanType[] {
    return services.catalog.storefront.plans.map(toPlan);
  }
}

const PlanIntervalEnum = enumType<PlanInterval>('PlanInterval', 'How long a payment for a plan lasts.', {
  MONTH: 'A month.',
  YEAR: 'A year: its credits are added at once.',
});

@InputType({ description: 'Which plan to change to.' })
class ChangePlanInput {
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
class ChangePlanPayload {
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
class BillingPortalInput {
  @Field(() => UrlScalar, { nullable: true, description: 'A page of an allowed origin; this gateway when absent.' })
  readonly returnUrl?: string | null;
}

@ForWhoAsked()
@ObjectType({ description: 'The link, or why there is none.', simpleResolvers: true })
class BillingPortalPayload {
  @Field(() => UrlScalar, {
    nullable: true,
    description: 'Invoices, cards and cancelling, at the payment provider. It works for a short time and one customer.',
  })
  readonly url!: string | undefined;

  @Field(() => [UserError], { description: 'Why it was refused; empty when it was not.' })
  readonly userErrors!: readonly UserError[];
}

const LONGEST_PLAN_ID = 100;

@Resolver()
export class ChangePlanResolver {
  @GuardedBy('BILLING_WRITE')
  @Mutation(() => ChangePlanPayload, {
    description: 'Begins, changes or ends the subscription of a plan. Up is charged now, down and ending later.',
  })
  changePlan(
    @Arg('input', () => ChangePlanInput) input: ChangePlanInput,
    @Ctx() context: GraphqlContext,
  ): Promise<ChangePlanPayload> {
    context.forget();
    return changePlan(context, input);
  }

  @GuardedBy('BILLING_WRITE')
  @Mutation(() => BillingPortalPayload, {
    description: "A link to the payment provider's pages for this account: invoices, cards, cancelling.",
  })
  billingPortal(
    @Arg('input', () => BillingPortalInput, { nullable: true }) input: BillingPortalInput | null,
    @Ctx() context: GraphqlContext,
  ): Promise<BillingPortalPayload> {
    return billingPortal(context, input?.returnUrl ?? undefined);
  }
}

async function changePlan(
  context: GraphqlContext,
  { planId, interval, idempotencyKey, successUrl, cancelUrl }: ChangePlanInput,
): Promise<ChangePlanPayload> {
  const { services, viewer } = context;
  const wrong = check(planId, idempotencyKey);
  if (wrong !== undefined) return refused(wrong);
  const asked = {
    accountId: viewer.account.id,
    planId,
    interval: interval ?? undefined,
    idempotencyKey,
    successUrl: successUrl ?? undefined,
    cancelUrl: cancelUrl ?? undefined,
  };
  const { purchases } = services;
  const answer = await unlessBarred(await refuseSuspended(context), {
    repeated: () => purchases.changed(asked),
    anew: () => purchases.changePlan(asked),
  });
  if ('barred' in answer) return refused(answer.barred);
  const { outcome } = answer;
  if (outcome.status === 'refused') return refused(toPlanError(outcome.refusal));
  const { checkoutUrl, replayed } = outcome;
  const subscription = await services.purchases.subscriptionOf(viewer.account.id);
  return {
    account: await accountNow(context),
    checkoutUrl,
    subscription: subscription === undefined ? undefined : toPlanSubscription(subscription),
    replayed,
    userErrors: [],
  };
}

/** Its plan may have changed while the provider was asked. */
async function accountNow({ services, viewer }: GraphqlContext): Promise<AccountType> {
  const account = (await services.accounts.find(viewer.account.id)) ?? viewer.account;
  return toAccount(account, services.catalog.plan(account.planId) ?? viewer.plan);
}

async function billingPortal(
  { services, viewer }: GraphqlContext,
  returnUrl: string | undefined,
): Promise<BillingPortalPayload> {
  const outcome = await services.purchases.openBillingPortal({ accountId: viewer.account.id, returnUrl });
  if (outcome.status === 'open') return { url: outcome.url, userErrors: [] };
  return { url: undefined, userErrors: [toPlanError(outcome.refusal)] };
}

function check(planId: string, idempotencyKey: string): AnyUserError | undefined {
  return checkIdempotencyKey(idempotencyKey) ?? checkLine('planId', planId, LONGEST_PLAN_ID);
}

function refused(error: AnyUserError): ChangePlanPayload {
  return { account: undefined, checkoutUrl: undefined, subscription: undefined, replayed: false, userErrors: [error] };
}
