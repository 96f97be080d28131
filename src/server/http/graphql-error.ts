// Errors of /graphql that arise before GraphQL: they look like every other answer of the endpoint.
import type { FastifyReply, FastifyRequest } from 'fastify';

export interface EdgeError {
  readonly status: number;
  readonly code:
    | 'UNAUTHENTICATED'
    | 'FORBIDDEN'
    | 'DOCUMENT_NOT_TRUSTED'
    | 'RATE_LIMITED'
    | 'BAD_USER_INPUT'
    | 'SERVICE_UNAVAILABLE'
    | 'INTERNAL_SERVER_ERROR';
  readonly message: string;
  /** More of its extensions. */
  readonly facts?: Readonly<Record<string, unknown>>;
}

const JSON_ANSWER = 'application/json; charset=utf-8';
const GRAPHQL_ANSWER = 'application/graphql-response+json; charset=utf-8';

export async function sendGraphqlError(request: FastifyRequest, reply: FastifyReply, error: EdgeError): Promise<void> {
  const { status, code, message, facts } = error;
  const accepted = request.headers.accept ?? '';
  const body = { errors: [{ message, extensions: { ...facts, code, requestId: request.id } }] };
  await reply
    .code(status)
    .header('content-type', accepted.includes('application/graphql-response+json') ? GRAPHQL_ANSWER : JSON_ANSWER)
    .send(JSON.stringify(body));
}
