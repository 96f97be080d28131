import { Arg, Ctx, Field, InputType, Int, Mutation, ObjectType, Resolver } from 'type-graphql';
import { type AnyUserError, checkLine, invalidParameter, type Viewer } from '../../callers/index.ts';
import { givenScopes, LIFETIME_SECONDS, type Scope, type TokenRefusal } from '../../keys/index.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { UserError } from '../edge/errors/user-errors.ts';
import { CheckedFirst, onlyServerKeys } from '../edge/guard/argument-checks.ts';
import { ForWhoAsked, GuardedBy } from '../edge/guard/scopes.ts';
import { ClientTokenType, toClientToken } from './client-token.ts';
import { ScopeEnum } from './types.ts';

const LONGEST_END_USER = 255;

@InputType({ description: 'The token to make.' })
class CreateClientTokenInput {
  @Field(() => [ScopeEnum], {
    nullable: true,
    description:
      "Some of the asking key's scopes, never KEYS_WRITE or OPERATOR; when absent, what it has of GENERATION_WRITE and GENERATION_READ.",
  })
  readonly scopes?: readonly Scope[] | null;

  @Field(() => Int, {
    nullable: true,
    defaultValue: LIFETIME_SECONDS.usual,
    description: 'For how long it works, 60 to 3600; no longer than the asking key in any case.',
  })
  readonly expiresInSeconds?: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'Whom it is for, in your own words, at most 255 characters: `viewer` and the token itself say it.',
  })
  readonly endUser?: string | null;
}

@ForWhoAsked()
@ObjectType({ description: 'The token, or why there is none.', simpleResolvers: true })
class CreateClientTokenPayload {
  @Field(() => String, {
    nullable: true,
    description: 'To be sent as "Authorization: Bearer <token>": in this answer only.',
  })
  readonly token!: string | undefined;

  @Field(() => ClientTokenType, { nullable: true, description: 'What it is.' })
  readonly clientToken!: ClientTokenType | undefined;

  @Field(() => [UserError], { description: 'Why it was refused; empty when it was not.' })
  readonly userErrors!: readonly UserError[];
}

@Resolver()
export class CreateClientTokenResolver {
  @GuardedBy('GENERATION_WRITE', 'GENERATION_READ', 'ACCOUNT_READ', 'BILLING_WRITE')
  @CheckedFirst(onlyServerKeys)
  @Mutation(() => CreateClientTokenPayload, {
    description:
      'A token for a browser: some of what the asking key may do, for its account, for an hour at most. What it spends counts for that key, and it ends with it. Only an API key may ask for one.',
  })
  createClientToken(
    @Arg('input', () => CreateClientTokenInput) input: CreateClientTokenInput,
    @Ctx() context: GraphqlContext,
  ): Promise<CreateClientTokenPayload> {
    return createClientToken(context, input);
  }
}

async function createClientToken(
  { services, viewer }: GraphqlContext,
  input: CreateClientTokenInput,
): Promise<CreateClientTokenPayload> {
  const { endUser = null } = input;
  const wrong = endUser === null ? undefined : checkLine('endUser', endUser, LONGEST_END_USER);
  if (wrong !== undefined) return refused(wrong);
  const outcome = await services.keys.createClientToken({
    key: viewer.key,
    scopes: scopesOf(viewer, input),
    lifetimeSeconds: input.expiresInSeconds ?? LIFETIME_SECONDS.usual,
    endUser: endUser ?? undefined,
  });
  if (outcome.status === 'refused') return refused(toTokenError(outcome.refusal));
  const { token, scopes } = outcome.token;
  return { token, clientToken: toClientToken(outcome.token, scopes), userErrors: [] };
}

const USUAL_SCOPES: readonly Scope[] = ['GENERATION_WRITE', 'GENERATION_READ'];

function scopesOf({ key }: Viewer, { scopes }: CreateClientTokenInput): readonly Scope[] {
  if (scopes !== undefined && scopes !== null) return [...new Set(scopes)];
  return givenScopes(key.scopes).filter((scope) => USUAL_SCOPES.includes(scope));
}

function toTokenError(refusal: TokenRefusal): AnyUserError {
  switch (refusal.code) {
    case 'SCOPES_NOT_GIVEN': {
      const message = 'A client token has at least one scope, none that the asking key lacks, and none that manages.';
      return invalidParameter(['scopes'], message, refusal.given);
    }
    case 'LIFETIME_OUT_OF_RANGE': {
      const { least, most } = LIFETIME_SECONDS;
      const message = `A client token works for ${least} to ${most} seconds.`;
      return invalidParameter(['expiresInSeconds'], message, [`${least} to ${most}`]);
    }
    default:
      return refusal satisfies never;
  }
}

const refused = (error: AnyUserError): CreateClientTokenPayload => ({
  token: undefined,
  clientToken: undefined,
  userErrors: [error],
});
