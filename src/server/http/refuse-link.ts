// The answer to a link that opens nothing.
import type { FastifyReply, FastifyRequest } from 'fastify';

const REFUSALS = {
  FORGED: [403, 'This link is not as the gateway made it: copy all of it.'],
  EXPIRED: [410, 'This link has expired. Ask for another one: the file is the same.'],
  GONE: [404, 'There is no such file any more.'],
} as const;

export interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

export function refuseLink(status: keyof typeof REFUSALS, { request, reply }: Exchange): FastifyReply {
  const [code, message] = REFUSALS[status];
  reply.header('cache-control', 'no-store');
  return reply.code(code).send({ error: { message, requestId: request.id } });
}
