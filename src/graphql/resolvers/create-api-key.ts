import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { decideKeyPowers, type KeyPowers } from '../../keys/index.ts';
import type { GraphqlContext } from '../context.ts';
import { toKeyError } from '../errors/to-key-error.ts';
import { ACCOUNT_SUSPENDED } from '../errors/user-errors.ts';
import { GuardedBy } from '../guard/scopes.ts';
import { checkKey } from '../input/key-input.ts';
import { toApiKey } from '../translate/to-api-key.ts';
import { CreateApiKeyInput, CreateApiKeyPayload } from '../types/api-key.ts';
import type { AnyUserError } from '../types/user-errors.ts';
import type { Viewer } from '../viewer.ts';

@Resolver()
export class CreateApiKeyResolver {
  @GuardedBy('KEYS_WRITE')
  @Mutation(() => CreateApiKeyPayload, { description: 'A new key. Its secret is in this answer only.' })
  createApiKey(
    @Arg('input', () => CreateApiKeyInput) input: CreateApiKeyInput,
    @Ctx() context: GraphqlContext,
  ): Promise<CreateApiKeyPayload> {
    context.forget();
    return createApiKey(context, input);
  }
}

async function createApiKey(
  { services, viewer }: GraphqlContext,
  input: CreateApiKeyInput,
): Promise<CreateApiKeyPayload> {
  const powers = powersOf(viewer, input);
  const wrong = check(viewer, input, { powers, now: services.now() });
  if (wrong !== undefined) return { apiKey: undefined, secret: undefined, userErrors: [wrong] };
  const { apiKey, secret } = await services.keys.create({
    accountId: viewer.account.id,
    name: input.name.trim(),
    ...powers,
    createdBy: viewer.key.id,
  });
  return { apiKey: toApiKey(apiKey), secret, userErrors: [] };
}

/** What is not said is as the asking key has it, but an operator's key makes another one only when told to. */
function powersOf({ key }: Viewer, { scopes, dailyLimit, expiresAt }: CreateApiKeyInput): KeyPowers {
  return {
    scopes:
      scopes === undefined || scopes === null
        ? key.scopes.filter((scope) => scope !== 'OPERATOR')
        : [...new Set(scopes)],
    dailyLimit: dailyLimit ?? key.dailyLimit,
    expiresAt: expiresAt ?? key.expiresAt,
  };
}

interface Asked {
  readonly powers: KeyPowers;
  readonly now: Date;
}

function check(viewer: Viewer, input: CreateApiKeyInput, { powers, now }: Asked): AnyUserError | undefined {
  if (viewer.account.status === 'SUSPENDED') return ACCOUNT_SUSPENDED;
  const wrong = checkKey(input, now);
  if (wrong !== undefined) return wrong;
  const refusal = decideKeyPowers({ acting: viewer.key, before: undefined, after: powers });
  return refusal === undefined ? undefined : toKeyError(refusal);
}
