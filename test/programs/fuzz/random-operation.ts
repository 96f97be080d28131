// Operations out of the schema: any root field, with arguments of any value and a selection of any depth.
import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedOutputType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  OperationTypeNode,
} from 'graphql';
import { FITTING, VALUES, WRONG_KINDS, WRONG_LITERALS } from './hostile-values.ts';
import type { Random } from './random.ts';

/** Values that fit, by the name of the argument or input field. */
export type KnownValues = Readonly<Record<string, readonly unknown[]>>;

export interface AskedOperation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

export interface Asked {
  readonly schema: GraphQLSchema;
  readonly random: Random;
  readonly known: KnownValues;
}

const DEEPEST = 5;

export function randomOperation(asked: Asked, operation: OperationTypeNode): AskedOperation {
  const { schema, random } = asked;
  const root = schema.getRootType(operation);
  if (root === undefined || root === null) throw new Error(`the schema has no ${operation}`);
  const writer = createWriter(asked);
  const fields = Object.values(root.getFields());
  const count = operation === OperationTypeNode.QUERY && random.chance(0.2) ? 2 : 1;
  const selected = Array.from({ length: count }, (_, index) => `f${index}: ${writer.field(random.pick(fields), 1)}`);
  const { declared, variables } = writer;
  const head = declared.length === 0 ? '' : ` (${declared.join(', ')})`;
  return { query: `${operation}${head} { ${selected.join(' ')} }`, variables };
}

function createWriter(asked: Asked) {
  const { random, schema } = asked;
  const declared: string[] = [];
  const variables: Record<string, unknown> = {};
  const mood = moodOf(random);

  const argument = ({ name, type }: GraphQLArgument): string => {
    if (random.chance(0.02)) return `${name}: ${random.pick(WRONG_LITERALS)}`;
    const value = randomValue(asked, { name, mood }, type);
    if (value instanceof Enum || random.chance(0.3)) return `${name}: ${toLiteral(value)}`;
    const variable = `v${declared.length}`;
    declared.push(`$${variable}: ${String(type)}`);
    variables[variable] = plain(value);
    return `${name}: $${variable}`;
  };

  const field = (definition: GraphQLField<unknown, unknown>, depth: number): string => {
    const given = definition.args.filter(({ type }) => random.chance(isNonNullType(type) ? 0.98 : 0.6)).map(argument);
    const head = `${definition.name}${given.length === 0 ? '' : `(${given.join(', ')})`}`;
    const type = getNamedType(definition.type);
    return isCompositeType(type) ? `${head} { ${selection(type, depth + 1)} }` : head;
  };

  const selection = (type: GraphQLNamedOutputType, depth: number): string => {
    if (isInterfaceType(type)) {
      const possible = schema.getPossibleTypes(type);
      const one = random.pick(possible);
      return `__typename ... on ${one.name} { ${selection(one, depth)} }`;
    }
    if (!isObjectType(type)) return '__typename';
    const all = Object.values(type.getFields());
    const able = depth < DEEPEST ? all : all.filter((one) => !isCompositeType(getNamedType(one.type)));
    const some = able.filter(() => random.chance(depth < 3 ? 0.6 : 0.3));
    const refusals = 'userErrors' in type.getFields() ? ['refused: userErrors { code }'] : [];
    return ['__typename', ...refusals, ...some.map((one) => field(one, depth))].join(' ');
  };

  return { field, declared, variables };
}

/** A name that is written without quotes. */
class Enum {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/** Of the values of an operation: either any may be wrong, or one is, so that the rest is not refused before it is seen. */
type Mood = () => 'FITTING' | 'HOSTILE' | 'ANY';

function moodOf(random: Random): Mood {
  if (random.chance(0.3)) return () => 'ANY';
  let before = random.whole(8);
  return () => {
    before -= 1;
    return before === -1 ? 'HOSTILE' : 'FITTING';
  };
}

interface Place {
  readonly name: string;
  readonly mood: Mood;
}

function randomValue(asked: Asked, place: Place, type: GraphQLInputType): unknown {
  const { random } = asked;
  if (isNonNullType(type)) return randomValue(asked, place, type.ofType);
  if (isListType(type)) {
    const length = random.chance(0.01) ? 101 : random.whole(4);
    return Array.from({ length }, () => randomValue(asked, place, type.ofType));
  }
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter(({ type: inner }) =>
      random.chance(isNonNullType(inner) ? 0.995 : 0.5),
    );
    const entries = fields.map(
      (one) => [one.name, randomValue(asked, { ...place, name: one.name }, one.type)] as const,
    );
    return Object.fromEntries(random.chance(0.005) ? [...entries, ['surprise', 1]] : entries);
  }
  const mood = place.mood();
  if (mood === 'HOSTILE' || (mood === 'ANY' && random.chance(0.5))) return hostileValue(random, type);
  return isEnumType(type) ? new Enum(random.pick(type.getValues()).name) : fittingValue(asked, place.name, type.name);
}

function hostileValue(random: Random, type: GraphQLInputType): unknown {
  if (random.chance(0.05)) return null;
  const values = isEnumType(type) ? undefined : VALUES[String(type)];
  return random.pick(values === undefined || random.chance(0.25) ? WRONG_KINDS : values);
}

function fittingValue({ random, known }: Asked, name: string, type: string): unknown {
  const values = known[name] ?? [];
  return values.length === 0 ? FITTING[type] : random.pick(values);
}

/** As JSON has it. */
function plain(value: unknown): unknown {
  if (value instanceof Enum) return value.name;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]));
}

function toLiteral(value: unknown): string {
  if (value instanceof Enum) return value.name;
  if (Array.isArray(value)) return `[${value.map(toLiteral).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).filter(([name]) => /^[_a-z]\w*$/i.test(name));
  return `{${fields.map(([name, member]) => `${name}: ${toLiteral(member)}`).join(', ')}}`;
}
