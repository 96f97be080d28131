import { Arg, Ctx, Field, ID, InputType, Int, Mutation, ObjectType, Resolver } from 'type-graphql';
import { ACCOUNT_SUSPENDED, type AnyUserError, fromPublicId, invalidParameter } from '../../callers/index.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { UserError } from '../edge/errors/user-errors.ts';
import { ForWhoAsked, GuardedBy } from '../edge/guard/scopes.ts';
import { DateTimeScalar } from '../edge/scalars.ts';
import { toApiKey } from './api-keys.ts';
import { keysOwner, recordingIfOperator, toKeyError, unknownKey } from './manage-keys.ts';
import { ApiKeyType } from './types.ts';

const USUAL_GRACE = 24;
const LONGEST_GRACE = 168;

@InputType({ description: 'The key that gets another secret.' })
class RotateApiKeyInput {
  @Field(() => ID, { description: 'Id of an API key of this account that was not revoked; it may be the asking key.' })
  readonly id!: string;

  @Field(() => Int, {
    nullable: true,
    defaultValue: USUAL_GRACE,
    description: 'How many hours the secret before works on, 1 to 168. A secret that has leaked is revoked instead.',
  })
  readonly graceHours?: number | null;

  @Field(() => ID, { nullable: true, description: 'Operator: whose key it is; the account that asks when absent.' })
  readonly accountId?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Operator: why, in at most 500 characters; kept with who and what.',
  })
  readonly reason?: string | null;
}

@ForWhoAsked()
@ObjectType({ description: 'The new secret, or why there is none.', simpleResolvers: true })
class RotateApiKeyPayload {
  @Field(() => ApiKeyType, { nullable: true, description: 'The key: all but its secret is as it was.' })
  readonly apiKey!: ApiKeyType | undefined;

  @Field(() => String, { nullable: true, description: 'Its secret from now on: in this answer only, keep it.' })
  readonly secret!: string | undefined;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Until when the secret before works, too.' })
  readonly previousSecretWorksUntil!: Date | undefined;

  @Field(() => [UserError], { description: 'Why it was refused; empty when it was not.' })
  readonly userErrors!: readonly UserError[];
}

@Resolver()
export class RotateApiKeyResolver {
  @GuardedBy('KEYS_WRITE')
  @Mutation(() => RotateApiKeyPayload, {
    description:
      'Gives a key another secret. Both work until the grace is over; what was replaced earlier works no longer than that.',
  })
  rotateApiKey(
    @Arg('input', () => RotateApiKeyInput) input: RotateApiKeyInput,
    @Ctx() context: GraphqlContext,
  ): Promise<RotateApiKeyPayload> {
    context.forget();
    return rotateApiKey(context, input);
  }
}

async function rotateApiKey(context: GraphqlContext, input: RotateApiKeyInput): Promise<RotateApiKeyPayload> {
  const { services, viewer } = context;
  const owner = await keysOwner(context, input);
  if (owner.by === 'nobody') return refused(owner.error);
  const graceHours = input.graceHours ?? USUAL_GRACE;
  const wrong = viewer.account.status === 'SUSPENDED' ? ACCOUNT_SUSPENDED : checkGrace(graceHours);
  if (wrong !== undefined) return refused(wrong);
  const apiKeyId = fromPublicId('key', input.id);
  if (apiKeyId === undefined) return refused(unknownKey());
  const alongside = recordingIfOperator(context, owner, { action: 'ROTATE_API_KEY', subject: input.id });
  const actingKeyId = owner.by === 'operator' ? undefined : viewer.key.id;
  const outcome = await services.keys.rotate({
    accountId: owner.accountId,
    apiKeyId,
    actingKeyId,
    graceHours,
    alongside,
  });
  if (outcome.status === 'refused') return refused(toKeyError(outcome.refusal));
  const { apiKey, secret, replacedWorksUntil: previousSecretWorksUntil } = outcome;
  return { apiKey: toApiKey(apiKey), secret, previousSecretWorksUntil, userErrors: [] };
}

function checkGrace(hours: number): AnyUserError | undefined {
  if (hours >= 1 && hours <= LONGEST_GRACE) return undefined;
  const message = `A secret that is replaced works on for 1 to ${LONGEST_GRACE} hours.`;
  return invalidParameter(['graceHours'], message, [`1 to ${LONGEST_GRACE}`]);
}

const refused = (error: AnyUserError): RotateApiKeyPayload => ({
  ...{ apiKey: undefined, secret: undefined, previousSecretWorksUntil: undefined },
  userErrors: [error],
});
