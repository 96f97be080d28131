import { Field, ObjectType } from 'type-graphql';
import { ForAnyKey } from '../guard/scopes.ts';
import { DecimalScalar } from '../scalars/index.ts';

@ForAnyKey()
@ObjectType('Money', { description: 'An amount of a currency (not credits).', simpleResolvers: true })
export class MoneyType {
  @Field(() => DecimalScalar, { description: 'In whole units with the digits of the currency: "37.50".' })
  readonly amount!: string;

  @Field(() => String, { description: 'ISO 4217 code: "USD".' })
  readonly currency!: string;
}
