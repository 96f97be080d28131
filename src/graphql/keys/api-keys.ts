import { Args, ArgsType, Ctx, Field, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { type ApiKey, presetOf } from '../../keys/index.ts';
import type { KeySpend } from '../../ledger/index.ts';
import { type MicroCredits, max, subtract, ZERO } from '../../money/index.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { badUserInput } from '../edge/errors/request-errors.ts';
import { GuardedBy } from '../edge/guard/scopes.ts';
import { fromPublicId, toPublicId } from '../edge/ids.ts';
import { checkPageSize, USUAL_PAGE } from '../edge/pages.ts';
import type { Viewer } from '../edge/viewer.ts';
import { ApiKeyType, DailySpendType, ReplacedSecretType } from './types.ts';

@ArgsType()
class PageOfKeys {
  @Field(() => ID, { nullable: true, description: 'Operator: whose; the account that asks when absent.' })
  readonly accountId?: string | null;

  @Field(() => Int, { nullable: true, defaultValue: USUAL_PAGE, description: 'How many, 1 to 100.' })
  readonly first?: number | null;

  @Field(() => ID, { nullable: true, description: 'Id of the last key of the page before.' })
  readonly after?: string | null;
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

  @FieldResolver(() => DailySpendType, {
    description: 'What it and those that descend from it have used of the current UTC day.',
  })
  async dailySpend(@Root() root: ApiKeyType, @Ctx() context: GraphqlContext): Promise<DailySpendType> {
    const spend = await context.loaders(root.accountId).keySpends.load(root.key);
    return toDailySpend(root.dailyLimit, spend, context.services.now());
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

const DAY_MILLISECONDS = 86_400_000;

export function toApiKey(key: ApiKey): ApiKeyType {
  return {
    __typename: 'ApiKey',
    accountId: key.accountId,
    key: key.id,
    dailyLimit: key.dailyLimit,
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

/** `spend` is undefined for a key that has not been used today. */
export function toDailySpend(limit: MicroCredits | undefined, spend: KeySpend | undefined, now: Date): DailySpendType {
  const used = spend?.charged ?? ZERO;
  const reserved = spend?.reserved ?? ZERO;
  const remaining = limit === undefined ? undefined : max(subtract(subtract(limit, used), reserved), ZERO);
  return { limit, used, reserved, remaining, resetsAt: nextUtcDay(now) };
}

export function nextUtcDay(now: Date): Date {
  return new Date((Math.floor(now.getTime() / DAY_MILLISECONDS) + 1) * DAY_MILLISECONDS);
}
