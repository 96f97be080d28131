import { Arg, Ctx, Field, ID, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import { ACCOUNT_SUSPENDED, type AnyUserError, fromPublicId } from '../../callers/index.ts';
import type { KeyPreset, Scope } from '../../keys/index.ts';
import type { MicroCredits } from '../../money/index.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { UserError } from '../edge/errors/user-errors.ts';
import { ForWhoAsked, GuardedBy } from '../edge/guard/scopes.ts';
import { CreditsScalar, DateTimeScalar } from '../edge/scalars.ts';
import { toApiKey } from './api-keys.ts';
import { checkKey, checkLockOut, networksOf, scopesOf } from './key-input.ts';
import { toKeyError, unknownKey } from './manage-keys.ts';
import { limitOf } from './spending.ts';
import { ApiKeyType, KeyPresetEnum, ScopeEnum, SpendingLimitInput } from './types.ts';

@InputType({ description: 'What changes; what is absent stays.' })
class UpdateApiKeyInput {
  @Field(() => ID, { description: 'Id of an API key of this account that was not revoked; it may be the asking key.' })
  readonly id!: string;

  @Field(() => String, { nullable: true, description: 'Its name for people, 1 to 100 characters.' })
  readonly name?: string | null;

  @Field(() => [ScopeEnum], { nullable: true, description: "Some of the asking key's scopes, one at least." })
  readonly scopes?: readonly Scope[] | null;

  @Field(() => KeyPresetEnum, { nullable: true, description: 'Scopes by what for, instead of `scopes`.' })
  readonly preset?: KeyPreset | null;

  @Field(() => SpendingLimitInput, {
    nullable: true,
    description: 'What it may reserve and spend in a period, the current one included; null takes the limit away.',
  })
  readonly spendingLimit?: SpendingLimitInput | null;

  @Field(() => CreditsScalar, {
    nullable: true,
    deprecationReason: 'Use `spendingLimit`.',
    description: 'A `spendingLimit` for a day.',
  })
  readonly dailyLimit?: MicroCredits | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it stops working; null: never.' })
  readonly expiresAt?: Date | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'Addresses and networks (CIDR, IPv4 or IPv6) that it may be used from, at most 50; an empty list: any. A key that changes itself keeps the address that it asks from.',
  })
  readonly allowedIps?: readonly string[] | null;
}

@ForWhoAsked()
@ObjectType({ description: 'The changed key, or why it is as it was.', simpleResolvers: true })
class UpdateApiKeyPayload {
  @Field(() => ApiKeyType, { nullable: true, description: 'The key as it is now.' })
  readonly apiKey!: ApiKeyType | undefined;

  @Field(() => [UserError], { description: 'Why it was refused; empty when it was not.' })
  readonly userErrors!: readonly UserError[];
}

@Resolver()
export class UpdateApiKeyResolver {
  @GuardedBy('KEYS_WRITE')
  @Mutation(() => UpdateApiKeyPayload, {
    description:
      'Changes a key. It holds from the next request on; less is always allowed, more only of what the asking key has.',
  })
  updateApiKey(
    @Arg('input', () => UpdateApiKeyInput) input: UpdateApiKeyInput,
    @Ctx() context: GraphqlContext,
  ): Promise<UpdateApiKeyPayload> {
    context.forget();
    return updateApiKey(context, input);
  }
}

async function updateApiKey(
  { services, viewer }: GraphqlContext,
  input: UpdateApiKeyInput,
): Promise<UpdateApiKeyPayload> {
  const { id, name, expiresAt } = input;
  const apiKeyId = fromPublicId('key', id);
  if (apiKeyId === undefined) return refused(unknownKey());
  const wrong = viewer.account.status === 'SUSPENDED' ? ACCOUNT_SUSPENDED : checkKey(input, services.now());
  if (wrong !== undefined) return refused(wrong);
  const allowedIps = networksOf(input);
  const isItself = apiKeyId === viewer.key.id;
  const lockOut = isItself && allowedIps !== undefined ? checkLockOut(allowedIps, viewer.address) : undefined;
  if (lockOut !== undefined) return refused(lockOut);
  const outcome = await services.keys.update({
    accountId: viewer.account.id,
    apiKeyId,
    actingKeyId: viewer.key.id,
    changes: { name: name?.trim(), scopes: scopesOf(input), ...limitOf(input), expiresAt, allowedIps },
  });
  if (outcome.status === 'refused') return refused(toKeyError(outcome.refusal, input));
  return { apiKey: toApiKey(outcome.apiKey), userErrors: [] };
}

function refused(error: AnyUserError): UpdateApiKeyPayload {
  return { apiKey: undefined, userErrors: [error] };
}
