import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import type { BookState } from '../../catalog/index.ts';
import type { MicroCredits } from '../../money/index.ts';
import { UserError } from '../edge/errors/user-errors.ts';
import { ForWhoAsked, GuardedBy } from '../edge/guard/scopes.ts';
import { CreditsScalar, DateTimeScalar, DecimalScalar } from '../edge/scalars.ts';
import { enumType } from '../edge/types.ts';

const PriceBookStateEnum = enumType<BookState>('PriceBookState', 'Where a price book stands now.', {
  SUPERSEDED: 'Another one took over from it, or will at the moment at which it would have come into force.',
  IN_FORCE: 'Prices are made by it.',
  SCHEDULED: 'It comes into force at effectiveAt.',
});

@InputType({ description: 'A storefront file, to be published or to be tried out on what was used.' })
export class PublishPriceBookInput {
  @Field(() => String, { description: "The storefront file's whole text." })
  readonly document!: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it comes into force; null: at once.' })
  readonly effectiveAt?: Date | null;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'Publishes prices that differ more than ten times from those of the last book, too.',
  })
  readonly force?: boolean | null;

  @Field(() => Int, {
    nullable: true,
    defaultValue: 30,
    description: 'For rehearsePriceBook: how many days of usage it looks at, 1 to 365. Publishing does not look at it.',
  })
  readonly days?: number | null;

  @Field(() => String, { nullable: true, description: 'Why, in at most 500 characters, for the audit log.' })
  readonly reason?: string | null;
}

@GuardedBy('OPERATOR')
@ObjectType('PriceBook', { description: 'One version of what is sold, for ever.', simpleResolvers: true })
export class PriceBookType {
  @Field(() => Int, { description: 'From 1, in the order of publishing.' })
  readonly number!: number;

  @Field(() => String, { description: 'Name, date and hash of its content: what priceVersion says elsewhere.' })
  readonly version!: string;

  @Field(() => PriceBookStateEnum, { description: 'By its dates, now.' })
  readonly state!: BookState;

  @Field(() => DateTimeScalar, { description: 'In force from then, until another one is.' })
  readonly effectiveAt!: Date;

  @Field(() => DateTimeScalar, { description: 'When it was published.' })
  readonly publishedAt!: Date;

  @Field(() => ID, {
    nullable: true,
    description: 'The API key that published it; null: the first start, or the command line.',
  })
  readonly publishedBy!: string | undefined;
}

@ForWhoAsked()
@ObjectType({ description: 'What was published, or why nothing was.', simpleResolvers: true })
export class PublishPriceBookPayload {
  @Field(() => PriceBookType, { nullable: true, description: 'The book; null when it was refused.' })
  readonly priceBook!: PriceBookType | undefined;

  @Field(() => [String], { description: 'What it changes, in words.' })
  readonly differences!: readonly string[];

  @Field(() => Boolean, {
    description: 'True when the book in force at that moment has this very content: nothing was published again.',
  })
  readonly replayed!: boolean;

  @Field(() => [UserError], { description: 'Why it was refused; empty when it was not.' })
  readonly userErrors!: readonly UserError[];
}

@GuardedBy('OPERATOR')
@ObjectType('RehearsedSum', {
  description: 'Charged generations that the new book can price: what they cost, and what they would have cost.',
  simpleResolvers: true,
})
export class RehearsedSumType {
  @Field(() => Int, { description: 'How many.' })
  readonly generations!: number;

  @Field(() => CreditsScalar, { description: 'What was charged for them.' })
  readonly paid!: MicroCredits;

  @Field(() => CreditsScalar, {
    description: 'What the new book says of the same requests and outputs, not capped by what was reserved then.',
  })
  readonly wouldHavePaid!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'wouldHavePaid less paid: above zero, customers would have paid more.' })
  readonly difference!: MicroCredits;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: 'The difference in percent of paid; null when nothing was.',
  })
  readonly percentage!: string | undefined;
}

@GuardedBy('OPERATOR')
@ObjectType('RehearsedModel', { description: 'The usage of one model.', simpleResolvers: true })
class RehearsedModelType {
  @Field(() => ID, { description: 'Its identifier.' })
  readonly model!: string;

  @Field(() => RehearsedSumType, { description: 'Over all accounts.' })
  readonly sum!: RehearsedSumType;
}

@GuardedBy('OPERATOR')
@ObjectType('RehearsedAccount', { description: 'The usage of one account.', simpleResolvers: true })
class RehearsedAccountType {
  @Field(() => ID, { description: 'Its id.' })
  readonly accountId!: string;

  @Field(() => RehearsedSumType, { description: 'Over all models.' })
  readonly sum!: RehearsedSumType;
}

@GuardedBy('OPERATOR')
@ObjectType('UnpricedGenerations', {
  description: 'Generations that the new book could not have sold. They are in no other sum.',
  simpleResolvers: true,
})
class UnpricedGenerationsType {
  @Field(() => ID, { description: 'The model they asked for.' })
  readonly model!: string;

  @Field(() => String, { description: 'Why there is no price for them.' })
  readonly reason!: string;

  @Field(() => Int, { description: 'How many.' })
  readonly generations!: number;

  @Field(() => CreditsScalar, { description: 'What was charged for them.' })
  readonly paid!: MicroCredits;
}

@GuardedBy('OPERATOR')
@ObjectType('PriceBookRehearsal', {
  description:
    'What a price book would change, and what it would have changed for those who paid. Nothing is published.',
  simpleResolvers: true,
})
export class PriceBookRehearsalType {
  @Field(() => String, { description: 'The version that the book would have.' })
  readonly version!: string;

  @Field(() => String, { nullable: true, description: 'The version that it would take over from.' })
  readonly replaces!: string | undefined;

  @Field(() => [String], { description: 'What it changes, in words.' })
  readonly differences!: readonly string[];

  @Field(() => [String], { description: 'Why publishing it takes force; empty when it does not.' })
  readonly forceReasons!: readonly string[];

  @Field(() => DateTimeScalar, { description: 'Generations from then on were looked at.' })
  readonly from!: Date;

  @Field(() => DateTimeScalar, { description: 'When they were.' })
  readonly to!: Date;

  @Field(() => RehearsedSumType, { description: 'All of them.' })
  readonly total!: RehearsedSumType;

  @Field(() => [RehearsedModelType], { description: 'The largest difference first.' })
  readonly byModel!: readonly RehearsedModelType[];

  @Field(() => [RehearsedAccountType], { description: 'The 100 with the largest differences, the largest first.' })
  readonly byAccount!: readonly RehearsedAccountType[];

  @Field(() => Int, { description: 'Accounts that would have paid more.' })
  readonly accountsPayingMore!: number;

  @Field(() => Int, { description: 'Accounts that would have paid less.' })
  readonly accountsPayingLess!: number;

  @Field(() => Int, { description: 'Accounts that would have paid the same.' })
  readonly accountsPayingTheSame!: number;

  @Field(() => [UnpricedGenerationsType], { description: 'The most generations first.' })
  readonly unpriced!: readonly UnpricedGenerationsType[];
}
