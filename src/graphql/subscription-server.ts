// GraphQL over WebSocket (graphql-transport-ws) under the same rules as over HTTP. The shape fits useServer of graphql-ws
// without importing it: the transport is the server's.
import {
  type ExecutionArgs,
  type ExecutionResult,
  type FormattedExecutionResult,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  NoSchemaIntrospectionCustomRule,
  specifiedRules,
} from 'graphql';
import { createContext, type GraphqlContext } from './context.ts';
import { logHidden, maskError, stampRequestId } from './errors/mask-errors.ts';
import { tooManyOperations, unauthenticated } from './errors/request-errors.ts';
import { queryLimits } from './guard/query-limits.ts';
import { type OperationRules, type OperationText, RefusedOperation, readOperation } from './guard/read-operation.ts';
import { createKeyWatch } from './key-watch.ts';
import type { GraphqlLogger, Services } from './services.ts';
import { authorizationOf, type SocketContext } from './socket-authorization.ts';
import { authenticate } from './viewer.ts';

export interface SubscriptionServerOptions {
  readonly schema: GraphQLSchema;
  readonly services: Services;
  /** Hides schema details in error messages. */
  readonly production: boolean;
  /** Whether the schema can be asked for; not in production when absent. */
  readonly introspection?: boolean;
  readonly logger: GraphqlLogger;
  readonly newRequestId: () => string;
}

/** Give it to useServer. It fits ServerOptions of graphql-ws. */
export interface SubscriptionServer {
  /** False closes the socket with 4403: the key is missing, unknown, revoked or expired. */
  onConnect(socket: SocketContext): Promise<boolean>;
  onClose(socket: SocketContext): void;
  onSubscribe(
    socket: SocketContext,
    id: string,
    payload: OperationText,
  ): Promise<ExecutionArgs | readonly GraphQLError[]>;
  onNext(...event: SocketEvent<[ExecutionArgs, ExecutionResult]>): FormattedExecutionResult | undefined;
  onError(...event: SocketEvent<[readonly GraphQLError[]]>): readonly GraphQLFormattedError[];
}

type SocketEvent<Rest extends readonly unknown[]> = [
  socket: SocketContext,
  id: string,
  payload: OperationText,
  ...Rest,
];

/** Operations that one socket may run at once. */
const LARGEST_SOCKET = 100;

export function createSubscriptionServerOptions(options: SubscriptionServerOptions): SubscriptionServer {
  const { services, logger } = options;
  const rules = rulesOf(options);
  const requestIds = new WeakMap<GraphQLError, string>();
  const isValid = async (socket: SocketContext): Promise<boolean> =>
    (await authenticate(services, authorizationOf(socket))) !== undefined;
  const keyWatch = createKeyWatch(isValid);

  /** The key is asked again for every operation: a revoked one starts nothing more. */
  const prepare = async (socket: SocketContext, text: OperationText, requestId: string): Promise<ExecutionArgs> => {
    const viewer = await authenticate(services, authorizationOf(socket));
    if (viewer === undefined) throw unauthenticated();
    if (Object.keys(socket.subscriptions).length > LARGEST_SOCKET) throw tooManyOperations(LARGEST_SOCKET);
    return { ...readOperation(rules, text, viewer), contextValue: createContext(services, viewer, requestId) };
  };

  return {
    onConnect: async (socket) => {
      const isWelcome = await isValid(socket);
      if (isWelcome) keyWatch.add(socket);
      return isWelcome;
    },
    onClose: (socket) => {
      keyWatch.remove(socket);
    },
    onSubscribe: async (socket, _id, payload) => {
      const requestId = options.newRequestId();
      try {
        return await prepare(socket, payload, requestId);
      } catch (error) {
        const errors = errorsOf(error);
        logHidden(errors, requestId, logger);
        for (const refusal of errors) requestIds.set(refusal, requestId);
        return errors;
      }
    },
    onNext: (...[, , , args, result]) => {
      if (result.errors === undefined) return undefined;
      const { requestId } = args.contextValue as GraphqlContext;
      logHidden(result.errors, requestId, logger);
      return { ...result, errors: result.errors.map((error) => format(error, requestId)) };
    },
    onError: (...[, , , errors]) =>
      errors.map((error) => format(error, requestIds.get(error) ?? options.newRequestId())),
  };
}

function rulesOf({ schema, production, introspection }: SubscriptionServerOptions): OperationRules {
  const closed = (introspection ?? !production) ? [] : [NoSchemaIntrospectionCustomRule];
  return { schema, rules: [...specifiedRules, queryLimits, ...closed], hideSuggestions: production };
}

function errorsOf(error: unknown): readonly GraphQLError[] {
  if (error instanceof RefusedOperation) return error.errors;
  if (error instanceof GraphQLError) return [error];
  const originalError = error instanceof Error ? error : new Error(String(error));
  return [new GraphQLError('the operation failed', { originalError })];
}

/** HTTP headers and status mean nothing on a socket. */
function format(error: GraphQLError, requestId: string): GraphQLFormattedError {
  const plain = error.toJSON();
  const { http, ...extensions } = plain.extensions ?? {};
  return stampRequestId(maskError({ ...plain, extensions }, error), requestId);
}
