// What is asked, against the route's schemas.
import type { FastifyRequest } from 'fastify';
import type { Problem, Route } from '../../rest/index.ts';

interface Shapes {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

export function readShapes(request: FastifyRequest, route: Route): Shapes | { readonly refused: Problem } {
  const body: unknown = request.form?.fields ?? request.body;
  const given = { params: paramsOf(request, route), query: request.query, body };
  const read: Record<string, unknown> = {};
  for (const part of ['params', 'query', 'body'] as const) {
    const schema = route[part];
    if (schema === undefined) continue;
    const parsed = schema.safeParse(given[part] ?? {});
    if (!parsed.success) return { refused: problemOf(part, parsed.error.issues) };
    read[part] = parsed.data;
  }
  return { params: read['params'], query: read['query'], body: read['body'] };
}

/** What the router calls `*` is the parameter that may have slashes. */
function paramsOf({ params }: FastifyRequest, { path }: Route): Readonly<Record<string, unknown>> {
  const { '*': rest, ...named } = params as Record<string, string>;
  const name = /\{(\w+)\*\}$/.exec(path)?.[1];
  return name === undefined ? named : { ...named, [name]: rest };
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

function problemOf(part: 'params' | 'query' | 'body', [issue]: readonly Issue[]): Problem {
  const path = (issue?.path ?? []).map(String);
  const where = path.length === 0 ? (part === 'body' ? 'The body' : 'The query') : `"${path.join('.')}"`;
  return { kind: 'INPUT', path, message: `${where}: ${issue?.message ?? 'not accepted'}.` };
}
