import { Arg, Ctx, Field, ID, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import { ACCOUNT_SUSPENDED, type AnyUserError, type Viewer } from '../../callers/index.ts';
import { decideKeyPowers, decideReach, type KeyPowers, type KeyPreset, type Scope } from '../../keys/index.ts';
import type { MicroCredits } from '../../money/index.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { UserError } from '../edge/errors/user-errors.ts';
import { ForWhoAsked, GuardedBy } from '../edge/guard/scopes.ts';
import { CreditsScalar, DateTimeScalar } from '../edge/scalars.ts';
import { toApiKey } from './api-keys.ts';
import { checkKey, networksOf, scopesOf } from './key-input.ts';
import { keysOwner, recordingIfOperator, toKeyError } from './manage-keys.ts';
import { limitOf } from './spending.ts';
import { ApiKeyType, KeyPresetEnum, ScopeEnum, SpendingLimitInput } from './types.ts';

@InputType({ description: 'The key to create.' })
class CreateApiKeyInput {
  @Field(() => String, { description: 'Its name for people, 1 to 100 characters.' })
  readonly name!: string;

  @Field(() => [ScopeEnum], {
    nullable: true,
    description: "Some of the asking key's scopes; all of them except KEYS_WRITE and OPERATOR when absent.",
  })
  readonly scopes?: readonly Scope[] | null;

  @Field(() => KeyPresetEnum, { nullable: true, description: 'Scopes by what for, instead of `scopes`.' })
  readonly preset?: KeyPreset | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it stops working, not after the asking key; like that one when absent.',
  })
  readonly expiresAt?: Date | null;

  @Field(() => SpendingLimitInput, {
    nullable: true,
    description:
      "What it may reserve and spend in a period, at most the asking key's limit when that is for the same; that one when absent.",
  })
  readonly spendingLimit?: SpendingLimitInput | null;

  @Field(() => CreditsScalar, {
    nullable: true,
    deprecationReason: 'Use `spendingLimit`.',
    description: 'A `spendingLimit` for a day.',
  })
  readonly dailyLimit?: MicroCredits | null;

  @Field(() => [String], {
    nullable: true,
    description:
      "Addresses and networks (CIDR, IPv4 or IPv6) that it may be used from, at most 50, inside the asking key's; those when absent. None: any.",
  })
  readonly allowedIps?: readonly string[] | null;

  @Field(() => ID, { nullable: true, description: 'Operator: whose key it is; the account that asks when absent.' })
  readonly accountId?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Operator: why, in at most 500 characters; kept with who and what.',
  })
  readonly reason?: string | null;
}

@ForWhoAsked()
@ObjectType({ description: 'The key with its secret, or why there is none.', simpleResolvers: true })
class CreateApiKeyPayload {
  @Field(() => ApiKeyType, { nullable: true, description: 'The new key.' })
  readonly apiKey!: ApiKeyType | undefined;

  @Field(() => String, { nullable: true, description: 'Its secret: in this answer only, keep it.' })
  readonly secret!: string | undefined;

  @Field(() => [UserError], { description: 'Why it was refused; empty when it was not.' })
  readonly userErrors!: readonly UserError[];
}

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
  const alongside = recordingIfOperator(context, owner, { action: 'CREATE_API_KEY', subject: name });
  const createdBy = owner.by === 'operator' ? undefined : viewer.key.id;
  const { apiKey, secret } = await services.keys.create({
    accountId: owner.accountId,
    name,
    ...powers,
    createdBy,
    alongside,
  });
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
function powersOf({ key }: Viewer, input: CreateApiKeyInput): KeyPowers {
  const limit = limitOf(input);
  return {
    scopes: scopesOf(input) ?? key.scopes.filter((scope) => !SAID_ONLY.includes(scope)),
    spendingLimit: limit.spendingLimit ?? key.spendingLimit,
    limitPeriod: limit.limitPeriod ?? key.limitPeriod,
    expiresAt: input.expiresAt ?? key.expiresAt,
    allowedIps: networksOf(input) ?? key.allowedIps,
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
  const change = { acting: viewer.key, before: undefined, after: powers };
  const refusal = decideKeyPowers(change) ?? decideReach(change);
  return refusal === undefined ? undefined : toKeyError(refusal, input);
}
