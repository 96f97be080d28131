// What the types of all domains build on: nodes, money, and enums.
import { Field, ID, InterfaceType, ObjectType, registerEnumType } from 'type-graphql';
import { formatMoney, type Money } from '../../money/index.ts';
import { ForAnyKey, OpenInterface } from './guard/scopes.ts';
import { DecimalScalar } from './scalars.ts';

/** What the translators give every Node, so that its concrete type is known without a class instance. */
export interface Typed {
  readonly __typename: string;
}

@OpenInterface()
@InterfaceType({
  description: 'A thing with an id of its own, found again by node(id).',
  resolveType: (value: Typed) => value.__typename,
})
export abstract class Node {
  @Field(() => ID, { description: 'Opaque; unique across all types.' })
  readonly id!: string;
}

@ForAnyKey()
@ObjectType('Money', { description: 'An amount of a currency (not credits).', simpleResolvers: true })
export class MoneyType {
  @Field(() => DecimalScalar, { description: 'In whole units with the digits of the currency: "37.50".' })
  readonly amount!: string;

  @Field(() => String, { description: 'ISO 4217 code: "USD".' })
  readonly currency!: string;
}

export function toMoney(money: Money): MoneyType {
  return { amount: formatMoney(money), currency: money.currency };
}

/** Registers an enum whose names and values are the same; every value comes with its description. */
export function enumType<Value extends string>(
  name: string,
  description: string,
  values: Readonly<Record<Value, string>>,
): Readonly<Record<Value, Value>> {
  const names = Object.keys(values) as Value[];
  const enumObject = Object.fromEntries(names.map((value) => [value, value])) as Record<Value, Value>;
  const valuesConfig = Object.fromEntries(names.map((value) => [value, { description: values[value] }]));
  registerEnumType(enumObject, { name, description, valuesConfig: valuesConfig as never });
  return enumObject;
}
