import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { GraphqlContext } from '../context.ts';
import { toKeyError, unknownKey } from '../errors/to-key-error.ts';
import { ACCOUNT_SUSPENDED } from '../errors/user-errors.ts';
import { GuardedBy } from '../guard/scopes.ts';
import { fromPublicId } from '../ids.ts';
import { checkKey } from '../input/key-input.ts';
import { toApiKey } from '../translate/to-api-key.ts';
import { UpdateApiKeyInput, UpdateApiKeyPayload } from '../types/api-key.ts';
import type { AnyUserError } from '../types/user-errors.ts';

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
  const { id, name, scopes, dailyLimit, expiresAt } = input;
  const apiKeyId = fromPublicId('key', id);
  if (apiKeyId === undefined) return refused(unknownKey());
  const wrong = viewer.account.status === 'SUSPENDED' ? ACCOUNT_SUSPENDED : checkKey(input, services.now());
  if (wrong !== undefined) return refused(wrong);
  const asked = scopes === undefined || scopes === null ? undefined : [...new Set(scopes)];
  const outcome = await services.keys.update({
    accountId: viewer.account.id,
    apiKeyId,
    actingKeyId: viewer.key.id,
    changes: { name: name?.trim(), scopes: asked, dailyLimit, expiresAt },
  });
  if (outcome.status === 'refused') return refused(toKeyError(outcome.refusal));
  return { apiKey: toApiKey(outcome.apiKey), userErrors: [] };
}

function refused(error: AnyUserError): UpdateApiKeyPayload {
  return { apiKey: undefined, userErrors: [error] };
}
