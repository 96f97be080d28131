// The room's door: the GraphQL edge. The server gives it its services and puts it behind HTTP and WebSocket.
export { createApolloServer } from './apollo-server.ts';
export { createContext, type GraphqlContext } from './context.ts';
export { rateLimited } from './errors/request-errors.ts';
export {
  createRequestLimits,
  NO_REQUEST_LIMITS,
  type RequestAllowance,
  type RequestLimits,
} from './guard/request-limits.ts';
export { createKeyAttempts, type KeyAttempt, type KeyAttempts } from './key-attempts.ts';
export { withRequestId } from './request-id.ts';
export { buildGraphqlSchema } from './schema.ts';
export type { GraphqlLogger, Services } from './services.ts';
export { createSubscriptionServerOptions } from './subscription-server.ts';
export { authenticate, type Viewer } from './viewer.ts';
