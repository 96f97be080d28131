import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';

type Variables = Readonly<Record<string, unknown>> | null | undefined;
type JsonObject = Readonly<Record<string, unknown>>;

/** What was sent is not repeated in the message: an array of objects that are named like methods has no text. */
function parse(value: unknown): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new GraphQLError('A JSONObject is a JSON object, for example { "width": 1024 }.');
  }
  return value as JsonObject;
}

function fromLiteral(node: ValueNode, variables: Variables): unknown {
  switch (node.kind) {
    case Kind.OBJECT: {
      const fields = node.fields.map((field) => [field.name.value, fromLiteral(field.value, variables)] as const);
      // Not by assignment: `__proto__` is a name like any other.
      return Object.fromEntries(fields);
    }
    case Kind.LIST:
      return node.values.map((value) => fromLiteral(value, variables));
    case Kind.INT:
    case Kind.FLOAT:
      return Number(node.value);
    case Kind.STRING:
    case Kind.BOOLEAN:
      return node.value;
    case Kind.NULL:
      return null;
    case Kind.VARIABLE:
      return variables?.[node.name.value];
    default:
      throw new GraphQLError(`JSON has no ${node.value}: write text in quotes.`, { nodes: node });
  }
}

export const JsonObjectScalar = new GraphQLScalarType<JsonObject, JsonObject>({
  name: 'JSONObject',
  description: 'A JSON object.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc8259',
  serialize: parse,
  parseValue: parse,
  parseLiteral: (node, variables) => parse(fromLiteral(node, variables)),
});
