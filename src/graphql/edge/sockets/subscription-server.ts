// GraphQL over WebSocket (graphql-transport-ws) under the same rules as over HTTP. The shape fits useServer of graphql-ws
// without importing it: the transport is the server's.

import {
  createSourceEventStream,
  type ExecutionArgs,
  type ExecutionResult,
  type FormattedExecutionResult,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  getOperationAST,
  NoSchemaIntrospectionCustomRule,
  specifiedRules,
} from 'graphql';
import {
  authenticate,
  type Credentials,
  createKeyAttempts,
  type KeyAttempts,
  outageOf,
  type RequestLimits,
  type Services,
  verifyKey,
} from '../../../callers/index.ts';
import { IssuerAwayError } from '../../../keys/index.ts';
import { noteRefusedText } from '../../requests/note-refused.ts';
import { createContext, type GraphqlContext } from '../context.ts';
import { logHidden, maskError, stampRequestId } from '../errors/mask-errors.ts';
import { rateLimited, tooManyOperations, unauthenticated, unavailable } from '../errors/request-errors.ts';
import { spendCost } from '../guard/operation-cost.ts';
import { queryLimits } from '../guard/query-limits.ts';
import {
  createKnownDocuments,
  type OperationRules,
  type OperationText,
  RefusedOperation,
  readOperation,
} from '../guard/read-operation.ts';
import type { TrustedDocuments } from '../guard/trusted-documents.ts';
import { type GraphqlLogger } from '../logger.ts';
import { createKeyWatch, createSocketAdmission } from './admission.ts';
import { deliverEvents } from './deliver-events.ts';
import {
  createSharedSubscriptions,
  type SharedSubscription,
  type SharedSubscriptions,
} from './shared-subscriptions.ts';
import { createSocketOperations, credentialsOf, type SocketContext } from './socket.ts';

export interface SubscriptionServerOptions {
  readonly schema: GraphQLSchema;
  readonly services: Services;
  /** Hides schema details in error messages. */
  readonly production: boolean;
  /** Whether the schema can be asked for; not in production when absent. */
  readonly introspection?: boolean;
  /** Any document is run when absent. */
  readonly trusted?: TrustedDocuments | undefined;
  readonly logger: GraphqlLogger;
  readonly newRequestId: () => string;
  /** What each plan may ask per minute, counted together with HTTP. */
  readonly limits: RequestLimits;
  /** Counted together with HTTP, too; by itself when absent. */
  readonly attempts?: KeyAttempts;
  /** How many sockets one account may have open at this process; any number when absent. */
  readonly mostSockets?: number;
}

/** Give it to useServer. It fits ServerOptions of graphql-ws. */
export interface SubscriptionServer {
  /**
   * False closes the socket with 4403 and why: the key is missing, unknown, revoked or expired. 1013: too many wrong keys came from
   * the address, or the account has as many sockets as it may.
   */
  onConnect(socket: SocketContext): Promise<boolean>;
  onClose(socket: SocketContext): void;
  onSubscribe(
    socket: SocketContext,
    id: string,
    payload: OperationText,
  ): Promise<ExecutionArgs | readonly GraphQLError[]>;
  /** The events of a subscription, to be executed by onOperation; or why there are none. */
  subscribe(args: ExecutionArgs): Promise<AsyncIterable<unknown> | ExecutionResult>;
  /** Sends the events of a subscription by itself; anything else goes its usual way. */
  onOperation(...event: SocketEvent<[ExecutionArgs, unknown]>): AsyncIterableIterator<never> | undefined;
  onNext(...event: SocketEvent<[ExecutionArgs, ExecutionResult]>): FormattedExecutionResult | undefined;
  /** Every operation that was not refused ends with it, however it ends. */
  onComplete(socket: SocketContext): void;
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
  const formatResult = resultFormatter(logger);
  const requestIds = new WeakMap<GraphQLError, string>();
  const verify = (credentials: Credentials) => verifyKey(services, credentials);
  const keyWatch = createKeyWatch(verify);
  const { attempts = createKeyAttempts(), mostSockets = Number.POSITIVE_INFINITY } = options;
  const admission = createSocketAdmission({ attempts, keyWatch, verify, mostSockets });
  const operations = createSocketOperations(LARGEST_SOCKET);
  const shared = createSharedSubscriptions({
    newContext: (viewer) => createContext(services, viewer, { requestId: options.newRequestId() }),
    format: formatResult,
  });

  /** The key is asked again for every operation: a revoked one starts nothing more. */
  const prepare = async (socket: SocketContext, text: OperationText, begun: Begun): Promise<ExecutionArgs> => {
    const identity = await authenticate(services, credentialsOf(socket)).catch(asGraphqlError);
    if (identity.status === 'unknown') throw unauthenticated(identity.problem);
    const { found: viewer } = identity;
    const allowance = await options.limits.take(viewer);
    if (allowance.status === 'refused') throw rateLimited(viewer.plan, allowance);
    if (!begun.isWithinLimit) throw tooManyOperations(LARGEST_SOCKET);
    keyWatch.allowed(socket, viewer.key);
    const { requestId } = begun;
    const contextValue = createContext(services, viewer, { requestId, limits: options.limits, allowance });
    return notingRefusal(contextValue, text, async () => {
      const args = readOperation(rules, text, viewer);
      await spendFor(options, args, contextValue);
      return { ...args, contextValue };
    });
  };

  return {
    onConnect: (socket) => admission.admit(socket),
    onClose: (socket) => admission.leave(socket),
    onSubscribe: async (socket, _id, payload) => {
      const requestId = options.newRequestId();
      const isWithinLimit = operations.begin(socket);
      try {
        return await prepare(socket, payload, { requestId, isWithinLimit });
      } catch (error) {
        operations.end(socket);
        const errors = errorsOf(error);
        logHidden(errors, requestId, logger);
        for (const refusal of errors) requestIds.set(refusal, requestId);
        return errors;
      }
    },
    subscribe: async (args) => createSourceEventStream(args),
    onOperation: (...[{ extra }, id, , args, events]) =>
      isEventStream(events)
        ? deliverEvents({ id, source: events, subscription: join(shared, args), socket: extra.socket })
        : undefined,
    onNext: (...[, , , args, result]) => shownResult(result, args.contextValue as GraphqlContext, formatResult),
    onComplete: (socket) => operations.end(socket),
    onError: (...[, , , errors]) =>
      errors.map((error) => format(error, requestIds.get(error) ?? options.newRequestId())),
  };
}

async function notingRefusal<Result>(
  context: GraphqlContext,
  { query }: OperationText,
  prepare: () => Promise<Result>,
): Promise<Result> {
  try {
    return await prepare();
  } catch (error) {
    noteRefusedText(context, query, errorsOf(error));
    throw error;
  }
}

interface Begun {
  readonly requestId: string;
  /** Of operations at once on this socket, when it came in. */
  readonly isWithinLimit: boolean;
}

/** graphql-ws keeps the arguments as long as the subscription lasts, which needs no context of its own once it has joined. */
function join(shared: SharedSubscriptions, args: ExecutionArgs): SharedSubscription {
  const subscription = shared.join(args);
  args.contextValue = undefined;
  return subscription;
}

async function spendFor(
  { schema, limits }: SubscriptionServerOptions,
  { document, operationName, variableValues }: ExecutionArgs,
  context: GraphqlContext,
): Promise<void> {
  const operation = getOperationAST(document, operationName);
  // readOperation has found it.
  if (operation === null || operation === undefined) return;
  await spendCost(limits, { schema, document, operation, variables: variableValues ?? {} }, context);
}

function rulesOf({ schema, production, introspection, trusted }: SubscriptionServerOptions): OperationRules {
  const closed = (introspection ?? !production) ? [] : [NoSchemaIntrospectionCustomRule];
  const known = createKnownDocuments();
  return { schema, rules: [...specifiedRules, queryLimits, ...closed], hideSuggestions: production, known, trusted };
}

/** Every subscription of ours gives iterators of objects. */
function isEventStream(result: unknown): result is AsyncIterableIterator<object> {
  return typeof result === 'object' && result !== null && Symbol.asyncIterator in result;
}

type FormatResult = (result: ExecutionResult, requestId: string) => FormattedExecutionResult;

/** With what the operation cost; undefined when the result can leave as it is. */
function shownResult(result: ExecutionResult, context: GraphqlContext, formatResult: FormatResult) {
  const { cost } = context;
  if (result.errors === undefined && cost === undefined) return undefined;
  const formatted = formatResult(result, context.requestId);
  return cost === undefined ? formatted : { ...formatted, extensions: { ...formatted.extensions, cost } };
}

/** What leaves of a result: without what errors must not say, which goes to the log. */
function resultFormatter(logger: GraphqlLogger) {
  return (result: ExecutionResult, requestId: string): FormattedExecutionResult => {
    const { errors, ...data } = result;
    if (errors === undefined) return data;
    logHidden(errors, requestId, logger);
    return { ...data, errors: errors.map((error) => format(error, requestId)) };
  };
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

function asGraphqlError(error: unknown): never {
  const outage = error instanceof IssuerAwayError ? outageOf(error) : undefined;
  throw outage === undefined ? error : unavailable(outage);
}
