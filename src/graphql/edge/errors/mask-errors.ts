// What leaves the gateway of an error. What we raised on purpose goes out as it is; everything else is a bug, and says
// nothing but that.

import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { outageOf } from '../../../callers/index.ts';
import { OverloadedError } from '../../../ledger/index.ts';
import { type GraphqlLogger } from '../logger.ts';

const INTERNAL = 'INTERNAL_SERVER_ERROR';
const MOST_HOPS = 5;
const TOO_MANY_VARIABLE_ERRORS = 'Too many errors processing variables';

/** The error under the wrappings that GraphQL put around it. */
function causeOf(error: unknown): unknown {
  let current = error;
  for (let hops = 0; hops < MOST_HOPS && current instanceof GraphQLError; hops += 1) {
    if (current.originalError === undefined || current.originalError === current) return current;
    current = current.originalError;
  }
  return current;
}

/** Ours, and GraphQL's own about the document; both are GraphQLErrors, ours with a code. */
function isDeliberate(error: unknown, code: unknown): boolean {
  return code !== undefined && code !== INTERNAL && causeOf(error) instanceof GraphQLError;
}

/** `formatted` is what would be sent; its locations and path are kept. */
export function maskError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const cause = causeOf(error);
  if (cause instanceof OverloadedError) {
    const extensions = { code: 'RATE_LIMITED', ...passing(429, cause.retryAfterSeconds) };
    return { ...formatted, message: 'Too much is asked at once. Try again shortly.', extensions };
  }
  const outage = outageOf(cause);
  if (outage !== undefined) {
    const { message, retryAfterSeconds } = outage;
    return { ...formatted, message, extensions: { code: 'SERVICE_UNAVAILABLE', ...passing(503, retryAfterSeconds) } };
  }
  // The one error about variables that comes without a place, and so without Apollo's code.
  if (cause instanceof GraphQLError && formatted.message.startsWith(TOO_MANY_VARIABLE_ERRORS)) {
    return { ...formatted, extensions: { ...formatted.extensions, code: 'BAD_USER_INPUT' } };
  }
  if (isDeliberate(error, formatted.extensions?.['code'])) return formatted;
  return { ...formatted, message: 'Internal server error', extensions: { code: INTERNAL } };
}

const passing = (status: number, retryAfterSeconds: number) => ({ status, retryable: true, retryAfterSeconds });

/** Writes what maskError hides to the log. */
export function logHidden(errors: readonly GraphQLError[], requestId: string, logger: GraphqlLogger): void {
  for (const error of errors) {
    const cause = causeOf(error);
    if (cause instanceof GraphQLError || cause instanceof OverloadedError) continue;
    logger.error({ err: cause, requestId, path: error.path }, 'a resolver failed');
  }
}

export function stampRequestId(error: GraphQLFormattedError, requestId: string): GraphQLFormattedError {
  return { ...error, extensions: { ...error.extensions, requestId } };
}
