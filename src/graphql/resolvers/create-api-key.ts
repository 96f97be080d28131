import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { Scope } from '../../keys/index.ts';
import type { GraphqlContext } from '../context.ts';
import { ACCOUNT_SUSPENDED, invalidParameter } from '../errors/user-errors.ts';
import { checkFuture, checkLine } from '../input/check-text.ts';
import { toApiKey } from '../translate/to-api-key.ts';
import { CreateApiKeyInput, CreateApiKeyPayload } from '../types/api-key.ts';
import type { AnyUserError } from '../types/user-errors.ts';
import type { Viewer } from '../viewer.ts';

const LONGEST_NAME = 100;

@Resolver()
export class CreateApiKeyResolver {
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
  const scopes = scopesOf(viewer, input);
  const wrong = check(viewer, input, { scopes, now: services.now() });
  if (wrong !== undefined) return { apiKey: undefined, secret: undefined, userErrors: [wrong] };
  const { apiKey, secret } = await services.keys.create({
    accountId: viewer.account.id,
    name: input.name.trim(),
    scopes,
    dailyLimit: input.dailyLimit ?? undefined,
    expiresAt: input.expiresAt ?? undefined,
  });
  return { apiKey: toApiKey(apiKey), secret, userErrors: [] };
}

/** An operator's key makes another one only when told to. */
function scopesOf({ key }: Viewer, { scopes }: CreateApiKeyInput): readonly Scope[] {
  return scopes === undefined || scopes === null
    ? key.scopes.filter((scope) => scope !== 'OPERATOR')
    : [...new Set(scopes)];
}

interface Moment {
  readonly scopes: readonly Scope[];
  readonly now: Date;
}

function check(viewer: Viewer, input: CreateApiKeyInput, { scopes, now }: Moment): AnyUserError | undefined {
  if (viewer.account.status === 'SUSPENDED') return ACCOUNT_SUSPENDED;
  const { name, expiresAt } = input;
  return (
    checkLine('name', name, LONGEST_NAME) ??
    checkScopes(viewer, scopes) ??
    checkLimit(input) ??
    (expiresAt === undefined || expiresAt === null ? undefined : checkFuture('expiresAt', expiresAt, now))
  );
}

/** A key never gives away more than it has. */
function checkScopes({ key }: Viewer, scopes: readonly Scope[]): AnyUserError | undefined {
  if (scopes.length > 0 && scopes.every((scope) => key.scopes.includes(scope))) return undefined;
  const message = 'A new key has at least one scope, and none that the asking key lacks.';
  return invalidParameter(['scopes'], message, key.scopes);
}

function checkLimit({ dailyLimit }: CreateApiKeyInput): AnyUserError | undefined {
  if (dailyLimit === undefined || dailyLimit === null || dailyLimit > 0n) return undefined;
  return invalidParameter(['dailyLimit'], 'A daily limit is more than 0 credits.', ['more than 0']);
}
