// Compiled operations in Apollo: it has parsed, validated and admitted the operation, and sends what comes out of here like any other
// answer. Only the execution is another one, and so what the execution does about errors is done here.

import { type GraphQLRequestListener, HeaderMap } from '@apollo/server';
import type { GraphQLError, GraphQLFormattedError, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { GraphqlContext } from '../context.ts';
import { logHidden } from '../errors/mask-errors.ts';
import { coercedVariables } from '../guard/coerced-variables.ts';
import { type GraphqlLogger } from '../logger.ts';
import type { CompiledOperations } from './compiled-operations.ts';

export interface CompiledAnswers {
  readonly schema: GraphQLSchema;
  readonly operations: CompiledOperations;
  /** Apollo's `formatError`: what leaves the gateway of an error. */
  readonly formatError: (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;
  readonly logger: GraphqlLogger;
}

const NO_HEADERS = new HeaderMap();
const INTERNAL = 'INTERNAL_SERVER_ERROR';

export function compiledAnswers(options: CompiledAnswers): GraphQLRequestListener<GraphqlContext> {
  const { schema, operations, formatError, logger } = options;
  return {
    responseForOperation: async ({ document, operation: asked, request, contextValue }) => {
      // Apollo's types do not say it: the document may have no operation of the asked name, which the execution says.
      const operation = asked as OperationDefinitionNode | undefined;
      if (operation === undefined) return null;
      const run = operations.find(document, operation);
      const variables = request.variables ?? {};
      // What is wrong with variables is graphql-js's to say: nothing has run yet.
      if (run === undefined || coercedVariables(schema, operation, variables) === undefined) return null;
      const { data, errors = [] } = await run(undefined, contextValue, variables);
      // It found something wrong with variables all the same, and did not begin. Whatever has begun is never run again.
      if (data === undefined) return null;
      logErrors(errors, contextValue.requestId, logger);
      const shown = errors.map((error) => formatError(formatted(error), error));
      const singleResult = shown.length === 0 ? { data } : { data, errors: shown };
      return { http: { headers: NO_HEADERS }, body: { kind: 'single', singleResult } };
    },
  };
}

/** As Apollo does it before it asks `formatError`. */
function formatted(error: GraphQLError): GraphQLFormattedError {
  const { http: _http, ...extensions } = { ...error.extensions };
  return { ...error.toJSON(), extensions: { ...extensions, code: extensions['code'] ?? INTERNAL } };
}

/** The compiled code's own errors, of a value that cannot be shown or must not be absent, have no cause: they are bugs, too. */
function logErrors(errors: readonly GraphQLError[], requestId: string, logger: GraphqlLogger): void {
  logHidden(errors, requestId, logger);
  for (const error of errors) {
    if (error.originalError !== undefined) continue;
    logger.error({ err: new Error(error.message), requestId, path: error.path }, 'a resolver failed');
  }
}
