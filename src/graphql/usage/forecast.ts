import { Arg, Args, ArgsType, Ctx, Field, ID, Int, ObjectType, Query, Resolver } from 'type-graphql';
import type { MicroCredits } from '../../money/index.ts';
import { microCredits, sum } from '../../money/index.ts';
import { decideForecast, paceMilliseconds } from '../../usage/index.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { badUserInput } from '../edge/errors/request-errors.ts';
import { CheckedFirst, reportDays } from '../edge/guard/argument-checks.ts';
import { GuardedBy } from '../edge/guard/scopes.ts';
import { checkModelNames } from '../edge/input.ts';
import { CreditsScalar, DateTimeScalar, DecimalScalar } from '../edge/scalars.ts';

const USUAL_DAYS = 30;
const DAY_MILLISECONDS = 86_400_000;

@GuardedBy('ACCOUNT_READ')
@ObjectType('UnusedCredits', { description: 'Credits that will expire before they are spent.', simpleResolvers: true })
class UnusedCreditsType {
  @Field(() => Int, { description: 'The number of their lot.' })
  readonly lot!: number;

  @Field(() => CreditsScalar, { description: 'How many will be left.' })
  readonly credits!: MicroCredits;

  @Field(() => DateTimeScalar, { description: 'When they expire.' })
  readonly expiresAt!: Date;
}

@GuardedBy('ACCOUNT_READ')
@ObjectType('Forecast', {
  description:
    'What becomes of the credits if they are spent on as in the last days. Reservations in flight are left out.',
  simpleResolvers: true,
})
class ForecastType {
  @Field(() => DateTimeScalar, { description: 'Since when the pace was taken: not before the account was opened.' })
  readonly from!: Date;

  @Field(() => DateTimeScalar, { description: 'Until when.' })
  readonly to!: Date;

  @Field(() => CreditsScalar, { description: 'Charged in that time, less what was given back.' })
  readonly spent!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'The same for one day, rounded down; of less than a day, all of it.' })
  readonly perDay!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'What can be reserved now.' })
  readonly available!: MicroCredits;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When nothing is left to spend; null when that is more than ten years away.',
  })
  readonly runsOutAt!: Date | undefined;

  @Field(() => CreditsScalar, { description: 'What will expire unused, of all lots together.' })
  readonly expiresUnused!: MicroCredits;

  @Field(() => [UnusedCreditsType], { description: 'The lots that it is of, the first to expire first.' })
  readonly unused!: readonly UnusedCreditsType[];
}

@GuardedBy('ACCOUNT_READ')
@ObjectType('UnpricedUse', { description: 'Generations that could not be priced that way.', simpleResolvers: true })
class UnpricedUseType {
  @Field(() => String, { description: 'Why not.' })
  readonly reason!: string;

  @Field(() => Int, { description: 'How many.' })
  readonly generations!: number;

  @Field(() => CreditsScalar, { description: 'What they have cost.' })
  readonly paid!: MicroCredits;
}

@GuardedBy('ACCOUNT_READ')
@ObjectType('WhatIf', {
  description: "What the account's own generations would have cost: the same requests and the same outputs.",
  simpleResolvers: true,
})
class WhatIfType {
  @Field(() => Int, { description: 'Generations that were priced.' })
  readonly generations!: number;

  @Field(() => CreditsScalar, { description: 'Charged for them.' })
  readonly paid!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'What they would have cost.' })
  readonly wouldHavePaid!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'More than what was paid, or less.' })
  readonly difference!: MicroCredits;

  @Field(() => DecimalScalar, { nullable: true, description: 'The same in percent; null when nothing was paid.' })
  readonly percentage!: string | undefined;

  @Field(() => Boolean, { description: 'Whether all were looked at; otherwise the newest 5,000.' })
  readonly isWhole!: boolean;

  @Field(() => [UnpricedUseType], { description: 'In none of the other figures.' })
  readonly unpriced!: readonly UnpricedUseType[];
}

@ArgsType()
class WhatIfArguments {
  @Field(() => Int, { nullable: true, defaultValue: USUAL_DAYS, description: 'How many days back: 1 to 365.' })
  readonly days?: number | null;

  @Field(() => ID, { nullable: true, description: 'Only generations of this model.' })
  readonly model?: string | null;

  @Field(() => ID, { nullable: true, description: 'The model that would have been asked instead.' })
  readonly instead?: string | null;

  @Field(() => String, { nullable: true, description: 'A published price book; the one in force without it.' })
  readonly priceVersion?: string | null;
}

@Resolver()
export class ForecastResolver {
  @GuardedBy('ACCOUNT_READ')
  @CheckedFirst(reportDays)
  @Query(() => ForecastType, {
    description: 'When the credits run out, and which expire unused, at the pace of the last days.',
  })
  forecast(
    @Arg('days', () => Int, { nullable: true, defaultValue: USUAL_DAYS, description: '1 to 365.' }) days: number | null,
    @Ctx() context: GraphqlContext,
  ): Promise<ForecastType> {
    return forecast(context, days ?? USUAL_DAYS);
  }

  @GuardedBy('ACCOUNT_READ')
  @CheckedFirst(reportDays)
  @Query(() => WhatIfType, {
    description: 'What the generations of the last days would have cost with another model or by another price book.',
  })
  whatIf(@Args(() => WhatIfArguments) asked: WhatIfArguments, @Ctx() context: GraphqlContext): Promise<WhatIfType> {
    return whatIf(context, asked);
  }
}

async function forecast({ services, viewer, loaders }: GraphqlContext, days: number): Promise<ForecastType> {
  const { id: accountId, timeZone, createdAt } = viewer.account;
  const [report, balance] = await Promise.all([
    services.usage.report({ accountId, timeZone, days }),
    loaders(accountId).balance(),
  ]);
  const { to, totalCost: spent } = report;
  const from = createdAt > report.from ? createdAt : report.from;
  const milliseconds = paceMilliseconds(from, to);
  const { available, lots } = balance;
  const { runsOutAt, unused } = decideForecast({ now: to, spent, milliseconds, available, lots });
  return {
    ...{ from, to, spent, available, runsOutAt },
    perDay: microCredits((spent * BigInt(DAY_MILLISECONDS)) / BigInt(milliseconds)),
    expiresUnused: sum(unused.map((lot) => lot.unused)),
    unused: unused.map(({ number, unused: credits, expiresAt }) => ({ lot: number, credits, expiresAt })),
  };
}

async function whatIf({ services, viewer }: GraphqlContext, asked: WhatIfArguments): Promise<WhatIfType> {
  const { days, model, instead, priceVersion } = asked;
  checkModelNames([model ?? '', instead ?? '', priceVersion ?? '']);
  const since = new Date(services.now().getTime() - (days ?? USUAL_DAYS) * DAY_MILLISECONDS);
  const named = { model: model ?? undefined, instead: instead ?? undefined, priceVersion: priceVersion ?? undefined };
  const outcome = await services.generations.whatIf({ accountId: viewer.account.id, since, ...named });
  if (outcome.status === 'refused') {
    throw outcome.code === 'MODEL_NOT_FOUND'
      ? badUserInput('instead is no model of that price book.', ['the identifier of a model, as `models` lists them'])
      : badUserInput('priceVersion is no published price book.', ['the priceVersion of an estimate or a generation']);
  }
  const { total, unpriced, isWhole } = outcome.report;
  return {
    ...total,
    isWhole,
    unpriced: unpriced.map(({ reason, generations, paid }) => ({ reason, generations, paid })),
  };
}
