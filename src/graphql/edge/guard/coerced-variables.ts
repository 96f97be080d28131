// The variables of a request as the schema's types have them: asked for by its checks and before a compiled operation, worked out once.
import { type GraphQLSchema, getVariableValues, type OperationDefinitionNode } from 'graphql';

type Variables = Readonly<Record<string, unknown>>;

interface Coerced {
  readonly operation: OperationDefinitionNode;
  /** Undefined: there is something wrong with them. */
  readonly values: Variables | undefined;
}

const NO_VARIABLES: Variables = {};
/** By the variables as they were given: those of one request are one object. */
const known = new WeakMap<Variables, Coerced>();

/** Undefined when there is something wrong with them, which the execution says in GraphQL's own words. */
export function coercedVariables(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Variables,
): Variables | undefined {
  const { variableDefinitions = [] } = operation;
  if (variableDefinitions.length === 0) return NO_VARIABLES;
  const found = known.get(variables);
  if (found?.operation === operation) return found.values;
  const { coerced } = getVariableValues(schema, variableDefinitions, variables, { maxErrors: 1 });
  known.set(variables, { operation, values: coerced });
  return coerced;
}
