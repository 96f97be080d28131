import { type ApolloServer, HeaderMap } from '@apollo/server';
import { describe, expect, it } from '@jest/globals';
import { createKeyAttempts, NO_REQUEST_LIMITS } from '../../../src/callers/index.ts';
import type { GraphqlContext } from '../../../src/graphql/index.ts';
import { createLogger } from '../../../src/server/create-logger.ts';
import { createClientOf } from '../../../src/server/http/client-address.ts';
import { createApp } from '../../../src/server/http/create-app.ts';
import { registerGraphqlRoutes } from '../../../src/server/http/graphql-routes.ts';
import { createAnswerTypes } from '../../../src/server/http/usual-operations.ts';
import { fakeViewer, openEdge, verificationOf } from '../../graphql/open-edge.ts';

const logger = createLogger('silent');
const JSON_TYPE = 'application/json';
const RESPONSE_TYPE = 'application/graphql-response+json';

interface Request {
  readonly body: unknown;
  readonly accept?: string;
  readonly contentType?: string;
}

/** A gateway's /graphql, and how often Apollo was asked by its HTTP door. */
async function openRoute() {
  const viewer = fakeViewer({ scopes: ['ACCOUNT_READ'] });
  const broken = () => Promise.reject(new Error('the secret of the database'));
  const rooms = {
    keys: { verify: () => Promise.resolve(verificationOf(viewer.key)), recall: () => undefined },
    accounts: { find: () => Promise.resolve(viewer.account) },
    ledger: { balance: broken },
  };
  const { apollo, services } = openEdge(rooms);
  const overHttp = countHttp(apollo);
  const app = createApp(logger);
  const attempts = createKeyAttempts();
  registerGraphqlRoutes(app, {
    ...{ apollo, services, attempts, logger },
    limits: NO_REQUEST_LIMITS,
    clientOf: createClientOf([]),
  });
  await app.ready();
  const ask = async ({ body, accept, contentType = JSON_TYPE }: Request) => {
    const headers = {
      authorization: 'Bearer a-key-that-is-good',
      'content-type': contentType,
      'x-request-id': 'the-same',
      ...(accept === undefined ? {} : { accept }),
    };
    const answer = await app.inject({ method: 'POST', url: '/graphql', headers, payload: JSON.stringify(body) });
    return { status: answer.statusCode, type: answer.headers['content-type'], body: answer.body };
  };
  return { ask, overHttp };
}

function countHttp(apollo: ApolloServer<GraphqlContext>) {
  const asked = { times: 0 };
  const execute = apollo.executeHTTPGraphQLRequest.bind(apollo);
  apollo.executeHTTPGraphQLRequest = (request) => {
    asked.times += 1;
    return execute(request);
  };
  return asked;
}

const GOOD = { query: '{ viewer { __typename } }' };

const BODIES: Readonly<Record<string, unknown>> = {
  good: GOOD,
  'without variables': { ...GOOD, variables: null, operationName: null, extensions: null },
  'two operations': { query: 'query A { viewer { __typename } } query B { __typename }', operationName: 'B' },
  'an operation that is not there': { query: 'query A { __typename }', operationName: 'C' },
  'an empty name': { query: 'query A { __typename }', operationName: '' },
  'variables that are wrong': {
    query: 'query ($first: Int!) { transactions(first: $first) { totalCount } }',
    variables: { first: 'many' },
  },
  'a page that is too large': {
    query: 'query ($first: Int!) { transactions(first: $first) { totalCount } }',
    variables: { first: 1_000 },
  },
  'no GraphQL': { query: '{ viewer' },
  'a field that is not there': { query: '{ viewers }' },
  'what the key may not see': { query: '{ apiKeys { edges { node { id } } } }' },
  'a resolver that fails': { query: '{ balance { available } }' },
  'a subscription': { query: 'subscription { balanceUpdated { available } }' },
  'a persisted query': { ...GOOD, extensions: { persistedQuery: { version: 1, sha256Hash: 'ab' } } },
  'extensions that are a text': { ...GOOD, extensions: 'none' },
  'variables that are a text': { ...GOOD, variables: '{}' },
  'variables that are a list': { ...GOOD, variables: [] },
  'a name that is a number': { ...GOOD, operationName: 1 },
  'no text': { query: '' },
  'a document instead of a text': { query: { kind: 'Document' } },
  'an empty body': {},
  'a batch': [GOOD],
};

describe('usual operations', () => {
  it.each(
    Object.keys(BODIES).flatMap((name) =>
      [undefined, JSON_TYPE, RESPONSE_TYPE, 'text/html'].map((accept) => ({ name, accept })),
    ),
  )('are answered as over HTTP: $name, accept $accept', async ({ name, accept }) => {
    const headers = accept === undefined ? {} : { accept };
    const [first, known] = [await openRoute(), await openRoute()];
    await known.ask({ body: GOOD, ...headers });
    const request = { body: BODIES[name], ...headers };
    const answer = await known.ask(request);
    expect(answer).toEqual(await first.ask(request));
    expect(answer.status).toBeLessThan(500);
  });

  it('ask Apollo about their headers once', async () => {
    const { ask, overHttp } = await openRoute();
    for (let time = 0; time < 5; time += 1) await ask({ body: GOOD, accept: '*/*' });
    expect(overHttp.times).toBe(1);
    await ask({ body: GOOD, accept: RESPONSE_TYPE });
    await ask({ body: GOOD, accept: RESPONSE_TYPE, contentType: `${JSON_TYPE}; charset=utf-8` });
    expect(overHttp.times).toBe(3);
  });

  it('hide what a resolver failed at, and say the request', async () => {
    const { ask, overHttp } = await openRoute();
    await ask({ body: GOOD });
    const { body } = await ask({ body: BODIES['a resolver that fails'] });
    expect(JSON.parse(body)).toMatchObject({
      errors: [{ message: 'Internal server error', extensions: { requestId: 'the-same' } }],
    });
    expect(overHttp.times).toBe(1);
  });

  it('do not remember what was refused for its headers', async () => {
    const { ask, overHttp } = await openRoute();
    for (let time = 0; time < 2; time += 1) {
      expect(await ask({ body: GOOD, accept: 'text/html' })).toMatchObject({ status: 406 });
    }
    expect(overHttp.times).toBe(2);
  });

  it.each([
    ['application/json', true],
    ['application/json; charset=utf-8', true],
    ['text/plain', false],
    ['text/plain; application/json', false],
    ['application/jsonp', false],
    ['multipart/form-data; boundary=x', false],
    [undefined, false],
  ])('remember what was answered to JSON alone: %s', (contentType, isRemembered) => {
    const types = createAnswerTypes();
    const headers = { ...(contentType === undefined ? {} : { 'content-type': contentType }), accept: '*/*' };
    const answered = new HeaderMap([['content-type', JSON_TYPE]]);
    types.remember(headers, { headers: answered, body: { kind: 'complete', string: '{}' } });
    expect(types.of(headers)).toBe(isRemembered ? JSON_TYPE : undefined);
  });
});
