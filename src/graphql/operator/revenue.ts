import { Args, ArgsType, Ctx, Field, Int, ObjectType, Query, Resolver } from 'type-graphql';
import { type MicroCredits, subtract } from '../../money/index.ts';
import type { RevenueBy, RevenueOfModel, RevenuePeriod } from '../../usage/index.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { badUserInput } from '../edge/errors/request-errors.ts';
import { CheckedFirst } from '../edge/guard/argument-checks.ts';
import { GuardedBy } from '../edge/guard/scopes.ts';
import { CreditsScalar, DateTimeScalar } from '../edge/scalars.ts';
import { enumType, MoneyType, toMoney } from '../edge/types.ts';
import { reportSpan } from '../usage/report-days.ts';

const RevenueByEnum = enumType<RevenueBy>('RevenueBy', 'By which periods of UTC figures are added up.', {
  DAY: 'By days, for 366 of them at most.',
  MONTH: 'By months, for 60 of them at most.',
});

@GuardedBy('OPERATOR')
@ObjectType('RevenuePeriod', {
  description: 'What one day or month came to, over all accounts.',
  simpleResolvers: true,
})
class RevenuePeriodType {
  @Field(() => String, { description: '"2026-11-30" or "2026-11", by UTC.' })
  readonly period!: string;

  @Field(() => CreditsScalar, { description: 'Credits of packs, plans and top-ups that could be spent from then on.' })
  readonly sold!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'Credits that were given without a payment.' })
  readonly granted!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'Charged for generations that were accepted then and have ended.' })
  readonly spent!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'Given back of these charges by operators, whenever they did.' })
  readonly refunded!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'Left of lots that ended then, as far as it is booked (breakage).' })
  readonly expired!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'Granted credits that operators took back.' })
  readonly deducted!: MicroCredits;

  @Field(() => [MoneyType], {
    description: 'Paid then for packs, top-ups and invoices of postpaid accounts, taxes included, by currency.',
  })
  readonly moneyIn!: readonly MoneyType[];

  @Field(() => [MoneyType], {
    description: 'Refunds that were made and disputes that were lost, begun then, by currency.',
  })
  readonly moneyBack!: readonly MoneyType[];
}

@GuardedBy('OPERATOR')
@ObjectType('RevenueOfModel', { description: 'What one model brought.', simpleResolvers: true })
class RevenueOfModelType {
  @Field(() => String, { description: 'Identifier of the model.' })
  readonly model!: string;

  @Field(() => Int, { description: 'Generations that have ended.' })
  readonly generations!: number;

  @Field(() => CreditsScalar, { description: 'Charged for them.' })
  readonly spent!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'Given back of these charges.' })
  readonly refunded!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'spent - refunded.' })
  readonly net!: MicroCredits;

  @Field(() => CreditsScalar, {
    nullable: true,
    description: 'What providers were paid for them; null, and never 0, while nobody says what they charge.',
  })
  readonly providerCost!: MicroCredits | undefined;

  @Field(() => CreditsScalar, { nullable: true, description: 'net - providerCost; null while that is unknown.' })
  readonly margin!: MicroCredits | undefined;
}

@GuardedBy('OPERATOR')
@ObjectType('Revenue', { description: 'What the business came to, over all accounts.', simpleResolvers: true })
class RevenueType {
  @Field(() => [RevenuePeriodType], { description: 'Those in which something happened, the earliest first.' })
  readonly periods!: readonly RevenuePeriodType[];

  @Field(() => [RevenueOfModelType], { description: 'Over the whole span, the highest charges first.' })
  readonly byModel!: readonly RevenueOfModelType[];

  @Field(() => [String], { description: 'Models whose cost at their providers, and so whose margin, is unknown.' })
  readonly unknownProviderCost!: readonly string[];

  @Field(() => DateTimeScalar, {
    description:
      'The figures are those of this moment, or later. Where the gateway reads a replica of its database, it may lie some seconds back.',
  })
  readonly asOf!: Date;

  @Field(() => [String], { description: 'What these figures cannot know, in words.' })
  readonly notKnown!: readonly string[];
}

@ArgsType()
class RevenueArguments {
  @Field(() => String, { description: 'The first day, such as "2026-11-01".' })
  readonly from!: string;

  @Field(() => String, { description: 'The last day, such as "2026-11-30".' })
  readonly to!: string;

  @Field(() => RevenueByEnum, { nullable: true, defaultValue: 'DAY', description: 'By days or by months.' })
  readonly by?: RevenueBy | null;
}

const DAY_MILLISECONDS = 86_400_000;
const MOST_DAYS = { DAY: 366, MONTH: 1_830 } as const;

const NOT_KNOWN = [
  'What providers charge: the gateway keeps no prices of theirs, so no margin is computed.',
  'Money for plans: their invoices are at the payment provider; their credits are in `sold`.',
  'What postpaid accounts have spent and not paid yet is in `spent`, and in moneyIn once it is paid.',
  'Charges of generations that have not ended, and what has expired and is not booked yet.',
];

@Resolver()
export class RevenueResolver {
  @GuardedBy('OPERATOR')
  @CheckedFirst(revenueSpan)
  @Query(() => RevenueType, {
    description:
      'Operator: credits sold, granted, spent, given back and expired, money in and back, and what each model brought.',
  })
  revenue(@Args(() => RevenueArguments) given: RevenueArguments, @Ctx() context: GraphqlContext): Promise<RevenueType> {
    return readRevenue(context, given);
  }
}

async function readRevenue({ services }: GraphqlContext, { from, to, by }: RevenueArguments): Promise<RevenueType> {
  const end = new Date(midnight(to).getTime() + DAY_MILLISECONDS);
  const found = await services.usage.revenue({ from: midnight(from), to: end, by: by ?? 'DAY' });
  return {
    periods: found.periods.map(toPeriod),
    byModel: found.byModel.map(toModelRevenue),
    unknownProviderCost: found.byModel.map(({ model }) => model),
    asOf: found.asOf,
    notKnown: NOT_KNOWN,
  };
}

const midnight = (day: string): Date => new Date(`${day}T00:00:00Z`);

/** Throws BAD_USER_INPUT. */
function revenueSpan(given: Readonly<Record<string, unknown>>): void {
  reportSpan(given);
  const { from, to, by } = given as unknown as RevenueArguments;
  const most = MOST_DAYS[by ?? 'DAY'];
  const days = (midnight(to).getTime() - midnight(from).getTime()) / DAY_MILLISECONDS + 1;
  if (days > most) {
    throw badUserInput(`From ${from} to ${to} are more than ${String(most)} days.`, [`1 to ${String(most)} days`]);
  }
}

function toPeriod({ moneyIn, moneyBack, ...figures }: RevenuePeriod): RevenuePeriodType {
  return { ...figures, moneyIn: moneyIn.map(toMoney), moneyBack: moneyBack.map(toMoney) };
}

function toModelRevenue({ model, generations, spent, refunded }: RevenueOfModel): RevenueOfModelType {
  const net = subtract(spent, refunded);
  return { model, generations: Number(generations), spent, refunded, net, providerCost: undefined, margin: undefined };
}
