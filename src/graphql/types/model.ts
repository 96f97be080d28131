import { Field, ID, InputType, ObjectType } from 'type-graphql';
import type { ModelKind } from '../../catalog/index.ts';
import type { Exactness } from '../../pricing/index.ts';
import { ForAnyKey } from '../guard/scopes.ts';
import { JsonObjectScalar } from '../scalars/index.ts';
import { ExactnessEnum, ModelKindEnum } from './enums.ts';
import { Node } from './node.ts';

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
export class ModelWhere {
  @Field(() => [ModelKindEnum], { nullable: true, description: 'Models of these kinds.' })
  readonly kind?: readonly ModelKind[] | null;

  @Field(() => Boolean, { nullable: true, description: 'Only models that can (or cannot) be bought now.' })
  readonly available?: boolean | null;

  @Field(() => String, { nullable: true, description: 'A part of the identifier or the name, in any letter case.' })
  readonly search?: string | null;
}
