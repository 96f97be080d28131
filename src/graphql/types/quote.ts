import { Field, Int, ObjectType } from 'type-graphql';
import type { MicroCredits } from '../../money/index.ts';
import type { Exactness } from '../../pricing/index.ts';
import { ForWhoAsked, GuardedBy } from '../guard/scopes.ts';
import { CreditsScalar, DateTimeScalar, JsonObjectScalar } from '../scalars/index.ts';
import { ExactnessEnum } from './enums.ts';
import { CostLineType } from './estimate.ts';
import { ModelType } from './model.ts';
import { Node } from './node.ts';
import { UserError } from './user-errors.ts';

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

@ForWhoAsked()
@ObjectType({ description: 'The quote, or why there is none.', simpleResolvers: true })
export class QuotePayload {
  @Field(() => QuoteType, { nullable: true, description: 'Null when refused.' })
  readonly quote!: QuoteType | undefined;

  @Field(() => [UserError], { description: 'Why it was refused; empty when it was not.' })
  readonly userErrors!: readonly UserError[];
}
