// Top-level errors: identity, scope and shape. An HTTP status may only be set before execution: an error that a resolver
// throws with one would change the status of an answer that has data.
import { HeaderMap } from '@apollo/server';
import { GraphQLError } from 'graphql';
import { type AnyUserError, IDENTITY_PROBLEMS, type IdentityProblem, type Outage } from '../../../callers/index.ts';
import type { Plan } from '../../../catalog/index.ts';

function http(status: number, headers: Readonly<Record<string, string>> = {}): Record<string, unknown> {
  return { http: { status, headers: new HeaderMap(Object.entries(headers)) } };
}

/** 401, whatever the balance; `reason` says why. */
export function unauthenticated(reason: IdentityProblem): GraphQLError {
  const extensions = { code: 'UNAUTHENTICATED', reason };
  return new GraphQLError(IDENTITY_PROBLEMS[reason], {
    extensions: { ...extensions, ...http(401, { 'www-authenticate': 'Bearer realm="tollgate"' }) },
  });
}

/** 503: who asks cannot be known now. */
export function unavailable({ message, retryAfterSeconds }: Outage): GraphQLError {
  const extensions = { code: 'SERVICE_UNAVAILABLE', status: 503, retryable: true, retryAfterSeconds };
  return new GraphQLError(message, { extensions: { ...extensions, ...http(503) } });
}

/** 403: what only an API key may ask for. Raised before execution only. */
export function notForTokens(): GraphQLError {
  const message = 'A client token may not ask for this: only an API key may, from a server.';
  return new GraphQLError(message, { extensions: { code: 'FORBIDDEN_CLIENT_TOKEN', ...http(403) } });
}

/** 403: the key is good, but it lacks a scope. Raised before execution only. */
export function forbidden(field: string, requiredScopes: readonly string[]): GraphQLError {
  const message = `This API key may not use ${field}: it needs the scope ${requiredScopes.join(' or ')}.`;
  return new GraphQLError(message, { extensions: { code: 'FORBIDDEN_SCOPE', field, requiredScopes, ...http(403) } });
}

/** An argument that can never be right, with what would be accepted. */
export function badUserInput(message: string, allowed?: readonly string[]): GraphQLError {
  return new GraphQLError(message, {
    extensions: { code: 'BAD_USER_INPUT', ...(allowed === undefined ? {} : { allowed }) },
  });
}

/** The same error, answered with HTTP 400: for refusals before execution. */
export function asBadRequest(error: GraphQLError): GraphQLError {
  return new GraphQLError(error.message, { extensions: { ...error.extensions, ...http(400) } });
}

/** 400: a subscription over HTTP, which can only answer once. */
export function useWebSocket(): GraphQLError {
  const message =
    'Subscriptions are not answered over HTTP: use WebSocket, at the same address, with the protocol graphql-transport-ws.';
  return new GraphQLError(message, { extensions: { code: 'BAD_REQUEST', ...http(400) } });
}

/** 403: only documents that were written down are run. */
export function untrustedDocument(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'DOCUMENT_NOT_TRUSTED', ...http(403) } });
}

/** 429: the account has asked as much as its plan allows in a minute. Raised before execution only. */
export function rateLimited({ name }: Pick<Plan, 'name'>, { limit, resetSeconds }: SpentAllowance): GraphQLError {
  const message = `The plan ${name} allows ${limit} requests per minute. Try again in ${resetSeconds} s.`;
  const extensions = { code: 'RATE_LIMITED', status: 429, retryable: true, limit, retryAfterSeconds: resetSeconds };
  return new GraphQLError(message, { extensions });
}

/** 429: there is less left of the minute than this operation counts as. */
export function tooCostly(
  { name }: Pick<Plan, 'name'>,
  { limit, remaining, resetSeconds }: SpentAllowance & { readonly remaining: number },
  requests: number,
): GraphQLError {
  const cost = Math.min(requests, limit);
  const message = `This operation counts as ${cost} requests, and ${remaining} of the ${limit} per minute that the plan ${name} allows are left. Ask for less, or try again in ${resetSeconds} s.`;
  const shared = { code: 'RATE_LIMITED', status: 429, retryable: true, limit };
  return new GraphQLError(message, { extensions: { ...shared, cost, remaining, retryAfterSeconds: resetSeconds } });
}

/** 400: with these variables it is more work than any operation may be. */
export function tooMuchAtOnce(limit: number): GraphQLError {
  const message = `The query has too many fields, its representations counted: at most ${limit} are answered. Send fewer at once.`;
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', limit, ...http(400) } });
}

interface SpentAllowance {
  readonly limit: number;
  readonly resetSeconds: number;
}

/** A socket that runs as many operations as it may. */
export function tooManyOperations(limit: number): GraphQLError {
  const extensions = { code: 'RATE_LIMITED', status: 429, retryable: true, limit };
  return new GraphQLError(`At most ${limit} operations run at once on one connection.`, { extensions });
}

/** `place` is put before the error's own path: ['inputs', '3']. */
export function refusedQuery(error: AnyUserError, place: readonly string[] = []): GraphQLError {
  const { message, __typename, path, ...facts } = error;
  const full = path === undefined && place.length === 0 ? undefined : [...place, ...(path ?? [])];
  return new GraphQLError(message, { extensions: { ...knownFacts(facts), ...knownFacts({ path: full }) } });
}

/** Queries are refused for what was asked, never for the balance: texts, numbers and lists only. */
function knownFacts(facts: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}
