// What a gateway could have been made of instead, each as its documentation sets it up: no keys, no limits, no log.
import { ApolloServer } from '@apollo/server';
import fastifyApollo, { fastifyApolloDrainPlugin } from '@as-integrations/fastify';
import { type FastifyInstance, fastify } from 'fastify';
import { createSchema, createYoga } from 'graphql-yoga';
import mercurius from 'mercurius';
import { PLAIN_SCHEMA, plainAnswers, plainResolvers } from './plain-answers.ts';

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
