// GraphQL over HTTP: Apollo Server with every switch set on purpose.
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { type GraphQLFormattedError, type GraphQLSchema, OperationTypeNode } from 'graphql';
import { type CompiledAnswers, compiledAnswers } from './compiled/compiled-answers.ts';
import { createCompiledOperations, type GraphqlJit } from './compiled/compiled-operations.ts';
import { currentRequestId, type GraphqlContext } from './context.ts';
import { logHidden, maskError, stampRequestId } from './errors/mask-errors.ts';
import { useWebSocket } from './errors/request-errors.ts';
import { checkOperation } from './guard/check-operation.ts';
import { costOfAnswer, spendCost } from './guard/operation-cost.ts';
import { MOST_ERRORS, QUERY_LIMITS, queryLimits } from './guard/query-limits.ts';
import { rateLimitHeaders } from './guard/rate-limit-headers.ts';
import { NO_REQUEST_LIMITS, type RequestLimits } from './guard/request-limits.ts';
import type { GraphqlLogger } from './services.ts';

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
      gate(schema, options.limits ?? NO_REQUEST_LIMITS),
      answers(logger),
      ...(jit === 'off' ? [] : [compiledAnswers({ schema, operations, formatError, logger })]),
    ],
  });
}

function gate(schema: GraphQLSchema, limits: RequestLimits): ApolloServerPlugin<GraphqlContext> {
  return {
    requestDidStart: async () => ({
      didResolveOperation: async ({ document, operation, request, contextValue, response }) => {
        // Without an operation of the asked name, the execution says so.
        if (operation === undefined) return;
        if (operation.operation === OperationTypeNode.SUBSCRIPTION) throw useWebSocket();
        const asked = { schema, document, operation, variables: request.variables ?? {} };
        checkOperation(asked, contextValue.viewer);
        const allowance = await spendCost(limits, asked, contextValue);
        if (allowance === undefined || allowance.status === 'unlimited') return;
        for (const [name, value] of rateLimitHeaders(allowance)) response.http.headers.set(name, value);
      },
    }),
  };
}

/** The request id on every error; 429 with Retry-After when nothing could be answered. */
function answers(logger: GraphqlLogger): ApolloServerPlugin<GraphqlContext> {
  return {
    requestDidStart: async () => ({
      didEncounterErrors: async ({ errors, contextValue }) => {
        logHidden(errors, contextValue.requestId, logger);
      },
      willSendResponse: async ({ response, contextValue }) => {
        if (response.body.kind !== 'single') return;
        const { singleResult } = response.body;
        const { data, errors } = singleResult;
        const cost = costOfAnswer(contextValue);
        if (cost !== undefined) singleResult.extensions = { ...singleResult.extensions, cost };
        if (errors === undefined) return;
        singleResult.errors = errors.map((error) => stampRequestId(error, contextValue.requestId));
        const retryAfter = retryAfterSeconds(errors);
        if (retryAfter === undefined) return;
        response.http.headers.set('retry-after', String(retryAfter));
        if (data === undefined || data === null) response.http.status = 429;
      },
    }),
  };
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
