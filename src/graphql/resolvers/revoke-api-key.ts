import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { GraphqlContext } from '../context.ts';
import { toKeyError, unknownKey } from '../errors/to-key-error.ts';
import { GuardedBy } from '../guard/scopes.ts';
import { fromPublicId } from '../ids.ts';
import { keysOwner, recordIfOperator } from '../keys-of-account.ts';
import { toApiKey } from '../translate/to-api-key.ts';
import { RevokeApiKeyInput, RevokeApiKeyPayload } from '../types/api-key.ts';
import type { AnyUserError } from '../types/user-errors.ts';

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
  await recordIfOperator(context, owner, { action: 'REVOKE_API_KEY', subject: input.id });
  const outcome = await services.keys.revoke({
    ...{ accountId: owner.accountId, apiKeyId, descendants: input.descendants ?? false },
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
