// The public contract: clients, documents and outside tests are written against its names and meanings, so they never
// change. contract.graphql holds them as they were promised; the schema may offer more, never less, and nothing else.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import {
  type ConstValueNode,
  type DefinitionNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  Kind,
  lexicographicSortSchema,
  type NameNode,
  parse,
  print,
  printSchema,
} from 'graphql';
import { USER_ERROR_CODES } from '../../src/callers/user-errors.ts';
import { schema } from './open-edge.ts';

const contract = parse(readFileSync(join(import.meta.dirname, 'contract.graphql'), 'utf8'));
const emitted = parse(printSchema(lexicographicSortSchema(schema)));

type Definition = DefinitionNode & {
  readonly name?: NameNode;
  readonly fields?: readonly Member[];
  readonly values?: readonly Member[];
  readonly interfaces?: readonly { readonly name: NameNode }[];
};
type Member = Pick<FieldDefinitionNode, 'name'> &
  Partial<Pick<FieldDefinitionNode, 'type' | 'arguments'>> & {
    readonly defaultValue?: ConstValueNode | undefined;
  };

/** One fact per line: "OBJECT Query", "Query.model: Model", "Query.model(identifier): ID!". */
function factsOf(document: DocumentNode): string[] {
  return (document.definitions as Definition[]).flatMap((definition) => {
    const name = definition.name?.value ?? '';
    const interfaces = (definition.interfaces ?? []).map((one) => `${name} implements ${one.name.value}`);
    const members = [...(definition.fields ?? []), ...(definition.values ?? [])];
    return [`${definition.kind} ${name}`, ...interfaces, ...members.flatMap((member) => factsOfMember(name, member))];
  });
}

function factsOfMember(owner: string, { name, type, arguments: given = [], defaultValue }: Member): string[] {
  const field = `${owner}.${name.value}`;
  return [
    `${field}${type === undefined ? '' : `: ${print(type)}`}${usual(defaultValue)}`,
    ...given.map(
      (argument) => `${field}(${argument.name.value}): ${print(argument.type)}${usual(argument.defaultValue)}`,
    ),
  ];
}

const usual = (value: ConstValueNode | undefined): string => (value === undefined ? '' : ` = ${print(value)}`);

/** Arguments and input fields that a request has to bring. */
function required(document: DocumentNode): string[] {
  const isRequired = ({ type, defaultValue }: InputValueDefinitionNode): boolean =>
    type.kind === Kind.NON_NULL_TYPE && defaultValue === undefined;
  return (document.definitions as Definition[]).flatMap((definition) => {
    const owner = definition.name?.value ?? '';
    const fields = (definition.fields ?? []) as readonly (FieldDefinitionNode | InputValueDefinitionNode)[];
    return fields.flatMap((field) => {
      const coordinate = `${owner}.${field.name.value}`;
      if (field.kind === Kind.INPUT_VALUE_DEFINITION) return isRequired(field) ? [coordinate] : [];
      return (field.arguments ?? []).filter(isRequired).map(({ name }) => `${coordinate}(${name.value})`);
    });
  });
}

/** Statuses as the contract gives them, beside each code. */
const STATUSES: Readonly<Record<string, number>> = {
  INSUFFICIENT_CREDITS: 402,
  KEY_DAILY_LIMIT_REACHED: 429,
  CREDIT_LIMIT_REACHED: 402,
  CONCURRENCY_LIMIT_REACHED: 429,
  MODEL_NOT_FOUND: 404,
  MODEL_UNAVAILABLE: 503,
  PRICE_UNKNOWN: 422,
  INVALID_PARAMETER: 422,
  QUOTE_EXPIRED: 409,
  QUOTE_MISMATCH: 409,
  MAX_COST_EXCEEDED: 422,
  IDEMPOTENCY_KEY_PARAMETER_MISMATCH: 409,
};

describe('the public contract', () => {
  it('is kept: every type, field, argument, default and enum value is there as it was promised', () => {
    const offered = new Set(factsOf(emitted));
    expect(factsOf(contract).filter((fact) => !offered.has(fact))).toEqual([]);
  });

  it('asks no more than was promised: what was added since can be left out', () => {
    const promised = new Set(required(contract));
    const types = new Set((contract.definitions as Definition[]).map(({ name }) => name?.value));
    const roots = new Set(['Query', 'Mutation', 'Subscription']);
    const fields = new Set(factsOf(contract).map((fact) => fact.split(/[:(]/)[0]));
    const asked = required(emitted).filter((coordinate) => {
      const [field = ''] = coordinate.split('(');
      const [owner = ''] = field.split('.');
      // A whole field, or a whole input, that was added is nobody's duty.
      return coordinate.includes('(') || roots.has(owner) ? fields.has(field) : types.has(owner);
    });
    expect(asked.filter((coordinate) => !promised.has(coordinate))).toEqual([]);
  });

  it('gives each refusal the status that it was promised with', () => {
    const statuses = Object.fromEntries(Object.entries(USER_ERROR_CODES).map(([code, { status }]) => [code, status]));
    expect(statuses).toMatchObject(STATUSES);
  });
});
