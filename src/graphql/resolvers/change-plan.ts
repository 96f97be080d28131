import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { GraphqlContext } from '../context.ts';
import { refuseSuspended } from '../errors/refuse-suspended.ts';
import { toPlanError } from '../errors/to-plan-error.ts';
import { GuardedBy } from '../guard/scopes.ts';
import { checkIdempotencyKey, checkLine } from '../input/check-text.ts';
import { toAccount } from '../translate/to-account.ts';
import { toPlanSubscription } from '../translate/to-plan-subscription.ts';
import type { AccountType } from '../types/account.ts';
import { BillingPortalInput, BillingPortalPayload, ChangePlanInput, ChangePlanPayload } from '../types/plan-change.ts';
import type { AnyUserError } from '../types/user-errors.ts';
import { unlessBarred } from '../unless-barred.ts';

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
