import { Arg, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import type { Account } from '../../accounts/index.ts';
import { fromPublicId, toPublicId } from '../../callers/index.ts';
import type { Plan } from '../../catalog/index.ts';
import type { MicroCredits } from '../../money/index.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { badUserInput, forbidden } from '../edge/errors/request-errors.ts';
import { CheckedFirst } from '../edge/guard/argument-checks.ts';
import { GuardedBy, mayUse } from '../edge/guard/scopes.ts';
import { CreditsScalar } from '../edge/scalars.ts';
import { toPlan, toPlanSubscription } from '../plans/translate.ts';
import { PlanSubscriptionType } from '../plans/types.ts';
import { AccountType } from './types.ts';

@Resolver(() => AccountType)
export class AccountResolver {
  @GuardedBy('ACCOUNT_READ', 'OPERATOR')
  @CheckedFirst(ofOneself)
  @Query(() => AccountType, { description: 'The account of the API key that asks; for an operator, any.' })
  account(
    @Arg('id', () => ID, { nullable: true, description: 'Operator: whose; the account that asks when absent.' })
    id: string | null | undefined,
    @Ctx() context: GraphqlContext,
  ): AccountType | Promise<AccountType> {
    const { viewer } = context;
    return isAbsent(id) ? toAccount(viewer.account, viewer.plan) : findAccount(context, id);
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

const isAbsent = (id: unknown): id is null | undefined => id === null || id === undefined;

/** An operator's scope shows other accounts, and one's own only to who may read it. Throws FORBIDDEN_SCOPE. */
function ofOneself(given: Readonly<Record<string, unknown>>, { key }: Pick<GraphqlContext['viewer'], 'key'>): void {
  const required = isAbsent(given['id']) ? (['ACCOUNT_READ'] as const) : (['OPERATOR'] as const);
  if (!mayUse(key, required)) throw forbidden('Query.account', required);
}

async function findAccount(context: GraphqlContext, id: string): Promise<AccountType> {
  ofOneself({ id }, context.viewer);
  const accountId = fromPublicId('acct', id);
  if (accountId === undefined) throw badUserInput('id is the id of an account, "acct_…".');
  const { viewer } = await asAccount(context, accountId);
  return toAccount(viewer.account, viewer.plan);
}

/**
 * The request as if the account itself had made it, for an operator who looks at it: its rows and its plan's window, by the same
 * functions that answer the account. The key stays the operator's. Throws BAD_USER_INPUT when there is no such account.
 */
export async function asAccount(context: GraphqlContext, accountId: string): Promise<GraphqlContext> {
  const { services, viewer } = context;
  if (!viewer.key.scopes.includes('OPERATOR')) throw forbidden('Account', ['OPERATOR']);
  const account = await services.accounts.find(accountId);
  if (account === undefined) throw badUserInput('There is no such account.');
  const plan = services.catalog.plan(account.planId);
  if (plan === undefined) throw new Error(`the storefront has no plan ${account.planId}`);
  return { ...context, viewer: { ...viewer, account, plan } };
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
