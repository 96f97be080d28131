// Errors of /graphql that arise before GraphQL: they look like every other answer of the endpoint.
import type { FastifyReply, FastifyRequest } from 'fastify';

export interface EdgeError {
  readonly status: number;
  readonly code: 'UNAUTHENTICATED' | 'BAD_USER_INPUT' | 'INTERNAL_SERVER_ERROR';
  readonly message: string;
}

const JSON_ANSWER = 'application/json; charset=utf-8';
const GRAPHQL_ANSWER = 'application/graphql-response+json; charset=utf-8';

export async function sendGraphqlError(request: FastifyRequest, reply: FastifyReply, error: EdgeError): Promise<void> {
  const { status, code, message } = error;
  const accepted = request.headers.accept ?? '';
  const body = { errors: [{ message, extensions: { code, requestId: request.id } }] };
  await reply
    .code(status)
    .header('content-type', accepted.includes('application/graphql-response+json') ? GRAPHQL_ANSWER : JSON_ANSWER)
    .send(JSON.stringify(body));
}
