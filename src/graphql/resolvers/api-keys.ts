import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { ApiKey } from '../../keys/index.ts';
import type { GraphqlContext } from '../context.ts';
import { badUserInput } from '../errors/request-errors.ts';
import { GuardedBy } from '../guard/scopes.ts';
import { fromPublicId } from '../ids.ts';
import { PageOfKeys } from '../input/page-arguments.ts';
import { checkPageSize, USUAL_PAGE } from '../pages.ts';
import { toApiKey, toDailySpend } from '../translate/to-api-key.ts';
import { ApiKeyType, DailySpendType } from '../types/api-key.ts';
import type { Viewer } from '../viewer.ts';

@Resolver(() => ApiKeyType)
export class ApiKeysResolver {
  @GuardedBy('ACCOUNT_READ', 'KEYS_WRITE')
  @Query(() => [ApiKeyType], {
    description: 'A page of the keys of the account, newest first, revoked ones too.',
  })
  async apiKeys(@Args(() => PageOfKeys) page: PageOfKeys, @Ctx() context: GraphqlContext): Promise<ApiKeyType[]> {
    return (await pageOfKeys(context, page)).map(toApiKey);
  }

  @FieldResolver(() => DailySpendType, {
    description: 'What it and those that descend from it have used of the current UTC day.',
  })
  async dailySpend(@Root() root: ApiKeyType, @Ctx() context: GraphqlContext): Promise<DailySpendType> {
    const spend = await context.loaders(root.accountId).keySpends.load(root.key);
    return toDailySpend(root.dailyLimit, spend, context.services.now());
  }
}

async function pageOfKeys({ services, viewer }: GraphqlContext, page: PageOfKeys): Promise<ApiKey[]> {
  const accountId = whose(viewer, page.accountId);
  const size = page.first ?? USUAL_PAGE;
  checkPageSize(size);
  if (page.after === undefined || page.after === null) return services.keys.list(accountId, { size, after: undefined });
  const id = fromPublicId('key', page.after);
  const [after] = id === undefined ? [] : await services.keys.byIds(accountId, [id]);
  if (after === undefined) throw badUserInput('after is the id of a key of the account, the last of the page before.');
  return services.keys.list(accountId, { size, after });
}

function whose({ account, key }: Viewer, publicId: string | null | undefined): string {
  if (publicId === null || publicId === undefined) return account.id;
  const accountId = fromPublicId('acct', publicId);
  if (accountId !== undefined && key.scopes.includes('OPERATOR')) return accountId;
  throw badUserInput('accountId is the id of an account, "acct_…", and only an operator gives one.');
}
