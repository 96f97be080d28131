import { Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { GraphqlContext } from '../context.ts';
import { GuardedBy } from '../guard/scopes.ts';
import { toApiKey, toDailySpend } from '../translate/to-api-key.ts';
import { ApiKeyType, DailySpendType } from '../types/api-key.ts';

@Resolver(() => ApiKeyType)
export class ApiKeysResolver {
  @GuardedBy('ACCOUNT_READ', 'KEYS_WRITE')
  @Query(() => [ApiKeyType], { description: 'All keys of the account, newest first, revoked ones too.' })
  async apiKeys(@Ctx() { services, viewer }: GraphqlContext): Promise<ApiKeyType[]> {
    return (await services.keys.list(viewer.account.id)).map(toApiKey);
  }

  @FieldResolver(() => DailySpendType, {
    description: 'What it and those that descend from it have used of the current UTC day.',
  })
  async dailySpend(@Root() root: ApiKeyType, @Ctx() context: GraphqlContext): Promise<DailySpendType> {
    const spend = await context.loaders(root.accountId).keySpends.load(root.key);
    return toDailySpend(root.dailyLimit, spend, context.services.now());
  }
}
