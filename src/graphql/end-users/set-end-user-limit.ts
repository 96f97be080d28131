import { Arg, Ctx, Field, ID, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import {
  ACCOUNT_SUSPENDED,
  type AnyUserError,
  invalidParameter,
  isMetadataValue,
  METADATA_VALUE,
} from '../../callers/index.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { UserError } from '../edge/errors/user-errors.ts';
import { ForWhoAsked, GuardedBy } from '../edge/guard/scopes.ts';
import { SpendingLimitInput } from '../keys/types.ts';
import { EndUserLimitType } from './types.ts';

@InputType({ description: 'What may be spent for an end user, or for each of them.' })
class SetEndUserLimitInput {
  @Field(() => ID, {
    nullable: true,
    description:
      'The metadata.userId of its requests; without it the limit is that of each end user that has none of its own.',
  })
  readonly endUser?: string | null;

  @Field(() => SpendingLimitInput, {
    nullable: true,
    description: 'Null: no limit any more; an end user without one of its own has that of each.',
  })
  readonly limit?: SpendingLimitInput | null;
}

@ForWhoAsked()
@ObjectType({ description: 'The limit as it is now, or why it is as it was.', simpleResolvers: true })
class SetEndUserLimitPayload {
  @Field(() => EndUserLimitType, { nullable: true, description: 'Null: there is none any more, or it was refused.' })
  readonly limit!: EndUserLimitType | undefined;

  @Field(() => [UserError], { description: 'Why it was refused; empty when it was not.' })
  readonly userErrors!: readonly UserError[];
}

@Resolver()
export class SetEndUserLimitResolver {
  @GuardedBy('KEYS_WRITE')
  @Mutation(() => SetEndUserLimitPayload, {
    description:
      'Limits what may be reserved and spent for end users: requests whose metadata.userId names one. It holds for every request that begins after the answer, and what was spent since the current period began counts.',
  })
  setEndUserLimit(
    @Arg('input', () => SetEndUserLimitInput) input: SetEndUserLimitInput,
    @Ctx() context: GraphqlContext,
  ): Promise<SetEndUserLimitPayload> {
    context.forget();
    return setEndUserLimit(context, input);
  }
}

async function setEndUserLimit(
  { services, viewer }: GraphqlContext,
  input: SetEndUserLimitInput,
): Promise<SetEndUserLimitPayload> {
  const { endUser, limit } = input;
  const { account } = viewer;
  const wrong = account.status === 'SUSPENDED' ? ACCOUNT_SUSPENDED : check(input);
  if (wrong !== undefined) return { limit: undefined, userErrors: [wrong] };
  const given = limit === null || limit === undefined ? undefined : { amount: limit.amount, period: limit.period };
  const change = { accountId: account.id, endUser: endUser ?? undefined, limit: given };
  await services.accounts.setEndUserLimit(change);
  const now = given === undefined ? undefined : { endUser: endUser ?? undefined, ...given };
  return { limit: now, userErrors: [] };
}

function check({ endUser, limit }: SetEndUserLimitInput): AnyUserError | undefined {
  if (endUser !== null && endUser !== undefined && !isMetadataValue(endUser)) {
    return invalidParameter(['endUser'], `An end user is a ${METADATA_VALUE}.`, [METADATA_VALUE]);
  }
  if (limit === null || limit === undefined || limit.amount > 0n) return undefined;
  return invalidParameter(['limit', 'amount'], 'A limit is more than 0 credits.', ['more than 0']);
}
