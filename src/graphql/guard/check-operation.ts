// The last gate before an operation runs, for HTTP and WebSocket alike: scopes first, then arguments.
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getArgumentValues,
  getVariableValues,
  type OperationDefinitionNode,
} from 'graphql';
import { asBadRequest, forbidden } from '../errors/request-errors.ts';
import type { Viewer } from '../viewer.ts';
import { ARGUMENT_CHECKS } from './argument-checks.ts';
import { requirementsOf } from './requirements.ts';
import { mayUse } from './scopes.ts';

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
  const fields = requirementsOf(schema, document, operation).rootFields.filter(
    (field) => ARGUMENT_CHECKS[field.coordinate] !== undefined,
  );
  if (fields.length === 0) return;
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables, { maxErrors: 1 });
  // Wrong variables are refused by the execution, with GraphQL's own words.
  if (coerced === undefined) return;
  for (const { coordinate, definition, node } of fields) {
    const given = getArgumentValues(definition, node, coerced);
    refuseBadly(() => ARGUMENT_CHECKS[coordinate]?.(given, viewer, schema));
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
