import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import {
  type DefinitionNode,
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  lexicographicSortSchema,
  parse,
  print,
  printSchema,
} from 'graphql';
import { REQUIRED_SCOPES } from '../../src/graphql/guard/scopes.ts';
import { schema } from './edge.ts';

const emitted = printSchema(lexicographicSortSchema(schema));

type Definition = DefinitionNode & {
  readonly name?: { readonly value: string };
  readonly fields?: readonly Member[];
  readonly values?: readonly Member[];
  readonly interfaces?: readonly { readonly name: { readonly value: string } }[];
};
interface Member {
  readonly name: { readonly value: string };
  readonly type?: Parameters<typeof print>[0];
  readonly defaultValue?: Parameters<typeof print>[0];
  readonly arguments?: readonly Member[];
}

/** One line per member of a type, in the schema's own words: "Query.model(identifier: ID!): Model". */
function linesOf(text: string): string[] {
  return (parse(text).definitions as Definition[]).flatMap((definition) => {
    const name = definition.name?.value ?? '';
    const interfaces = (definition.interfaces ?? []).map((one) => `${name} implements ${one.name.value}`);
    const members = [...(definition.fields ?? []), ...(definition.values ?? [])];
    return [`${definition.kind} ${name}`, ...interfaces, ...members.map((member) => `${name}.${lineOf(member)}`)];
  });
}

function lineOf(member: Member): string {
  const given = (member.arguments ?? []).map(lineOf).sort();
  const type = member.type === undefined ? '' : `: ${print(member.type)}`;
  const usual = member.defaultValue === undefined ? '' : ` = ${print(member.defaultValue)}`;
  return `${member.name.value}${given.length === 0 ? '' : `(${given.join(', ')})`}${type}${usual}`;
}

const types = Object.values(schema.getTypeMap()).filter(
  (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
);

describe('the schema', () => {
  it('has everything of the public contract that is implemented, exactly as it stands there', () => {
    const contract = linesOf(readFileSync(join(import.meta.dirname, 'contract.graphql'), 'utf8'));
    const missing = contract.filter((line) => !linesOf(emitted).includes(line));
    expect(missing).toEqual([]);
  });

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
