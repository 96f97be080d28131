import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { parseDecimal } from '../../money/index.ts';

function parse(value: unknown): string {
  if (typeof value !== 'string' || parseDecimal(value) === undefined) {
    throw new GraphQLError('A decimal is sent as a string, for example "37.50".');
  }
  return value;
}

export const DecimalScalar = new GraphQLScalarType<string, string>({
  name: 'Decimal',
  description: 'An exact decimal number as a string: "37.50", "1.25". Never a float.',
  serialize: (value) => parse(value),
  parseValue: parse,
  parseLiteral: (node) => parse(node.kind === Kind.STRING ? node.value : undefined),
});
