import { Ctx, FieldResolver, Query, Resolver } from 'type-graphql';
import { toPublicId } from '../../callers/index.ts';
import { periodAt, presetOf } from '../../keys/index.ts';
import type { BudgetLeft } from '../../ledger/index.ts';
import { toAccount } from '../accounts/account.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { ForAnyKey } from '../edge/guard/scopes.ts';
import { toApiKey } from '../keys/api-keys.ts';
import { toClientToken } from '../keys/client-token.ts';
import { ApiKeyType } from '../keys/types.ts';
import { type RequestAllowanceType, type SpendingAllowanceType, ViewerLimitsType, ViewerType } from './types.ts';

@Resolver(() => ViewerType)
export class ViewerResolver {
  @ForAnyKey()
  @Query(() => ViewerType, { description: 'Who asks, what the key may do, and what is left of its limits.' })
  viewer(@Ctx() { viewer }: GraphqlContext): ViewerType {
    const { key, account, plan, address } = viewer;
    return {
      accountId: toPublicId('acct', account.id),
      account: toAccount(account, plan),
      apiKeyId: toPublicId('key', key.id),
      apiKeyName: key.name,
      apiKeyPrefix: key.prefix,
      clientToken: key.clientToken === undefined ? undefined : toClientToken(key.clientToken, key.scopes),
      scopes: key.scopes,
      preset: presetOf(key.scopes),
      expiresAt: key.expiresAt,
      allowedIps: key.allowedIps,
      address,
    };
  }

  @FieldResolver(() => ApiKeyType, { description: 'The key, as apiKeys shows it.' })
  async apiKey(@Ctx() { viewer, loaders }: GraphqlContext): Promise<ApiKeyType> {
    const { account, key } = viewer;
    const found = await loaders(account.id).apiKeys.load(key.id);
    if (found === undefined) throw new Error(`the key ${key.id} that asks does not exist`);
    return toApiKey(found);
  }

  @FieldResolver(() => ViewerLimitsType, { description: 'What limits the key, and what is left.' })
  limits(@Ctx() context: GraphqlContext): Promise<ViewerLimitsType> {
    return limitsOf(context);
  }
}

async function limitsOf(context: GraphqlContext): Promise<ViewerLimitsType> {
  const { viewer, loaders, services } = context;
  const { concurrencyLimit } = viewer.plan;
  const { timeZone, resetHour } = viewer.account;
  const clock = { timeZone, resetHour };
  const power = { apiKeyId: viewer.key.id, concurrencyLimit };
  const { running, budget, dailyBudget } = await loaders(viewer.account.id).spendingPower(power);
  return {
    requests: await requestsOf(context),
    concurrencyLimit,
    concurrencyRemaining: Math.max(0, concurrencyLimit - running),
    spending: budget === undefined ? undefined : toAllowance(budget),
    dailyLimit: dailyBudget?.limit,
    dailyRemaining: dailyBudget?.left,
    dailyResetsAt: periodAt(services.now(), { period: 'DAY', ...clock }).endsAt,
  };
}

const toAllowance = ({ apiKeyId, limit, period, left, resetsAt }: BudgetLeft): SpendingAllowanceType => ({
  ...{ limit, period, resetsAt },
  apiKeyId: toPublicId('key', apiKeyId),
  remaining: left,
});

async function requestsOf({ viewer, limits, services }: GraphqlContext): Promise<RequestAllowanceType | undefined> {
  const allowance = await limits.look(viewer);
  if (allowance.status === 'unlimited') return undefined;
  const { limit, remaining, resetSeconds } = allowance;
  return { limit, remaining, resetsAt: new Date(services.now().getTime() + resetSeconds * 1_000) };
}
