import { Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { Account } from '../../accounts/index.ts';
import { toPublicId } from '../../callers/index.ts';
import type { Plan } from '../../catalog/index.ts';
import type { MicroCredits } from '../../money/index.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { GuardedBy } from '../edge/guard/scopes.ts';
import { CreditsScalar } from '../edge/scalars.ts';
import { toPlan, toPlanSubscription } from '../plans/translate.ts';
import { PlanSubscriptionType } from '../plans/types.ts';
import { AccountType } from './types.ts';

@Resolver(() => AccountType)
export class AccountResolver {
  @GuardedBy('ACCOUNT_READ')
  @Query(() => AccountType, { description: 'The account of the API key that asks.' })
  account(@Ctx() { viewer }: GraphqlContext): AccountType {
    return toAccount(viewer.account, viewer.plan);
  }

  @FieldResolver(() => CreditsScalar, {
    description: 'Postpaid: how much may be spent beyond the credits there are, until it is invoiced; 0 for prepaid.',
  })
  async creditLimit(@Root() { key }: AccountType, @Ctx() context: GraphqlContext): Promise<MicroCredits> {
    return (await context.loaders(key).balance()).creditLimit;
  }

  @FieldResolver(() => CreditsScalar, {
    description: 'Postpaid: charged, and on no invoice yet. Below 0: given back after it was invoiced.',
  })
  async unbilled(@Root() { key }: AccountType, @Ctx() context: GraphqlContext): Promise<MicroCredits> {
    return (await context.loaders(key).owed()).unbilled;
  }

  @GuardedBy('ACCOUNT_READ', 'BILLING_WRITE', 'OPERATOR')
  @FieldResolver(() => PlanSubscriptionType, {
    nullable: true,
    description: 'What is paid for the plan; null for a plan without a subscription.',
  })
  async subscription(
    @Root() { key }: AccountType,
    @Ctx() context: GraphqlContext,
  ): Promise<PlanSubscriptionType | undefined> {
    const subscription = await context.loaders(key).subscription();
    return subscription === undefined ? undefined : toPlanSubscription(subscription);
  }
}

export function toAccount(account: Account, plan: Plan): AccountType {
  return {
    __typename: 'Account',
    key: account.id,
    id: toPublicId('acct', account.id),
    name: account.name,
    email: account.email,
    plan: toPlan(plan),
    billingMode: account.billingMode,
    status: account.status,
    timeZone: account.timeZone,
    resetHour: account.resetHour,
    createdAt: account.createdAt,
    closedAt: account.closedAt,
  };
}
