import { Args, ArgsType, Ctx, Field, FieldResolver, Int, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { toPublicId } from '../../callers/index.ts';
import type { MicroCredits } from '../../money/index.ts';
import type { LabelledBy, UsageAsked, UsageReport } from '../../usage/index.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { CheckedFirst, checkRange, reportDays } from '../edge/guard/argument-checks.ts';
import { GuardedBy } from '../edge/guard/scopes.ts';
import { checkNames } from '../edge/input.ts';
import { checkPageSize, LARGEST_PAGE, USUAL_PAGE } from '../edge/pages.ts';
import { CreditsScalar, DateTimeScalar } from '../edge/scalars.ts';
import { readReportDays, reportSpan, UsageArguments } from './report-days.ts';

@GuardedBy('ACCOUNT_READ', 'OPERATOR')
@ObjectType('UsageBucket', { description: 'A part of a usage report.', simpleResolvers: true })
class UsageBucketType {
  @Field(() => String, {
    description: 'The day of the account ("2026-11-21"), model identifier, API key id, provider name, end user or tag.',
  })
  readonly key!: string;

  @Field(() => Int, { description: 'Generations accepted.' })
  readonly generations!: number;

  @Field(() => Int, { description: 'Of these, delivered.' })
  readonly succeeded!: number;

  @Field(() => Int, { description: 'Of these, failed.' })
  readonly failed!: number;

  @Field(() => Int, { description: 'Of these, canceled; always 0 of a provider.' })
  readonly canceled!: number;

  @Field(() => Int, {
    nullable: true,
    description:
      'Requests for a generation that were refused, besides; null of providers, end users and tags, by which it is not counted.',
  })
  readonly refused?: number | undefined;

  @Field(() => CreditsScalar, { description: 'Charged for them, less what operators gave back: grossCost - refunded.' })
  readonly cost!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'Charged for them.' })
  readonly grossCost!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'Given back of these charges by operators, whenever they did.' })
  readonly refunded!: MicroCredits;

  @Field(() => CreditsScalar, {
    description:
      'Estimated cost of attempts that a provider finished, or may bill, and that delivered nothing: the gateway pays for them, not the account.',
  })
  readonly wastedCost!: MicroCredits;
}

@GuardedBy('ACCOUNT_READ', 'OPERATOR')
@ObjectType('UsageReport', {
  description: 'What was used, by the day a generation was accepted.',
  simpleResolvers: true,
})
export class UsageReportType {
  readonly accountId!: string;
  readonly asked!: UsageAsked;

  @Field(() => DateTimeScalar, { description: 'Beginning of the first day.' })
  readonly from!: Date;

  @Field(() => DateTimeScalar, { description: 'End of the last day, or now.' })
  readonly to!: Date;

  @Field(() => DateTimeScalar, {
    description:
      'The figures are those of this moment, or later: what happened before it is in them. Where the gateway reads a replica of its database, it may lie some seconds back; balance is that of now.',
  })
  readonly asOf!: Date;

  @Field(() => String, { description: "By whose clocks days begin: the account's time zone (IANA)." })
  readonly timeZone!: string;

  @Field(() => Int, { description: 'Requests for a generation, accepted or refused: totalGenerations + refused.' })
  readonly totalRequests!: number;

  @Field(() => Int, { description: 'Generations accepted.' })
  readonly totalGenerations!: number;

  @Field(() => Int, { description: 'Delivered.' })
  readonly succeeded!: number;

  @Field(() => Int, { description: 'Failed: nothing was charged.' })
  readonly failed!: number;

  @Field(() => Int, { description: 'Canceled: nothing was charged.' })
  readonly canceled!: number;

  @Field(() => Int, {
    description:
      'Requests for a generation that were refused, by the time they came in: each REJECTED one of the log of requests, whatever share of it is kept. Requests beyond the limit per minute are not in it.',
  })
  readonly refused!: number;

  @Field(() => CreditsScalar, { description: 'Charged in all, less what operators gave back: grossCost - refunded.' })
  readonly totalCost!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'Charged in all.' })
  readonly grossCost!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'Given back of these charges by operators, whenever they did.' })
  readonly refunded!: MicroCredits;

  @Field(() => CreditsScalar, {
    description:
      'Estimated cost of attempts that a provider finished, or may bill, and that delivered nothing: the gateway pays for them, not the account.',
  })
  readonly wastedCost!: MicroCredits;

  @Field(() => [UsageBucketType], { description: 'Days with requests, oldest first.' })
  readonly byDay!: readonly UsageBucketType[];

  @Field(() => [UsageBucketType], { description: 'Most expensive first.' })
  readonly byModel!: readonly UsageBucketType[];

  @Field(() => [UsageBucketType], { description: 'Most expensive first.' })
  readonly byApiKey!: readonly UsageBucketType[];

  @Field(() => [UsageBucketType], {
    description:
      'Most expensive first. A generation that fell back counts for every provider that was tried, its cost for the one that delivered.',
  })
  readonly byProvider!: readonly UsageBucketType[];
}

@ArgsType()
class LabelArguments {
  @Field(() => Int, { nullable: true, defaultValue: USUAL_PAGE, description: 'How many at most, 1 to 100.' })
  readonly first?: number | null;

  @Field(() => [String], { nullable: true, description: 'Only these, 1 to 100 of them.' })
  readonly only?: readonly string[] | null;
}

@Resolver(() => UsageReportType)
export class UsageResolver {
  @GuardedBy('ACCOUNT_READ')
  @CheckedFirst(reportDays, reportSpan)
  @Query(() => UsageReportType, {
    description:
      "What was used in whole days of the account's time zone: the last ones, today included, or those of a span. Days before the plan's audit window are refused.",
  })
  async usage(
    @Args(() => UsageArguments) given: UsageArguments,
    @Ctx() context: GraphqlContext,
  ): Promise<UsageReportType> {
    const { services, viewer } = context;
    const { id, timeZone } = viewer.account;
    const days = readReportDays(given, context);
    const asked = { accountId: id, timeZone, ...days };
    return toUsageReport(await services.usage.report(asked), asked);
  }

  @GuardedBy('ACCOUNT_READ', 'OPERATOR')
  @FieldResolver(() => [UsageBucketType], {
    description:
      'By metadata.userId, whose the generation was among your customers: the most expensive ones first. What named none is in none. A client token that was made for an end user sees that one only.',
  })
  async byEndUser(
    @Root() report: UsageReportType,
    @Args(() => LabelArguments) given: LabelArguments,
    @Ctx() context: GraphqlContext,
  ): Promise<readonly UsageBucketType[]> {
    const own = context.viewer.key.clientToken?.endUser;
    if (own === undefined) return byLabel('END_USER', given, { context, report });
    if (given.only?.includes(own) === false) return [];
    return byLabel('END_USER', { first: given.first ?? null, only: [own] }, { context, report });
  }

  @GuardedBy('ACCOUNT_READ', 'OPERATOR')
  @FieldResolver(() => [UsageBucketType], {
    description: 'By tag, the most expensive ones first. A generation counts in full for each of its tags.',
  })
  byTag(
    @Root() report: UsageReportType,
    @Args(() => LabelArguments) given: LabelArguments,
    @Ctx() context: GraphqlContext,
  ): Promise<readonly UsageBucketType[]> {
    return byLabel('TAG', given, { context, report });
  }

  @FieldResolver(() => CreditsScalar, { description: 'What can be reserved now.' })
  async balance(@Root() { accountId }: UsageReportType, @Ctx() context: GraphqlContext): Promise<MicroCredits> {
    return (await context.loaders(accountId).balance()).available;
  }
}

function byLabel(
  by: LabelledBy,
  { first, only }: LabelArguments,
  { context, report }: { readonly context: GraphqlContext; readonly report: UsageReportType },
): Promise<readonly UsageBucketType[]> {
  const most = first ?? USUAL_PAGE;
  checkPageSize(most);
  checkRange('The number of those in only', only?.length, LARGEST_PAGE);
  const names = checkNames('One of those in only', only);
  return context.services.usage.byLabel({ ...report.asked, by, most, only: names, notBefore: report.asOf });
}

function toUsageReport(report: UsageReport, asked: UsageAsked): UsageReportType {
  return {
    accountId: asked.accountId,
    asked,
    from: report.from,
    to: report.to,
    asOf: report.asOf,
    timeZone: report.timeZone,
    totalRequests: report.totalRequests,
    totalGenerations: report.totalGenerations,
    succeeded: report.succeeded,
    failed: report.failed,
    canceled: report.canceled,
    refused: report.refused,
    totalCost: report.totalCost,
    grossCost: report.grossCost,
    refunded: report.refunded,
    wastedCost: report.wastedCost,
    byDay: report.byDay,
    byModel: report.byModel,
    byApiKey: report.byApiKey.map((bucket) => ({ ...bucket, key: toPublicId('key', bucket.key) })),
    byProvider: report.byProvider,
  };
}
