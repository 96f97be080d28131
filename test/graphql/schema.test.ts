import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import {
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  lexicographicSortSchema,
  printSchema,
} from 'graphql';
import { REQUIRED_SCOPES } from '../../src/graphql/guard/scopes.ts';
import { schema } from './edge.ts';

const emitted = printSchema(lexicographicSortSchema(schema));

const types = Object.values(schema.getTypeMap()).filter(
  (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
);

describe('the schema', () => {
  it('is the one that is committed', () => {
    expect(readFileSync(join(import.meta.dirname, '../../schema/schema.graphql'), 'utf8').trim()).toBe(emitted.trim());
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

describe('the table of scopes', () => {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const rootFields = roots.flatMap((type) =>
    Object.keys(type?.getFields() ?? {}).map((field) => `${type?.name ?? ''}.${field}`),
  );

  it('has an entry for every root field: one without stays closed', () => {
    expect(rootFields.filter((field) => REQUIRED_SCOPES[field] === undefined)).toEqual([]);
  });

  it('names only fields that exist', () => {
    const all = types.flatMap((type) =>
      isObjectType(type) ? Object.keys(type.getFields()).map((field) => `${type.name}.${field}`) : [],
    );
    expect(Object.keys(REQUIRED_SCOPES).filter((field) => !all.includes(field))).toEqual([]);
  });

  it('lets no mutation through without a scope', () => {
    const open = rootFields.filter((field) => field.startsWith('Mutation.') && REQUIRED_SCOPES[field]?.length === 0);
    expect(open).toEqual([]);
  });
});
