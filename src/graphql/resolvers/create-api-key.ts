import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { decideKeyPowers, type KeyPowers, type Scope } from '../../keys/index.ts';
import type { GraphqlContext } from '../context.ts';
import { toKeyError } from '../errors/to-key-error.ts';
import { ACCOUNT_SUSPENDED } from '../errors/user-errors.ts';
import { GuardedBy } from '../guard/scopes.ts';
import { checkKey } from '../input/key-input.ts';
import { keysOwner, recordIfOperator } from '../keys-of-account.ts';
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

async function createApiKey(context: GraphqlContext, input: CreateApiKeyInput): Promise<CreateApiKeyPayload> {
  const { services, viewer } = context;
  const owner = await keysOwner(context, input);
  if (owner.by === 'nobody') return refused(owner.error);
  const powers = powersOf(viewer, input);
  const wrong = check(viewer, input, { powers, now: services.now() });
  if (wrong !== undefined) return refused(wrong);
  const name = input.name.trim();
  await recordIfOperator(context, owner, { action: 'CREATE_API_KEY', subject: name });
  const createdBy = owner.by === 'operator' ? undefined : viewer.key.id;
  const { apiKey, secret } = await services.keys.create({ accountId: owner.accountId, name, ...powers, createdBy });
  return { apiKey: toApiKey(apiKey), secret, userErrors: [] };
}

const refused = (error: AnyUserError): CreateApiKeyPayload => ({
  apiKey: undefined,
  secret: undefined,
  userErrors: [error],
});

/** Who gives these away says so. */
const SAID_ONLY: readonly Scope[] = ['OPERATOR', 'KEYS_WRITE'];

/** What is not said is as the asking key has it, but for what has to be said. */
function powersOf({ key }: Viewer, { scopes, dailyLimit, expiresAt }: CreateApiKeyInput): KeyPowers {
  return {
    scopes:
      scopes === undefined || scopes === null
        ? key.scopes.filter((scope) => !SAID_ONLY.includes(scope))
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
