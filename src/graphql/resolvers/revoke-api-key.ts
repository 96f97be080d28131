import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { GraphqlContext } from '../context.ts';
import { unknownKey } from '../errors/to-key-error.ts';
import { GuardedBy } from '../guard/scopes.ts';
import { fromPublicId } from '../ids.ts';
import { toApiKey } from '../translate/to-api-key.ts';
import { RevokeApiKeyInput, RevokeApiKeyPayload } from '../types/api-key.ts';

@Resolver()
export class RevokeApiKeyResolver {
  @GuardedBy('KEYS_WRITE')
  @Mutation(() => RevokeApiKeyPayload, { description: 'Ends a key. It stops working at once, and for good.' })
  async revokeApiKey(
    @Arg('input', () => RevokeApiKeyInput) { id }: RevokeApiKeyInput,
    @Ctx() { services, viewer, forget }: GraphqlContext,
  ): Promise<RevokeApiKeyPayload> {
    forget();
    const uuid = fromPublicId('key', id);
    const key = uuid === undefined ? undefined : await services.keys.revoke(viewer.account.id, uuid);
    if (key === undefined) return { apiKey: undefined, userErrors: [unknownKey()] };
    return { apiKey: toApiKey(key), userErrors: [] };
  }
}
