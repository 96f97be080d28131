import { Arg, Args, ArgsType, Ctx, Field, ID, Int, Query, Resolver } from 'type-graphql';
import { isMetadataValue, leftFor, METADATA_VALUE } from '../../callers/index.ts';
import type { EndUserState } from '../../generation/index.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { badUserInput, notForTokens } from '../edge/errors/request-errors.ts';
import { type ArgumentCheck, CheckedFirst } from '../edge/guard/argument-checks.ts';
import { GuardedBy } from '../edge/guard/scopes.ts';
import { checkPageSize, USUAL_PAGE } from '../edge/pages.ts';
import { EndUserLimitType, EndUserType } from './types.ts';

@ArgsType()
class PageOfLimits {
  @Field(() => Int, { nullable: true, defaultValue: USUAL_PAGE, description: 'How many at most, 1 to 100.' })
  readonly first?: number | null;

  @Field(() => ID, { nullable: true, description: 'Only those after this end user.' })
  readonly after?: string | null;
}

@Resolver()
export class EndUserResolver {
  @GuardedBy('ACCOUNT_READ')
  @CheckedFirst(itself)
  @Query(() => EndUserType, {
    description:
      'What was spent for an end user in the current period, and what its limit leaves. One that no request has named has spent nothing. A client token that was made for an end user sees that one only.',
  })
  async endUser(@Arg('id', () => ID) id: string, @Ctx() context: GraphqlContext): Promise<EndUserType> {
    return toEndUser(await context.loaders(context.viewer.account.id).endUsers.load(id));
  }

  @GuardedBy('ACCOUNT_READ', 'KEYS_WRITE')
  @Query(() => [EndUserLimitType], {
    description: 'The limits that there are: that of each end user first, then their own, in the order of their names.',
  })
  endUserLimits(
    @Args(() => PageOfLimits) { first, after }: PageOfLimits,
    @Ctx() { services, viewer }: GraphqlContext,
  ): Promise<readonly EndUserLimitType[]> {
    const most = first ?? USUAL_PAGE;
    checkPageSize(most);
    if (after !== null && after !== undefined) checkName(after);
    return services.accounts.endUserLimits(viewer.account.id, { after: after ?? undefined, most });
  }
}

function itself(...[given, { key }]: Parameters<ArgumentCheck>): void {
  const own = key.clientToken?.endUser;
  if (own !== undefined && given['id'] !== own) throw notForTokens();
  checkName(given['id']);
}

function checkName(name: unknown): void {
  if (!isMetadataValue(name)) throw badUserInput(`An end user is a ${METADATA_VALUE}.`, [METADATA_VALUE]);
}

function toEndUser(state: EndUserState | undefined): EndUserType {
  if (state === undefined) throw new Error('every end user that is asked for is answered');
  const { endUser: id, limit, period, isOwn: hasOwnLimit, charged: spent, reserved, startsAt, endsAt } = state;
  const remaining = leftFor(state);
  return { id, limit, period, hasOwnLimit, spent, reserved, remaining, startsAt, resetsAt: endsAt };
}
