import { Arg, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import type { GraphqlContext } from '../context.ts';
import { badUserInput } from '../errors/request-errors.ts';
import { GuardedBy } from '../guard/scopes.ts';
import { fromPublicId } from '../ids.ts';
import { toApiKey, toDailySpend } from '../translate/to-api-key.ts';
import { ApiKeyType, DailySpendType } from '../types/api-key.ts';
import type { Viewer } from '../viewer.ts';

@Resolver(() => ApiKeyType)
export class ApiKeysResolver {
  @GuardedBy('ACCOUNT_READ', 'KEYS_WRITE')
  @Query(() => [ApiKeyType], { description: 'All keys of the account, newest first, revoked ones too.' })
  async apiKeys(
    @Arg('accountId', () => ID, { nullable: true, description: 'Operator: whose; the account that asks when absent.' })
    accountId: string | null,
    @Ctx() { services, viewer }: GraphqlContext,
  ): Promise<ApiKeyType[]> {
    return (await services.keys.list(whose(viewer, accountId))).map(toApiKey);
  }

  @FieldResolver(() => DailySpendType, {
    description: 'What it and those that descend from it have used of the current UTC day.',
  })
  async dailySpend(@Root() root: ApiKeyType, @Ctx() context: GraphqlContext): Promise<DailySpendType> {
    const spend = await context.loaders(root.accountId).keySpends.load(root.key);
    return toDailySpend(root.dailyLimit, spend, context.services.now());
  }
}

function whose({ account, key }: Viewer, publicId: string | null | undefined): string {
  if (publicId === null || publicId === undefined) return account.id;
  const accountId = fromPublicId('acct', publicId);
  if (accountId !== undefined && key.scopes.includes('OPERATOR')) return accountId;
  throw badUserInput('accountId is the id of an account, "acct_…", and only an operator gives one.');
}
