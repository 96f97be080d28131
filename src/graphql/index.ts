// The room's door: the GraphQL edge. The server gives it its services and puts it behind HTTP and WebSocket.
export { createApolloServer } from './edge/apollo-server.ts';
export type { GraphqlJit } from './edge/compiled/compiled-operations.ts';
export { createContext, type GraphqlContext, withRequestId } from './edge/context.ts';
export { rateLimited, unauthenticated } from './edge/errors/request-errors.ts';
export { createKeyAttempts, type KeyAttempt, type KeyAttempts } from './edge/guard/key-attempts.ts';
export { rateLimitHeaders } from './edge/guard/rate-limit-headers.ts';
export {
  createRequestLimits,
  NO_REQUEST_LIMITS,
  type RequestAllowance,
  type RequestLimits,
  WINDOW_MILLISECONDS,
} from './edge/guard/request-limits.ts';
export {
  createTrustedDocuments,
  documentIdOf,
  type TrustedDocuments,
  withoutAlgorithm,
  withoutPersistedQuery,
} from './edge/guard/trusted-documents.ts';
export type { GraphqlLogger, Services } from './edge/services.ts';
export { createSubscriptionServerOptions } from './edge/sockets/subscription-server.ts';
export { authenticate, recallViewer, type Viewer } from './edge/viewer.ts';
export { buildGraphqlSchema, loadServedSchema } from './schema.ts';
