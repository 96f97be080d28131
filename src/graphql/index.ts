// The room's door: the GraphQL edge. The server gives it its services and puts it behind HTTP and WebSocket.

export { createApolloServer } from './edge/apollo-server.ts';
export type { GraphqlJit } from './edge/compiled/compiled-operations.ts';
export { createContext, type GraphqlContext, withRequestId } from './edge/context.ts';
export { rateLimited, unauthenticated } from './edge/errors/request-errors.ts';
export {
  createTrustedDocuments,
  documentIdOf,
  type TrustedDocuments,
  withoutAlgorithm,
  withoutPersistedQuery,
} from './edge/guard/trusted-documents.ts';
export type { GraphqlLogger } from './edge/logger.ts';
export { createSubscriptionServerOptions } from './edge/sockets/subscription-server.ts';
export { buildGraphqlSchema, loadServedSchema } from './schema.ts';
