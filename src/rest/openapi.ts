// OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.0) of the dialects, out of the same data that the server mounts.
import { z } from 'zod';
import type { Dialect } from './dialect.ts';
import type { Route } from './route.ts';

type Json = Readonly<Record<string, unknown>>;

export function openApiOf(dialects: readonly Dialect[]): Json {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Tollgate, in the words of other systems',
      version: '1',
      description:
        'Each part answers as the system that it is named after; all are one account, one balance and one ledger.',
    },
    tags: dialects.map(({ name, title }) => ({ name, description: title })),
    paths: pathsOf(dialects),
    components: {
      securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'An API key or a client token.' } },
    },
  };
}

function pathsOf(dialects: readonly Dialect[]): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const dialect of dialects) {
    for (const route of dialect.routes) {
      const path = `${dialect.prefix}${route.path.replace(/\*\}$/, '}')}`;
      paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(dialect, route) };
    }
  }
  return paths;
}

function operationOf(dialect: Dialect, route: Route): Json {
  const { name, summary, scopes, body, bodyForms = ['json'] } = route;
  const types = bodyForms.map((form) => (form === 'json' ? 'application/json' : 'multipart/form-data'));
  return {
    operationId: `${dialect.name}_${name}`,
    tags: [dialect.name],
    summary,
    ...(scopes === 'NO_KEY' ? {} : { security: [{ key: [] }], 'x-scopes': scopes }),
    parameters: [...parametersOf('path', route.params), ...parametersOf('query', route.query)],
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            content: Object.fromEntries(types.map((type) => [type, { schema: schemaOf(body, 'input') }])),
          },
        }),
    responses: responsesOf(dialect, route),
  };
}

function parametersOf(place: 'path' | 'query', schema: z.ZodType | undefined): Json[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = schemaOf(schema, 'input') as {
    properties?: Readonly<Record<string, Json>>;
    required?: readonly string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }));
}

function responsesOf({ error }: Dialect, { answers }: Route): Json {
  const responses = Object.entries(answers).map(([status, answer]) => [status, responseOf(answer)] as const);
  const refusal = { description: 'A refusal.', content: { 'application/json': { schema: schemaOf(error, 'output') } } };
  return { ...Object.fromEntries(responses), default: refusal };
}

function responseOf(answer: Route['answers'][number]): Json {
  if (answer === 'empty') return { description: 'Done.' };
  if (answer === 'media') return { description: 'The media itself.', content: { '*/*': {} } };
  return { description: 'As asked.', content: { 'application/json': { schema: schemaOf(answer, 'output') } } };
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}
