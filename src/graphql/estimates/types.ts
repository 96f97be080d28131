import type { GraphQLError } from 'graphql';
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import type { SpendingBlock } from '../../callers/index.ts';
import type { MicroCredits } from '../../money/index.ts';
import type { Exactness } from '../../pricing/index.ts';
import { GuardedBy } from '../edge/guard/scopes.ts';
import { CreditsScalar, DateTimeScalar, DecimalScalar, JsonObjectScalar } from '../edge/scalars.ts';
import { enumType, Node } from '../edge/types.ts';
import { ExactnessEnum, ModelType } from '../models/types.ts';

@InputType({ description: 'What would be asked of a model.' })
export class EstimateInput {
  @Field(() => ID, { description: 'Identifier of a model.' })
  readonly model!: string;

  @Field(() => String, { nullable: true, description: 'At most 10,000 characters; priced where characters are.' })
  readonly prompt?: string | null;

  @Field(() => JsonObjectScalar, { nullable: true, description: "As the model's parameterSchema says." })
  readonly parameters?: Readonly<Record<string, unknown>> | null;

  @Field(() => Int, { nullable: true, defaultValue: 1, description: 'How many outputs, 1 to 100.' })
  readonly count?: number | null;

  @Field(() => JsonObjectScalar, {
    nullable: true,
    description:
      'As generate takes it: it is in the log of requests, and the limit of the end user that userId names counts.',
  })
  readonly metadata?: Readonly<Record<string, unknown>> | null;
}

@GuardedBy('GENERATION_WRITE', 'GENERATION_READ', 'ACCOUNT_READ')
@ObjectType('CostLine', { description: 'One line of a bill, rounded up once.', simpleResolvers: true })
export class CostLineType {
  @Field(() => String, { description: 'In words: "5 seconds of video at 0.1 credits per second".' })
  readonly description!: string;

  @Field(() => String, { description: 'What is counted: "images", "seconds", "1,000,000 tokens".' })
  readonly meter!: string;

  @Field(() => DecimalScalar, { description: 'How much of the meter.' })
  readonly quantity!: string;

  @Field(() => CreditsScalar, { description: 'Credits per one of the meter.' })
  readonly unitPrice!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'Credits for the line.' })
  readonly amount!: MicroCredits;
}

@GuardedBy('GENERATION_WRITE', 'GENERATION_READ', 'ACCOUNT_READ')
@ObjectType('Estimate', { description: 'What a request would cost. Free, and nothing is run.', simpleResolvers: true })
export class EstimateType {
  readonly accountId!: string;
  /** That it would be for. */
  readonly endUser!: string | undefined;

  @Field(() => ModelType, { description: 'The model asked about.' })
  readonly model!: ModelType;

  @Field(() => Int, { description: 'How many outputs.' })
  readonly count!: number;

  @Field(() => CreditsScalar, { description: 'Expected cost of a request for one output.' })
  readonly costPerGeneration!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'Expected cost of all of it.' })
  readonly totalCost!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'What would be reserved; never charged above this.' })
  readonly maxCost!: MicroCredits;

  @Field(() => ExactnessEnum, { description: 'Whether the cost can still change.' })
  readonly exactness!: Exactness;

  @Field(() => [CostLineType], { description: 'They add up to totalCost.' })
  readonly lines!: readonly CostLineType[];

  @Field(() => String, { description: 'The price book that was used.' })
  readonly priceVersion!: string;
}

@GuardedBy('GENERATION_WRITE', 'GENERATION_READ', 'ACCOUNT_READ')
@ObjectType('EstimateBatch', {
  description: 'Many estimates and their sum, for planning a run.',
  simpleResolvers: true,
})
export class EstimateBatchType {
  readonly accountId!: string;
  /** By end user. */
  readonly maxCostOf!: ReadonlyMap<string, MicroCredits>;

  @Field(() => [EstimateType], {
    nullable: 'items',
    description: 'In the order of the inputs. One that has no price is null, with an error of its own that says why.',
  })
  readonly estimates!: readonly (EstimateType | GraphQLError)[];

  @Field(() => CreditsScalar, {
    nullable: true,
    description: 'Expected cost of all of them; null when one has no price.',
  })
  readonly totalCost!: MicroCredits | undefined;

  @Field(() => CreditsScalar, {
    nullable: true,
    description: 'What would be reserved for all of them at once; null when one has no price.',
  })
  readonly maxCost!: MicroCredits | undefined;

  @Field(() => ExactnessEnum, { description: 'EXACT when every estimate is; APPROXIMATE when one is missing.' })
  readonly exactness!: Exactness;
}

@GuardedBy('GENERATION_WRITE', 'GENERATION_READ', 'ACCOUNT_READ')
@ObjectType('Quote', {
  implements: Node,
  description: 'A binding price: give its id to generate, as often as you like until it expires.',
  simpleResolvers: true,
})
export class QuoteType extends Node {
  readonly __typename!: 'Quote';

  @Field(() => ModelType, { description: 'The model that it is for.' })
  readonly model!: ModelType;

  @GuardedBy('GENERATION_READ')
  @Field(() => String, {
    nullable: true,
    description: 'The prompt that it is for; null: any prompt that does not change the price.',
  })
  readonly prompt!: string | undefined;

  @GuardedBy('GENERATION_READ')
  @Field(() => JsonObjectScalar, { description: 'The parameters that it is for, with defaults.' })
  readonly parameters!: Readonly<Record<string, unknown>>;

  @Field(() => Int, { description: 'How many outputs it is for.' })
  readonly count!: number;

  @Field(() => CreditsScalar, { description: 'The expected cost.' })
  readonly costEstimate!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'What a generation with it reserves, and costs at most.' })
  readonly maxCost!: MicroCredits;

  @Field(() => ExactnessEnum, { description: 'Whether the cost can still come out below maxCost.' })
  readonly exactness!: Exactness;

  @Field(() => [CostLineType], { description: 'They add up to costEstimate.' })
  readonly lines!: readonly CostLineType[];

  @Field(() => String, { description: 'The price book that binds, even when another one is in force by then.' })
  readonly priceVersion!: string;

  @Field(() => DateTimeScalar, { description: 'When it was made.' })
  readonly createdAt!: Date;

  @Field(() => DateTimeScalar, { description: 'From this moment on it no longer binds.' })
  readonly expiresAt!: Date;
}

export const SpendingBlockEnum = enumType<SpendingBlock>(
  'SpendingBlock',
  'Why the asking key cannot reserve something now; the codes are those that generate would refuse it with.',
  {
    ACCOUNT_SUSPENDED: 'The account is suspended.',
    CONCURRENCY_LIMIT_REACHED: "The plan's generations at once are all running.",
    KEY_DAILY_LIMIT_REACHED: 'Not enough is left of the limit for a day of the key, or of one that it descends from.',
    KEY_WEEKLY_LIMIT_REACHED: 'The same for a week.',
    KEY_MONTHLY_LIMIT_REACHED: 'The same for a month.',
    END_USER_LIMIT_REACHED: "Not enough is left of the end user's limit.",
    CREDIT_LIMIT_REACHED: 'Not enough is left of the credit line.',
    INSUFFICIENT_CREDITS: 'Not enough credits are available.',
    PRICE_UNKNOWN: 'One of the requests has no price.',
  },
);
