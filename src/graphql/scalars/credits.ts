// Credits on the wire: a decimal string. In memory: whole micro-credits.
import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { formatCredits, type MicroCredits, parseCredits } from '../../money/index.ts';

const EXAMPLE = 'a decimal string with at most 6 fraction digits, for example "0.052"';

function parse(value: unknown, nodes: ValueNode | null = null): MicroCredits {
  if (typeof value !== 'string') {
    throw new GraphQLError(`Credits are sent as ${EXAMPLE}; a JSON number could lose digits.`, { nodes });
  }
  const credits = parseCredits(value);
  if (credits === undefined) throw new GraphQLError(`Credits are ${EXAMPLE}, below 9.2 * 10^12 in size.`, { nodes });
  return credits;
}

export const CreditsScalar = new GraphQLScalarType<MicroCredits, string>({
  name: 'Credits',
  description:
    'An amount of credits as a decimal string with at most 6 fraction digits, canonical in answers: "0.052", "12.48", "-3".',
  serialize: (value) => {
    if (typeof value !== 'bigint') throw new TypeError('an amount of credits is a bigint of micro-credits');
    return formatCredits(value as MicroCredits);
  },
  parseValue: (value) => parse(value),
  parseLiteral: (node) => parse(node.kind === Kind.STRING ? node.value : undefined, node),
});
