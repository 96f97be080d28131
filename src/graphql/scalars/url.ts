import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

const LONGEST = 2048;

/** http and https only: other schemes (javascript:, file:) would be dangerous where a browser follows them. */
function parse(value: unknown): string {
  const text = typeof value === 'string' && value.length <= LONGEST ? value : '';
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new GraphQLError(`A URL is an absolute http or https address of at most ${LONGEST} characters.`);
  }
  return url.href;
}

export const UrlScalar = new GraphQLScalarType<string, string>({
  name: 'URL',
  description: 'An absolute http or https address.',
  specifiedByURL: 'https://url.spec.whatwg.org/',
  serialize: String,
  parseValue: parse,
  parseLiteral: (node) => parse(node.kind === Kind.STRING ? node.value : undefined),
});
