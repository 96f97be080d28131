// The last gate before an operation runs, for HTTP and WebSocket alike: scopes first, then arguments.
import {
  type DocumentNode,
  type FieldNode,
  GraphQLError,
  type GraphQLField,
  type GraphQLSchema,
  getArgumentValues,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { Viewer } from '../../../callers/index.ts';
import type { Scope } from '../../../keys/index.ts';
import { asBadRequest, forbidden } from '../errors/request-errors.ts';
import { checksOf } from './argument-checks.ts';
import { coercedVariables } from './coerced-variables.ts';
import { mayUse, scopesOf } from './scopes.ts';

export interface Operation {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Throws FORBIDDEN_SCOPE (403) or BAD_USER_INPUT (400). */
export function checkOperation(asked: Operation, viewer: Viewer): void {
  const { scopes } = requirementsOf(asked.schema, asked.document, asked.operation);
  for (const [coordinate, required] of scopes) {
    if (!mayUse(viewer.key, required)) throw forbidden(coordinate, required);
  }
  checkArguments(asked, viewer);
}

function checkArguments({ schema, document, operation, variables }: Operation, viewer: Viewer): void {
  const { checkedFields: fields } = requirementsOf(schema, document, operation);
  if (fields.length === 0) return;
  const coerced = coercedVariables(schema, operation, variables);
  // Wrong variables are refused by the execution, with GraphQL's own words.
  if (coerced === undefined) return;
  for (const { definition, node } of fields) {
    const given = getArgumentValues(definition, node, coerced);
    refuseBadly(() => {
      for (const check of checksOf(definition)) check(given, viewer, schema);
    });
  }
}

function refuseBadly(check: () => void): void {
  try {
    check();
  } catch (error) {
    const isBadInput = error instanceof GraphQLError && error.extensions['code'] === 'BAD_USER_INPUT';
    throw isBadInput ? asBadRequest(error) : error;
  }
}

// What an operation needs before it may run: scopes, and arguments to look at. Found once per document and operation.

export interface CheckedField {
  readonly definition: GraphQLField<unknown, unknown>;
  readonly node: FieldNode;
}

export interface Requirements {
  /** By coordinate, of every field that not any key may see. */
  readonly scopes: ReadonlyMap<string, readonly Scope[]>;
  /** Of the root, with arguments to look at. */
  readonly checkedFields: readonly CheckedField[];
}

const known = new WeakMap<OperationDefinitionNode, Requirements>();

/** The document must be valid. */
function requirementsOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): Requirements {
  const found = known.get(operation) ?? findRequirements(schema, document, operation);
  known.set(operation, found);
  return found;
}

function findRequirements(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): Requirements {
  const scopes = new Map<string, readonly Scope[]>();
  const checkedFields: CheckedField[] = [];
  const root = schema.getRootType(operation.operation);
  const typeInfo = new TypeInfo(schema);
  const visitor = visitWithTypeInfo(typeInfo, {
    Field: (node) => {
      const parent = typeInfo.getParentType();
      const definition = typeInfo.getFieldDef();
      const isOurs = (isObjectType(parent) || isInterfaceType(parent)) && !isIntrospectionType(parent);
      if (!isOurs || definition === null || definition === undefined || definition.name.startsWith('__')) return;
      const coordinate = `${parent.name}.${definition.name}`;
      const required = scopesOf(parent, definition);
      if (required.length > 0) scopes.set(coordinate, required);
      if (parent === root && checksOf(definition).length > 0) checkedFields.push({ definition, node });
    },
  });
  visit(operation, visitor);
  for (const fragment of fragmentsOf(document, operation)) visit(fragment, visitor);
  return { scopes, checkedFields };
}

/** Every fragment that the operation reaches. */
function fragmentsOf(document: DocumentNode, operation: OperationDefinitionNode) {
  const definitions = document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  const byName = new Map(definitions.map((definition) => [definition.name.value, definition]));
  const reached = new Set<(typeof definitions)[number]>();
  const collect = (node: Parameters<typeof visit>[0]): void => {
    visit(node, {
      FragmentSpread: (spread) => {
        const fragment = byName.get(spread.name.value);
        if (fragment === undefined || reached.has(fragment)) return;
        reached.add(fragment);
        collect(fragment);
      },
    });
  };
  collect(operation);
  return reached;
}
