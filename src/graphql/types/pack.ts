import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { PackValidity } from '../../catalog/index.ts';
import type { MicroCredits } from '../../money/index.ts';
import { ForAnyKey } from '../guard/scopes.ts';
import { CreditsScalar } from '../scalars/index.ts';
import { PackValidityEnum } from './enums.ts';
import { MoneyType } from './money.ts';

@ForAnyKey()
@ObjectType('CreditPack', { description: 'Credits for sale in one piece.', simpleResolvers: true })
export class CreditPackType {
  @Field(() => ID, { description: 'What buyCreditPack asks for.' })
  readonly id!: string;

  @Field(() => String, { description: 'Its name for people.' })
  readonly name!: string;

  @Field(() => CreditsScalar, { description: 'The credits that it adds.' })
  readonly credits!: MicroCredits;

  @Field(() => PackValidityEnum, { description: 'How long its credits can be used.' })
  readonly validity!: PackValidity;

  @Field(() => MoneyType, { description: 'What it costs.' })
  readonly price!: MoneyType;

  @Field(() => Boolean, { description: 'True: sold only to accounts with a paid plan.' })
  readonly requiresPlan!: boolean;
}

@ForAnyKey()
@ObjectType('Plan', { description: 'What an account is entitled to.', simpleResolvers: true })
export class PlanType {
  @Field(() => ID, { description: 'Its id in the storefront.' })
  readonly id!: string;

  @Field(() => String, { description: 'Its name for people.' })
  readonly name!: string;

  @Field(() => MoneyType, { description: 'What it costs per month.' })
  readonly price!: MoneyType;

  @Field(() => CreditsScalar, { description: 'The credits that it adds every month, when it is paid by the month.' })
  readonly monthlyCredits!: MicroCredits;

  @Field(() => MoneyType, {
    nullable: true,
    description: 'What it costs per year; null when it is sold by the month only.',
  })
  readonly yearlyPrice!: MoneyType | undefined;

  @Field(() => CreditsScalar, { nullable: true, description: 'The credits that a year adds at once.' })
  readonly yearlyCredits!: MicroCredits | undefined;

  @Field(() => Int, { description: 'How many days back transactions and usage can be read.' })
  readonly auditWindowDays!: number;

  @Field(() => Int, { description: 'How many generations may be in flight at once.' })
  readonly concurrencyLimit!: number;

  @Field(() => Int, { description: 'How many requests may be made per minute.' })
  readonly requestsPerMinute!: number;

  @Field(() => CreditsScalar, { nullable: true, description: 'What it greets a new customer with, once per person.' })
  readonly welcomeCredits!: MicroCredits | undefined;
}
