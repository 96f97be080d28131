import { Arg, Ctx, Field, ID, InputType, Int, Mutation, ObjectType, Resolver } from 'type-graphql';
import { type AnyUserError, fromPublicId } from '../../callers/index.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { UserError } from '../edge/errors/user-errors.ts';
import { ForWhoAsked, GuardedBy } from '../edge/guard/scopes.ts';
import { toApiKey } from './api-keys.ts';
import { keysOwner, recordingIfOperator, toKeyError, unknownKey } from './manage-keys.ts';
import { ApiKeyType } from './types.ts';

@InputType({ description: 'The key to end.' })
class RevokeApiKeyInput {
  @Field(() => ID, { description: 'Id of an API key of this account.' })
  readonly id!: string;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'Also ends the keys that descend from it: those that it created, those that they created, and so on.',
  })
  readonly descendants?: boolean | null;

  @Field(() => ID, { nullable: true, description: 'Operator: whose key it is; the account that asks when absent.' })
  readonly accountId?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Operator: why, in at most 500 characters; kept with who and what.',
  })
  readonly reason?: string | null;
}

@ForWhoAsked()
@ObjectType({ description: 'The ended key, or why there is none.', simpleResolvers: true })
class RevokeApiKeyPayload {
  @Field(() => ApiKeyType, { nullable: true, description: 'The key, revoked. Revoking twice changes nothing.' })
  readonly apiKey!: ApiKeyType | undefined;

  @Field(() => Int, { description: 'How many keys were ended now, this one included.' })
  readonly revoked!: number;

  @Field(() => Int, { description: 'How many keys that descend from it still work: `descendants` ends them, too.' })
  readonly descendantsLeft!: number;

  @Field(() => [UserError], { description: 'Why it was refused; empty when it was not.' })
  readonly userErrors!: readonly UserError[];
}

@Resolver()
export class RevokeApiKeyResolver {
  @GuardedBy('KEYS_WRITE')
  @Mutation(() => RevokeApiKeyPayload, { description: 'Ends a key. It stops working at once, and for good.' })
  revokeApiKey(
    @Arg('input', () => RevokeApiKeyInput) input: RevokeApiKeyInput,
    @Ctx() context: GraphqlContext,
  ): Promise<RevokeApiKeyPayload> {
    context.forget();
    return revokeApiKey(context, input);
  }
}

async function revokeApiKey(context: GraphqlContext, input: RevokeApiKeyInput): Promise<RevokeApiKeyPayload> {
  const { services, viewer } = context;
  const owner = await keysOwner(context, input);
  if (owner.by === 'nobody') return refused(owner.error);
  const apiKeyId = fromPublicId('key', input.id);
  if (apiKeyId === undefined) return refused(unknownKey());
  const alongside = recordingIfOperator(context, owner, { action: 'REVOKE_API_KEY', subject: input.id });
  const outcome = await services.keys.revoke({
    ...{ accountId: owner.accountId, apiKeyId, descendants: input.descendants ?? false, alongside },
    actingScopes: owner.by === 'operator' ? undefined : viewer.key.scopes,
  });
  if (outcome.status === 'refused') return refused(toKeyError(outcome.refusal));
  const { apiKey, ended, descendantsLeft } = outcome;
  return { apiKey: toApiKey(apiKey), revoked: ended.length, descendantsLeft, userErrors: [] };
}

const refused = (error: AnyUserError): RevokeApiKeyPayload => ({
  ...{ apiKey: undefined, revoked: 0, descendantsLeft: 0 },
  userErrors: [error],
});
