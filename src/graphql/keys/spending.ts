// What a key has used of its limit's period, as its account counts it.
import { type ApiKey, type LimitPeriod, periodAt } from '../../keys/index.ts';
import { add, type MicroCredits, max, subtract, ZERO } from '../../money/index.ts';
import type { GraphqlContext } from '../edge/context.ts';
import type { ApiKeyType, DailySpendType, KeySpendingType } from './types.ts';

type Limited = Pick<ApiKeyType, 'accountId' | 'key' | 'spendingLimit' | 'limitPeriod' | 'timeZone' | 'resetHour'>;

export async function spendingOf(context: GraphqlContext, root: Limited): Promise<KeySpendingType> {
  const { spendingLimit: limit, limitPeriod: period } = root;
  const { startsAt, endsAt, charged: spent, reserved } = await useOf(context, root, period);
  return { limit, period, spent, reserved, remaining: leftOf(limit, add(spent, reserved)), startsAt, resetsAt: endsAt };
}

/** Of its day, also where its limit is for a week or a month. */
export async function dailySpendOf(context: GraphqlContext, root: Limited): Promise<DailySpendType> {
  const limit = root.limitPeriod === 'DAY' ? root.spendingLimit : undefined;
  const { charged: used, reserved, endsAt } = await useOf(context, root, 'DAY');
  return { limit, used, reserved, remaining: leftOf(limit, add(used, reserved)), resetsAt: endsAt };
}

const leftOf = (limit: MicroCredits | undefined, used: MicroCredits): MicroCredits | undefined =>
  limit === undefined ? undefined : max(subtract(limit, used), ZERO);

async function useOf(
  context: GraphqlContext,
  { accountId, key: apiKeyId, timeZone, resetHour }: Limited,
  period: LimitPeriod,
) {
  const at = periodAt(context.services.now(), { period, timeZone, resetHour });
  const use = await context.loaders(accountId).keyUses.load({ accountId, apiKeyId, ...at });
  return { ...at, reserved: use.reserved, charged: use.charged };
}

export interface LimitInput {
  readonly dailyLimit?: MicroCredits | null | undefined;
  readonly spendingLimit?: { readonly amount: MicroCredits; readonly period: LimitPeriod } | null | undefined;
}

type LimitChange = Partial<Record<'spendingLimit', MicroCredits | null>> & Partial<Pick<ApiKey, 'limitPeriod'>>;

/** What an input says of a limit; of `dailyLimit` and `spendingLimit` one at most is given. Null: no limit. */
export function limitOf({ dailyLimit, spendingLimit }: LimitInput): LimitChange {
  if (spendingLimit !== undefined && spendingLimit !== null) {
    return { spendingLimit: spendingLimit.amount, limitPeriod: spendingLimit.period };
  }
  if (dailyLimit !== undefined && dailyLimit !== null) return { spendingLimit: dailyLimit, limitPeriod: 'DAY' };
  return dailyLimit === null || spendingLimit === null ? { spendingLimit: null } : {};
}
