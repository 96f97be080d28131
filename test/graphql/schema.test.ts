import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import {
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isNonNullType,
  isObjectType,
  isSpecifiedScalarType,
  lexicographicSortSchema,
  printSchema,
} from 'graphql';
import { USER_ERROR_TYPES } from '../../src/graphql/edge/errors/user-errors.ts';
import { printSubgraph } from '../../src/graphql/federation/subgraph-sdl.ts';
import { schema } from './open-edge.ts';

const emitted = printSchema(lexicographicSortSchema(schema));

const types = Object.values(schema.getTypeMap()).filter(
  (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
);

describe('the schema', () => {
  it('is the one that is committed', () => {
    expect(readFileSync(join(import.meta.dirname, '../../schema/schema.graphql'), 'utf8').trim()).toBe(emitted.trim());
  });

  it('has a type for each kind of refusal', () => {
    const kinds = schema.getPossibleTypes(schema.getType('UserError') as GraphQLInterfaceType).map(({ name }) => name);
    expect(kinds.toSorted()).toEqual(Object.keys(USER_ERROR_TYPES).toSorted());
  });

  it('is the one that supergraphs are composed from, too', () => {
    const committed = readFileSync(join(import.meta.dirname, '../../schema/subgraph.graphql'), 'utf8');
    expect(committed).toBe(printSubgraph(schema));
  });

  it('requires nothing that has a default: compiled operations would refuse what leaves it out', () => {
    const both = ({ type, defaultValue }: GraphQLInputField | GraphQLArgument): boolean =>
      isNonNullType(type) && defaultValue !== undefined;
    const wrong = types.flatMap((type) => {
      if (isInputObjectType(type)) {
        return Object.values(type.getFields())
          .filter(both)
          .map(({ name }) => `${type.name}.${name}`);
      }
      if (!isObjectType(type)) return [];
      return Object.values(type.getFields()).flatMap(({ name, args }) =>
        args.filter(both).map((arg) => `${name}(${arg.name})`),
      );
    });
    expect(wrong).toEqual([]);
  });

  it('says what every type and every field is', () => {
    expect(types.flatMap(undescribed)).toEqual([]);
  });
});

interface Described {
  readonly name: string;
  readonly description?: string | null | undefined;
}

const isUndescribed = ({ description }: Described): boolean => (description ?? '') === '';

function membersOf(type: GraphQLNamedType): readonly Described[] {
  if (isEnumType(type)) return type.getValues();
  const hasFields = isObjectType(type) || isInterfaceType(type) || isInputObjectType(type);
  return hasFields ? Object.values(type.getFields()) : [];
}

function undescribed(type: GraphQLNamedType): string[] {
  const isRoot = ['Query', 'Mutation', 'Subscription'].includes(type.name);
  const members = membersOf(type).filter(isUndescribed);
  return [...(isRoot || !isUndescribed(type) ? [] : [type.name]), ...members.map(({ name }) => `${type.name}.${name}`)];
}
