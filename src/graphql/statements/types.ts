import { Field, Int, ObjectType } from 'type-graphql';
import type { MicroCredits } from '../../money/index.ts';
import { GuardedBy } from '../edge/guard/scopes.ts';
import { CreditsScalar, DateTimeScalar } from '../edge/scalars.ts';

@GuardedBy('ACCOUNT_READ')
@ObjectType('BookedBalance', { description: 'What the books of an account said at one moment.', simpleResolvers: true })
export class BookedBalanceType {
  @Field(() => CreditsScalar, { description: 'Available and reserved together.' })
  readonly total!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'What could be spent; below zero: drawn on the credit line.' })
  readonly available!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'Set aside for work in flight: not charged, not available.' })
  readonly reserved!: MicroCredits;
}

@GuardedBy('ACCOUNT_READ')
@ObjectType('BalanceAt', { description: 'The balance at a moment that has passed.', simpleResolvers: true })
export class BalanceAtType extends BookedBalanceType {
  @Field(() => DateTimeScalar, { description: 'The moment.' })
  readonly at!: Date;

  @Field(() => String, { description: 'Number of the last transaction before it; "0" when there was none.' })
  readonly sequence!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Chain hash of that transaction, in hexadecimal: it covers all before it. Null when there was none.',
  })
  readonly headHash!: string | undefined;
}

@GuardedBy('ACCOUNT_READ')
@ObjectType('Download', { description: 'A link to a file.', simpleResolvers: true })
export class DownloadType {
  @Field(() => String, { description: 'Where it is fetched. Whoever has the link has the file: share it as the file.' })
  readonly url!: string;

  @Field(() => DateTimeScalar, { description: 'Until when the link is good; another one is had by asking again.' })
  readonly expiresAt!: Date;
}

@GuardedBy('ACCOUNT_READ')
@ObjectType('Statement', {
  description:
    'A month of the account: opening, then every move as a signed change, is closing, to the last millionth of a credit. The closing of a month is the opening of the next.',
  simpleResolvers: true,
})
export class StatementType {
  readonly accountId!: string;

  @Field(() => String, { description: 'The month: "2026-11".' })
  readonly month!: string;

  @Field(() => String, {
    description: "The account's time zone, by whose clocks the month begins and ends at midnight.",
  })
  readonly timeZone!: string;

  @Field(() => DateTimeScalar, { description: 'When the month begins.' })
  readonly from!: Date;

  @Field(() => DateTimeScalar, { description: 'When the next month begins.' })
  readonly to!: Date;

  @Field(() => DateTimeScalar, { description: 'When the statement was made.' })
  readonly asOf!: Date;

  @Field(() => Boolean, {
    description: 'An hour after the end of the month it is true: nothing on it changes any more.',
  })
  readonly isFinal!: boolean;

  @Field(() => BookedBalanceType, { description: 'What there was when the month began.' })
  readonly opening!: BookedBalanceType;

  @Field(() => CreditsScalar, { description: 'Credits that were bought or given.' })
  readonly added!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'What generations cost: zero or below.' })
  readonly charged!: MicroCredits;

  @Field(() => CreditsScalar, {
    description: 'Charges that were given back. The end of a reservation is none: what is set aside is still yours.',
  })
  readonly refunded!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'Credits that expired unused: zero or below.' })
  readonly expired!: MicroCredits;

  @Field(() => CreditsScalar, {
    description: 'Frozen while a payment is disputed (below zero), less what was released.',
  })
  readonly frozen!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'Taken back because a payment went back: zero or below.' })
  readonly clawedBack!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'Returned because such a payment stands after all.' })
  readonly adjusted!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'What paid invoices settled of the credit line.' })
  readonly invoiced!: MicroCredits;

  @Field(() => BookedBalanceType, { description: 'What there was when the month ended, or is now.' })
  readonly closing!: BookedBalanceType;

  @Field(() => Int, { description: 'How many transactions it covers.' })
  readonly transactions!: number;

  @Field(() => String, { nullable: true, description: 'Number of the first one; null when there is none.' })
  readonly firstSequence!: string | undefined;

  @Field(() => String, { nullable: true, description: 'Number of the last one; null when there is none.' })
  readonly lastSequence!: string | undefined;

  @Field(() => String, {
    nullable: true,
    description:
      'Chain hash of the last transaction before the end of the month, in hexadecimal: it covers all before it.',
  })
  readonly headHash!: string | undefined;
}
