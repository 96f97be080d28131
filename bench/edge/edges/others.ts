// What a gateway could have been made of instead, each as its documentation sets it up: no keys, no limits, no log.
import {
  ApolloServer,
  type BaseContext,
  type GraphQLRequestContextResponseForOperation,
  type GraphQLResponse,
  HeaderMap,
} from '@apollo/server';
import fastifyApollo, { fastifyApolloDrainPlugin } from '@as-integrations/fastify';
import { type FastifyInstance, fastify } from 'fastify';
import type { DocumentNode, FormattedExecutionResult } from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';
import { createSchema, createYoga } from 'graphql-yoga';
import mercurius from 'mercurius';
import { PLAIN_SCHEMA, plainAnswers, plainResolvers, plainRest } from './plain-answers.ts';

interface Asked {
  readonly query: string;
  readonly variables: { readonly first: number };
}

/** No GraphQL: reads JSON, writes JSON. What everything is measured by. */
export async function bareFastify(): Promise<FastifyInstance> {
  const app = fastify();
  app.post<{ Body: Asked }>('/graphql', (request, reply) => {
    reply
      .header('content-type', 'application/json; charset=utf-8')
      .send(JSON.stringify({ data: answerOf(request.body) }));
  });
  for (const [path, answer] of Object.entries(plainRest)) {
    app.get(path, (_request, reply) => {
      reply.header('content-type', 'application/json; charset=utf-8').send(JSON.stringify(answer()));
    });
  }
  return app;
}

function answerOf({ query, variables }: Asked): object {
  if (query.includes('balance {')) return { balance: plainAnswers.balance() };
  if (query.includes('transactions(')) return { transactions: plainAnswers.transactions(variables.first) };
  return { generate: plainAnswers.generate() };
}

export async function apolloWithDefaults(): Promise<FastifyInstance> {
  const app = fastify();
  const apollo = new ApolloServer({
    typeDefs: PLAIN_SCHEMA,
    resolvers: plainResolvers,
    plugins: [fastifyApolloDrainPlugin(app)],
  });
  await apollo.start();
  await app.register(fastifyApollo(apollo));
  return app;
}

/**
 * The least that Apollo, graphql-jit and Fastify take together: operations go to Apollo as operations and are compiled, and there is nothing
 * else. What the gateway takes besides is its own.
 */
export async function apolloFloor(): Promise<FastifyInstance> {
  const app = fastify();
  const compiled = new WeakMap<DocumentNode, CompiledQuery>();
  const apollo = new ApolloServer({
    typeDefs: PLAIN_SCHEMA,
    resolvers: plainResolvers,
    plugins: [
      { requestDidStart: () => Promise.resolve({ responseForOperation: (asked) => compiledAnswer(compiled, asked) }) },
    ],
  });
  await apollo.start();
  app.post<{ Body: Asked }>('/graphql', async (request, reply) => {
    const { body } = await apollo.executeOperation(request.body);
    if (body.kind !== 'single') throw new Error('an answer came in parts');
    reply.header('content-type', 'application/json; charset=utf-8');
    return JSON.stringify(body.singleResult);
  });
  return app;
}

async function compiledAnswer(
  compiled: WeakMap<DocumentNode, CompiledQuery>,
  { schema, document, request }: GraphQLRequestContextResponseForOperation<BaseContext>,
): Promise<GraphQLResponse> {
  const found = compiled.get(document) ?? compileQuery(schema, document, undefined, JIT_OPTIONS);
  if (!isCompiledQuery(found)) throw new Error('it cannot be compiled');
  compiled.set(document, found);
  const singleResult = await found.query(undefined, {}, request.variables);
  return {
    http: { headers: new HeaderMap() },
    body: { kind: 'single', singleResult: singleResult as FormattedExecutionResult },
  };
}

/** As the gateway has them. */
const JIT_OPTIONS = { disablingCapturingStackErrors: true };

export async function mercuriusWithJit(): Promise<FastifyInstance> {
  const app = fastify();
  await app.register(mercurius, { schema: PLAIN_SCHEMA, resolvers: plainResolvers, jit: 1 });
  return app;
}

export async function yogaInFastify(): Promise<FastifyInstance> {
  const app = fastify();
  const yoga = createYoga({
    schema: createSchema({ typeDefs: PLAIN_SCHEMA, resolvers: plainResolvers }),
    logging: false,
  });
  app.route({
    url: yoga.graphqlEndpoint,
    method: ['GET', 'POST', 'OPTIONS'],
    handler: (request, reply) => yoga.handleNodeRequestAndResponse(request, reply),
  });
  // Yoga reads the body itself.
  app.addContentTypeParser('multipart/form-data', {}, (_request, _payload, done) => done(null));
  return app;
}
