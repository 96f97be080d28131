// GraphQL over HTTP: Apollo Server with every switch set on purpose.

import {
  ApolloServer,
  type ApolloServerPlugin,
  type GraphQLRequestListener,
  type HeaderMap,
  type HTTPGraphQLHead,
} from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import {
  type FormattedExecutionResult,
  type GraphQLFormattedError,
  type GraphQLSchema,
  OperationTypeNode,
} from 'graphql';
import { type CountedAllowance, NO_REQUEST_LIMITS, type RequestLimits, rateLimitHeaders } from '../../callers/index.ts';
import { noteRefused } from '../requests/note-refused.ts';
import { type CompiledAnswers, compiledAnswers } from './compiled/compiled-answers.ts';
import { createCompiledOperations, type GraphqlJit } from './compiled/compiled-operations.ts';
import { currentRequestId, type GraphqlContext } from './context.ts';
import { logHidden, maskError, stampRequestId } from './errors/mask-errors.ts';
import { useWebSocket } from './errors/request-errors.ts';
import { checkOperation } from './guard/check-operation.ts';
import { spendCost } from './guard/operation-cost.ts';
import { MOST_ERRORS, QUERY_LIMITS, queryLimits } from './guard/query-limits.ts';
import { type GraphqlLogger } from './logger.ts';
import { useQuickDigests } from './quick-digests.ts';
import { rootFieldOf } from './root-field.ts';

useQuickDigests();

export interface ApolloServerOptions {
  readonly schema: GraphQLSchema;
  /** Hides schema details in error messages. */
  readonly production: boolean;
  /** Whether the schema can be asked for; not in production when absent. */
  readonly introspection?: boolean;
  readonly logger: GraphqlLogger;
  /** What costly operations count more than one request; nobody counts when absent. */
  readonly limits?: RequestLimits;
  /** Whether operations that are asked again are compiled; `on` when absent. */
  readonly jit?: GraphqlJit;
}

export function createApolloServer(options: ApolloServerOptions): ApolloServer<GraphqlContext> {
  const { schema, production, logger, jit = 'on' } = options;
  const formatError: CompiledAnswers['formatError'] = (formatted, error) => {
    const masked = maskError(formatted, error);
    return stampCurrentRequestId(production ? withoutSuggestion(masked) : masked);
  };
  const operations = createCompiledOperations(schema, jit);
  return new ApolloServer<GraphqlContext>({
    schema,
    introspection: options.introspection ?? !production,
    hideSchemaDetailsFromClientErrors: production,
    includeStacktraceInErrorResponses: false,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    // Open registration would let anybody fill the cache.
    persistedQueries: false,
    parseOptions: { maxLexicalTokens: QUERY_LIMITS.tokens },
    validationRules: [queryLimits],
    validationOptions: { maxErrors: MOST_ERRORS },
    stopOnTerminationSignals: false,
    nodeEnv: production ? 'production' : 'development',
    formatError,
    logger: quiet(logger),
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      listeningTo({
        ...gate(schema, options.limits ?? NO_REQUEST_LIMITS),
        ...answers(logger),
        ...(jit === 'off' ? {} : compiledAnswers({ schema, operations, formatError, logger })),
      }),
    ],
  });
}

/** One plugin, and one listener for all requests: Apollo makes several promises for each listener of each request. */
function listeningTo(listener: GraphQLRequestListener<GraphqlContext>): ApolloServerPlugin<GraphqlContext> {
  const listening = Promise.resolve(listener);
  return { requestDidStart: () => listening };
}

type Listens<Hook extends keyof GraphQLRequestListener<GraphqlContext>> = Required<
  Pick<GraphQLRequestListener<GraphqlContext>, Hook>
>;

const DONE = Promise.resolve();

function gate(schema: GraphQLSchema, limits: RequestLimits): Listens<'didResolveOperation'> {
  return {
    didResolveOperation: ({ document, operation, request, contextValue, response }) => {
      // Without an operation of the asked name, the execution says so.
      if (operation === undefined) return DONE;
      contextValue.noted.operation = { kind: operation.operation, field: rootFieldOf(document, operation) };
      if (operation.operation === OperationTypeNode.SUBSCRIPTION) throw useWebSocket();
      const asked = { schema, document, operation, variables: request.variables ?? {} };
      checkOperation(asked, contextValue.viewer);
      return spendCost(limits, asked, contextValue)?.then(sayLeft(response.http.headers)) ?? DONE;
    },
  };
}

/** What is left of the minute, where it is less than was said at the door. */
function sayLeft(headers: HeaderMap) {
  return (allowance: CountedAllowance | undefined): void => {
    if (allowance === undefined) return;
    for (const [name, value] of rateLimitHeaders(allowance)) headers.set(name, value);
  };
}

/** The request id on every error; 429 with Retry-After when nothing could be answered. */
function answers(logger: GraphqlLogger): Listens<'didEncounterErrors' | 'willSendResponse'> {
  return {
    didEncounterErrors: async ({ errors, contextValue, document }) => {
      logHidden(errors, contextValue.requestId, logger);
      noteRefused(contextValue, document, errors);
    },
    willSendResponse: ({ response: { http, body }, contextValue }) => {
      if (body.kind !== 'single') return DONE;
      const { singleResult } = body;
      const { cost, requestId } = contextValue;
      if (cost !== undefined) singleResult.extensions = { ...singleResult.extensions, cost };
      if (singleResult.errors === undefined) return DONE;
      contextValue.noted.failure = codeOf(singleResult.errors);
      sayErrors(singleResult, http, requestId);
      return DONE;
    },
  };
}

function codeOf([first]: readonly GraphQLFormattedError[]): string {
  const code = first?.extensions?.['code'];
  return typeof code === 'string' ? code : 'INTERNAL_SERVER_ERROR';
}

function sayErrors(result: FormattedExecutionResult, http: HTTPGraphQLHead, requestId: string): void {
  const { data, errors = [] } = result;
  result.errors = errors.map((error) => stampRequestId(error, requestId));
  const retryAfter = retryAfterSeconds(errors);
  if (retryAfter === undefined) return;
  http.headers.set('retry-after', String(retryAfter));
  if (data === undefined || data === null) http.status = 429;
}

function retryAfterSeconds(errors: readonly GraphQLFormattedError[]): number | undefined {
  const limited = errors.find((error) => error.extensions?.['code'] === 'RATE_LIMITED');
  return limited === undefined ? undefined : Number(limited.extensions?.['retryAfterSeconds'] ?? 1);
}

function stampCurrentRequestId(error: GraphQLFormattedError): GraphQLFormattedError {
  const requestId = currentRequestId();
  return requestId === undefined ? error : stampRequestId(error, requestId);
}

/** GraphQL's own errors about variables say what may have been meant; Apollo hides that of those about documents only. */
function withoutSuggestion(error: GraphQLFormattedError): GraphQLFormattedError {
  if (!error.message.startsWith('Variable "$')) return error;
  return { ...error, message: error.message.replace(/ Did you mean [^]*$/, '') };
}

/** Apollo's own notes: warnings and errors only. */
function quiet(logger: GraphqlLogger) {
  const nothing = (): void => undefined;
  return {
    debug: nothing,
    info: nothing,
    warn: (message?: unknown) => logger.warn({}, String(message)),
    error: (message?: unknown) => logger.error({}, String(message)),
  };
}
