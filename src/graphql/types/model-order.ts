import { Field, InputType, Int } from 'type-graphql';
import { JsonObjectScalar } from '../scalars/index.ts';
import { enumType } from './enums.ts';

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
