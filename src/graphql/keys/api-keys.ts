import { Args, ArgsType, Ctx, Field, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { fromPublicId, toPublicId, type Viewer } from '../../callers/index.ts';
import { type ApiKey, presetOf } from '../../keys/index.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { badUserInput } from '../edge/errors/request-errors.ts';
import { GuardedBy } from '../edge/guard/scopes.ts';
import { checkPageSize, USUAL_PAGE } from '../edge/pages.ts';
import { dailySpendOf, spendingOf } from './spending.ts';
import { ApiKeyType, DailySpendType, KeySpendingType, ReplacedSecretType } from './types.ts';

@ArgsType()
export class PageOfOwnKeys {
  @Field(() => Int, { nullable: true, defaultValue: USUAL_PAGE, description: 'How many, 1 to 100.' })
  readonly first?: number | null;

  @Field(() => ID, { nullable: true, description: 'Id of the last key of the page before.' })
  readonly after?: string | null;
}

@ArgsType()
class PageOfKeys extends PageOfOwnKeys {
  @Field(() => ID, { nullable: true, description: 'Operator: whose; the account that asks when absent.' })
  readonly accountId?: string | null;
}

@Resolver(() => ApiKeyType)
export class ApiKeysResolver {
  @GuardedBy('ACCOUNT_READ', 'KEYS_WRITE')
  @Query(() => [ApiKeyType], {
    description: 'A page of the keys of the account, newest first, revoked ones too.',
  })
  async apiKeys(@Args(() => PageOfKeys) page: PageOfKeys, @Ctx() context: GraphqlContext): Promise<ApiKeyType[]> {
    return (await pageOfKeys(context, page)).map(toApiKey);
  }

  @FieldResolver(() => KeySpendingType, {
    description: 'Its limit, and what it and those that descend from it have used of it.',
  })
  spending(@Root() root: ApiKeyType, @Ctx() context: GraphqlContext): Promise<KeySpendingType> {
    return spendingOf(context, root);
  }

  @FieldResolver(() => DailySpendType, {
    deprecationReason: 'Use `spending`: a limit can be for a week or a month, too.',
    description: "What it and those that descend from it have used of the account's current day.",
  })
  dailySpend(@Root() root: ApiKeyType, @Ctx() context: GraphqlContext): Promise<DailySpendType> {
    return dailySpendOf(context, root);
  }

  @FieldResolver(() => [ReplacedSecretType], {
    description: 'Secrets that a rotation replaced and that still work, the last one first.',
  })
  replacedSecrets(
    @Root() { accountId, key }: ApiKeyType,
    @Ctx() context: GraphqlContext,
  ): Promise<readonly ReplacedSecretType[]> {
    return context.loaders(accountId).replacedSecrets.load(key);
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

export function toApiKey(key: ApiKey): ApiKeyType {
  return {
    __typename: 'ApiKey',
    accountId: key.accountId,
    key: key.id,
    spendingLimit: key.spendingLimit,
    limitPeriod: key.limitPeriod,
    timeZone: key.timeZone,
    resetHour: key.resetHour,
    id: toPublicId('key', key.id),
    name: key.name,
    prefix: key.prefix,
    scopes: key.scopes,
    preset: presetOf(key.scopes),
    allowedIps: key.allowedIps,
    expiresAt: key.expiresAt,
    revokedAt: key.revokedAt,
    lastUsedAt: key.lastUsedAt,
    createdAt: key.createdAt,
  };
}
