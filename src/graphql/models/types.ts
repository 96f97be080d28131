// The enums of the contract. A GraphQL enum needs an object; TypeScript's side stays a union of literals.
import { ArgsType, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import type { ModelKind } from '../../catalog/index.ts';
import type { Exactness } from '../../pricing/index.ts';
import { ForAnyKey } from '../edge/guard/scopes.ts';
import { PageOf } from '../edge/pages.ts';
import { JsonObjectScalar } from '../edge/scalars.ts';
import { enumType, Node } from '../edge/types.ts';

export const ModelKindEnum = enumType<ModelKind>('ModelKind', 'What a model makes.', {
  IMAGE: 'Still pictures.',
  VIDEO: 'Moving pictures.',
  VOICE: 'Speech.',
  MUSIC: 'Music.',
  SOUND: 'Sound effects.',
});

export const ExactnessEnum = enumType<Exactness>('Exactness', 'Whether a price is known before the work.', {
  EXACT: 'The request alone decides the cost.',
  APPROXIMATE: 'The cost depends on what comes out; it is never above maxCost.',
});

@ForAnyKey()
@ObjectType('Model', {
  implements: Node,
  description: 'A model that can be asked for generations.',
  simpleResolvers: true,
})
export class ModelType extends Node {
  readonly __typename!: 'Model';

  @Field(() => ID, { description: 'The name to ask for it by, for example "bfl/flux-1.1-pro".' })
  readonly identifier!: string;

  @Field(() => String, { description: 'Its name for people.' })
  readonly name!: string;

  @Field(() => ModelKindEnum, { description: 'What it makes.' })
  readonly kind!: ModelKind;

  @Field(() => Boolean, { description: 'False when it is shown but cannot be bought now.' })
  readonly available!: boolean;

  @Field(() => JsonObjectScalar, {
    description: 'JSON Schema of its parameters, with titles and defaults: enough to draw a form.',
  })
  readonly parameterSchema!: Readonly<Record<string, unknown>>;

  @Field(() => ExactnessEnum, { description: 'Whether its price is known before the work.' })
  readonly exactness!: Exactness;

  @Field(() => String, { description: 'Its price in words: "0.052 credits per image".' })
  readonly priceSummary!: string;

  @Field(() => [String], { description: 'The providers that run it, in the order they are tried.' })
  readonly providers!: readonly string[];
}

@InputType({ description: 'Every given field narrows the list.' })
class ModelWhere {
  @Field(() => [ModelKindEnum], { nullable: true, description: 'Models of these kinds.' })
  readonly kind?: readonly ModelKind[] | null;

  @Field(() => Boolean, { nullable: true, description: 'Only models that can (or cannot) be bought now.' })
  readonly available?: boolean | null;

  @Field(() => String, { nullable: true, description: 'A part of the identifier or the name, in any letter case.' })
  readonly search?: string | null;
}

export type ModelOrderField = 'IDENTIFIER' | 'PRICE';
export type Direction = 'ASC' | 'DESC';

const ModelOrderFieldEnum = enumType<ModelOrderField>('ModelOrderField', 'What models are ordered by.', {
  IDENTIFIER: 'The name to ask for them by.',
  PRICE: 'What the given request would cost.',
});

const DirectionEnum = enumType<Direction>('OrderDirection', 'Which end comes first.', {
  ASC: 'The smallest.',
  DESC: 'The largest.',
});

@InputType({
  description:
    'An order of models. By price, models that the parameters do not fit come last, whatever the direction; equal prices go by identifier.',
})
export class ModelOrder {
  @Field(() => ModelOrderFieldEnum, { description: 'What to order by.' })
  readonly field!: ModelOrderField;

  @Field(() => DirectionEnum, { nullable: true, defaultValue: 'ASC', description: 'Which end comes first.' })
  readonly direction?: Direction | null;

  @Field(() => JsonObjectScalar, { nullable: true, description: 'PRICE: the parameters of the request.' })
  readonly parameters?: Readonly<Record<string, unknown>> | null;

  @Field(() => Int, { nullable: true, defaultValue: 1, description: 'PRICE: how many outputs, 1 to 100.' })
  readonly count?: number | null;

  @Field(() => String, { nullable: true, description: 'PRICE: the prompt, priced where characters are.' })
  readonly prompt?: string | null;
}

@ArgsType()
export class PageOfModels extends PageOf {
  @Field(() => ModelWhere, { nullable: true, description: 'Which ones.' })
  readonly where?: ModelWhere | null;

  @Field(() => ModelOrder, { nullable: true, description: 'In which order; by identifier when absent.' })
  readonly orderBy?: ModelOrder | null;
}

@ArgsType()
export class ModelEstimateArguments {
  @Field(() => JsonObjectScalar, { nullable: true, description: "As the model's parameterSchema says." })
  readonly parameters?: Readonly<Record<string, unknown>> | null;

  @Field(() => Int, { nullable: true, defaultValue: 1, description: 'How many outputs, 1 to 100.' })
  readonly count?: number | null;

  @Field(() => String, { nullable: true, description: 'At most 10,000 characters; priced where characters are.' })
  readonly prompt?: string | null;
}
