// The gateway's schema over values that are made up out of where they stand: the same place has the same value, whoever asks. Among them
// are nulls where none may be, values that no scalar can show, errors, and promises of all of these.
import {
  GraphQLError,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { buildGraphqlSchema } from '../../../../src/graphql/index.ts';
import { microCredits } from '../../../../src/money/index.ts';

const PLACE = Symbol('place');

function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}

const LEAVES: Readonly<Record<string, (hash: number) => unknown>> = {
  Int: (hash) => hash % 1_000,
  Float: (hash) => hash / 1_000,
  Boolean: (hash) => hash % 2 === 0,
  Credits: (hash) => microCredits(BigInt(hash) - 2_000_000_000n),
  DateTime: (hash) => new Date(hash * 1_000),
  Decimal: (hash) => `${hash % 100}.5`,
  JSONObject: (hash) => ({ width: hash, deep: { list: [null, 'é', hash] } }),
  URL: (hash) => `https://example.com/${hash}`,
};

export function mockedSchema(): GraphQLSchema {
  const schema = buildGraphqlSchema();
  for (const type of Object.values(schema.getTypeMap())) {
    if (isObjectType(type) && !type.name.startsWith('__')) mockFields(schema, type);
  }
  return schema;
}

function mockFields(schema: GraphQLSchema, type: GraphQLObjectType): void {
  for (const field of Object.values(type.getFields())) {
    // What has no resolver keeps having none: it is a property of its parent.
    if (field.resolve === undefined) continue;
    field.resolve = (parent, args) => resolved(schema, field, `${placeOf(parent)}.${field.name}${written(args)}`);
  }
}

const placeOf = (parent: unknown): string => (parent as { [PLACE]?: string } | undefined)?.[PLACE] ?? 'root';

/** In whatever order they came. */
function written(args: object): string {
  const sorted = Object.fromEntries(Object.entries(args).toSorted(([one], [other]) => (one < other ? -1 : 1)));
  return JSON.stringify(sorted, (_key, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
}

function resolved(schema: GraphQLSchema, { type }: GraphQLField<unknown, unknown>, place: string): unknown {
  const chance = hashOf(`${place}?`) % 40;
  if (chance === 0) throw new Error(`thrown at ${place}`);
  if (chance === 1) return Promise.reject(new Error(`rejected at ${place}`));
  const extensions = { code: 'REFUSED', allowed: [place] };
  if (chance === 2) throw new GraphQLError(`refused at ${place}`, { extensions });
  const value = valueAt(schema, type, place);
  return chance < 20 ? Promise.resolve(value) : value;
}

function valueAt(schema: GraphQLSchema, type: GraphQLOutputType, place: string): unknown {
  const hash = hashOf(place);
  const isNull = hash % (isNonNullType(type) ? 300 : 12) === 0;
  if (isNull) return hash % 5 === 0 ? undefined : null;
  if (hash % 150 === 1) return new Error(`given at ${place}`);
  return given(schema, isNonNullType(type) ? type.ofType : type, place);
}

function given(schema: GraphQLSchema, type: GraphQLOutputType, place: string): unknown {
  const hash = hashOf(place);
  const numbers = Array.from({ length: hash % 4 }, (_, number) => number);
  if (isListType(type)) return numbers.map((number) => valueAt(schema, type.ofType, `${place}[${number}]`));
  if (isObjectType(type)) return objectAt(schema, type, place);
  if (isAbstractType(type)) {
    const possible = schema.getPossibleTypes(type);
    return objectAt(schema, possible[hash % possible.length] as GraphQLObjectType, place);
  }
  // No scalar can show it.
  if (hash % 200 === 2) return Symbol.iterator;
  if (isEnumType(type)) return type.getValues()[hash % type.getValues().length]?.value;
  return (LEAVES[String(type)] ?? ((number: number) => `text "${number}" \u2028`))(hash);
}

function objectAt(schema: GraphQLSchema, type: GraphQLObjectType, place: string): object {
  const fields = type.getFields();
  const known = new Map<string, unknown>();
  return new Proxy(
    { [PLACE]: place, __typename: type.name },
    {
      get: (target, name, receiver) => {
        const field = typeof name === 'string' ? fields[name] : undefined;
        if (field === undefined || field.resolve !== undefined) return Reflect.get(target, name, receiver);
        if (!known.has(field.name)) known.set(field.name, valueAt(schema, field.type, `${place}.${field.name}`));
        return known.get(field.name);
      },
    },
  );
}
