import { Field, Int, ObjectType } from 'type-graphql';
import type { MicroCredits } from '../../money/index.ts';
import { GuardedBy } from '../guard/scopes.ts';
import { CreditsScalar, DateTimeScalar } from '../scalars/index.ts';

@GuardedBy('ACCOUNT_READ')
@ObjectType('UsageBucket', { description: 'A part of a usage report.', simpleResolvers: true })
export class UsageBucketType {
  @Field(() => String, { description: 'The UTC day ("2026-11-21"), model identifier, API key id or provider name.' })
  readonly key!: string;

  @Field(() => Int, { description: 'Generations accepted.' })
  readonly generations!: number;

  @Field(() => Int, { description: 'Of these, delivered.' })
  readonly succeeded!: number;

  @Field(() => Int, { description: 'Of these, failed.' })
  readonly failed!: number;

  @Field(() => CreditsScalar, { description: 'Charged for them, less what operators gave back: grossCost - refunded.' })
  readonly cost!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'Charged for them.' })
  readonly grossCost!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'Given back of these charges by operators, whenever they did.' })
  readonly refunded!: MicroCredits;
}

@GuardedBy('ACCOUNT_READ')
@ObjectType('UsageReport', {
  description: 'What was used, by the day a generation was accepted.',
  simpleResolvers: true,
})
export class UsageReportType {
  readonly accountId!: string;

  @Field(() => DateTimeScalar, { description: 'Beginning of the first UTC day.' })
  readonly from!: Date;

  @Field(() => DateTimeScalar, { description: 'Now.' })
  readonly to!: Date;

  @Field(() => Int, { description: 'Requests for a generation that were accepted.' })
  readonly totalRequests!: number;

  @Field(() => Int, { description: 'Generations accepted.' })
  readonly totalGenerations!: number;

  @Field(() => Int, { description: 'Delivered.' })
  readonly succeeded!: number;

  @Field(() => Int, { description: 'Failed: nothing was charged.' })
  readonly failed!: number;

  @Field(() => Int, { description: 'Canceled: nothing was charged.' })
  readonly canceled!: number;

  @Field(() => CreditsScalar, { description: 'Charged in all, less what operators gave back: grossCost - refunded.' })
  readonly totalCost!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'Charged in all.' })
  readonly grossCost!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'Given back of these charges by operators, whenever they did.' })
  readonly refunded!: MicroCredits;

  @Field(() => CreditsScalar, {
    description: 'Estimated cost of work that a provider finished and that was not billed.',
  })
  readonly wastedCost!: MicroCredits;

  @Field(() => [UsageBucketType], { description: 'Days with generations, oldest first.' })
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
