// What an operation needs before it may run: scopes, and arguments to look at. Found once per document and operation.
import {
  type DocumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLSchema,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { Scope } from '../../keys/index.ts';
import { scopesOf } from './scopes.ts';

export interface CheckedField {
  /** `Query.transactions`. */
  readonly coordinate: string;
  readonly definition: GraphQLField<unknown, unknown>;
  readonly node: FieldNode;
}

export interface Requirements {
  /** By coordinate, of every field that not any key may see. */
  readonly scopes: ReadonlyMap<string, readonly Scope[]>;
  readonly rootFields: readonly CheckedField[];
}

const known = new WeakMap<OperationDefinitionNode, Requirements>();

/** The document must be valid. */
export function requirementsOf(
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
  const rootFields: CheckedField[] = [];
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
      if (parent === root) rootFields.push({ coordinate, definition, node });
    },
  });
  visit(operation, visitor);
  for (const fragment of fragmentsOf(document, operation)) visit(fragment, visitor);
  return { scopes, rootFields };
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
