// What a route refuses before it asks a room is a line of the log of requests, as what the rooms refuse is; the line says what kind of
// thing was wrong, and nothing of what was sent.
import type { FastifyReply, FastifyRequest } from 'fastify';
import { noting } from '../../callers/index.ts';
import { describeProblem, type Problem, type RestServices, type Route } from '../../rest/index.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    asks?: Route['asks'];
  }
}

export interface RefusedExchange {
  readonly services: RestServices;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

export function noteRefusal(problem: Problem, { services, request, reply }: RefusedExchange): void {
  const { asks } = request.routeOptions.config;
  const { caller } = request;
  const message = wordsFor(problem);
  if (asks === undefined || caller === undefined || message === undefined) return;
  const began = performance.now() - reply.elapsedTime;
  const note = noting({ services, viewer: caller.viewer }, [{ model: modelIn(request) }], began);
  const error = { code: describeProblem(problem).reason, message };
  note({ endpoint: asks(request.query), status: 'REJECTED', error });
}

/** The gateway's own; undefined for what a room refused and noted, and for callers whom nobody knows or who ask too often. */
function wordsFor(problem: Problem): string | undefined {
  switch (problem.kind) {
    case 'SCOPE':
    case 'BODY':
      return problem.message;
    case 'INPUT':
      return 'A value was not accepted.';
    case 'NOT_FOUND':
      return problem.what === 'model' ? 'The route does not sell this model.' : undefined;
    default:
      return undefined;
  }
}

/** As sent: only the name of a model that there is comes into the log. */
function modelIn({ params, body, form }: FastifyRequest): string {
  const { '*': rest } = params as Readonly<Record<string, unknown>>;
  const fields: unknown = form?.fields ?? body;
  const named = typeof fields === 'object' && fields !== null ? (fields as Readonly<Record<string, unknown>>) : {};
  const names = [rest, named['model'], named['model_id']];
  return names.find((name) => typeof name === 'string') ?? '';
}
