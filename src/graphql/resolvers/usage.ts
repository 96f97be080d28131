import { Arg, Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import type { MicroCredits } from '../../money/index.ts';
import type { GraphqlContext } from '../context.ts';
import { GuardedBy } from '../guard/scopes.ts';
import { CreditsScalar } from '../scalars/index.ts';
import { toUsageReport } from '../translate/to-usage.ts';
import { UsageReportType } from '../types/usage.ts';

const USUAL_DAYS = 30;

@Resolver(() => UsageReportType)
export class UsageResolver {
  @GuardedBy('ACCOUNT_READ')
  @Query(() => UsageReportType, {
    description:
      "What was used in the last days, today included (UTC). More days than the plan's audit window are refused.",
  })
  async usage(
    @Arg('days', () => Int, { nullable: true, defaultValue: USUAL_DAYS, description: '1 to 365.' }) days: number | null,
    @Ctx() { services, viewer }: GraphqlContext,
  ): Promise<UsageReportType> {
    const { id } = viewer.account;
    return toUsageReport(await services.usage.report(id, days ?? USUAL_DAYS), id);
  }

  @FieldResolver(() => CreditsScalar, { description: 'What can be reserved now.' })
  async balance(@Root() { accountId }: UsageReportType, @Ctx() context: GraphqlContext): Promise<MicroCredits> {
    return (await context.loaders(accountId).balance()).available;
  }
}
