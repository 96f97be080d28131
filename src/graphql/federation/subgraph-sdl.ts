// The schema as a supergraph is composed from it: what everybody sees, and what of it other subgraphs may refer to.
import {
  type ConstDirectiveNode,
  type DocumentNode,
  type GraphQLSchema,
  Kind,
  lexicographicSortSchema,
  parse,
  print,
  printSchema,
  visit,
} from 'graphql';

/** Types that other subgraphs may refer to and extend: found again by their id. */
export const ENTITIES = ['Account', 'ApiKey', 'Generation', 'Purchase', 'Transaction'] as const;

/** An early version of the specification has all that is used, and the most gateways know it. */
const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable"])';

/** Beside entities, types that have to be the same in all subgraphs that have them: every list of Relay's kind has it. */
const DIRECTIVES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(ENTITIES.map((name) => [name, '@key(fields: "id")'])),
  PageInfo: '@shareable',
};

export function printSubgraph(schema: GraphQLSchema): string {
  const document: DocumentNode = visit(parse(printSchema(lexicographicSortSchema(schema)), { noLocation: true }), {
    ObjectTypeDefinition: (node) => {
      const directive = DIRECTIVES[node.name.value];
      if (directive === undefined) return undefined;
      return { ...node, directives: [...(node.directives ?? []), toDirective(directive)] };
    },
  });
  return `${LINK}\n\n${print(document)}\n`;
}

function toDirective(text: string): ConstDirectiveNode {
  const [definition] = parse(`type T ${text}`, { noLocation: true }).definitions;
  const directive = definition?.kind === Kind.OBJECT_TYPE_DEFINITION ? definition.directives?.[0] : undefined;
  if (directive === undefined) throw new Error(`${text} is no directive`);
  return directive;
}
