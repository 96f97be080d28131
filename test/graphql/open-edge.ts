// The GraphQL edge in this process, over rooms that are made up: every room a test does not describe refuses to be asked.

import { join } from 'node:path';
import { type ApolloServer, HeaderMap } from '@apollo/server';
import type { GraphQLSchema } from 'graphql';
import type { RequestLimits, Services, Viewer } from '../../src/callers/index.ts';
import { type Catalog, createCatalog, loadStorefront, type Plan } from '../../src/catalog/index.ts';
import { type GraphqlLogger } from '../../src/graphql/edge/logger.ts';
import {
  buildGraphqlSchema,
  createApolloServer,
  createContext,
  type GraphqlContext,
  type GraphqlJit,
  withRequestId,
} from '../../src/graphql/index.ts';
import { SCOPES, type Scope, type Verification } from '../../src/keys/index.ts';
import { type MicroCredits, parseCredits } from '../../src/money/index.ts';
import { GRAPHQL_JIT } from '../support/graphql-jit.ts';

export const NOW = new Date('2026-11-21T12:00:00Z');
export const ACCOUNT_ID = '01940000-0000-7000-8000-000000000001';
export const KEY_ID = '01940000-0000-7000-8000-000000000002';

export const catalog: Catalog = createCatalog(
  loadStorefront(join(import.meta.dirname, '../../storefronts/usd-credits.json')),
);
export const schema = buildGraphqlSchema();

export function credits(text: string): MicroCredits {
  const amount = parseCredits(text);
  if (amount === undefined) throw new Error(`${text} is not an amount of credits`);
  return amount;
}

/** Throws when it is asked anything: a test that does not expect a room to be used must not use it. */
function closedRoom(name: string): never {
  return new Proxy(
    {},
    {
      get: (_target, member) => () => {
        throw new Error(`${name}.${String(member)} was not expected to be asked`);
      },
    },
  ) as never;
}

type FakeRooms = { readonly [Room in keyof Services]?: Partial<Services[Room]> };

export function fakeServices(rooms: FakeRooms = {}): Services {
  const room = <Name extends keyof Services>(name: Name, usual?: Partial<Services[Name]>): Services[Name] =>
    (rooms[name] ?? usual ?? closedRoom(name)) as Services[Name];
  return {
    accounts: room('accounts'),
    keys: room('keys'),
    ledger: room('ledger'),
    generations: room('generations'),
    usage: room('usage'),
    exports: room('exports'),
    statements: room('statements'),
    statementFiles: room('statementFiles'),
    purchases: room('purchases'),
    invoices: room('invoices'),
    catalog,
    priceBooks: room('priceBooks'),
    rehearsals: room('rehearsals'),
    webhooks: room('webhooks'),
    emails: room('emails'),
    // Every call that generates or estimates is noted.
    requests: room('requests', { note: () => undefined }),
    now: () => NOW,
  };
}

export interface FakeViewer {
  readonly scopes?: readonly Scope[];
  readonly plan?: string;
  readonly status?: 'ACTIVE' | 'SUSPENDED';
}

export function fakeViewer({ scopes = SCOPES, plan: planId = 'scale', status = 'ACTIVE' }: FakeViewer = {}): Viewer {
  const shown = { name: 'Asking', prefix: 'tgk_asking', expiresAt: undefined, allowedIps: [], ancestors: [] };
  const key = {
    accountId: ACCOUNT_ID,
    id: KEY_ID,
    scopes,
    spendingLimit: undefined,
    limitPeriod: 'DAY' as const,
    ...shown,
  };
  const name = 'Tested';
  const account = {
    id: ACCOUNT_ID,
    name,
    email: undefined,
    planId,
    billingMode: 'PREPAID' as const,
    status,
    timeZone: 'UTC',
    resetHour: 0,
    limitsEndUsers: false,
    createdAt: NOW,
  };
  return { key, account, plan: catalog.plan(planId) as Plan, address: '127.0.0.1' };
}

/** What keys.verify gives; undefined: there is no such key. */
export const verificationOf = (key: Viewer['key'] | undefined): Verification =>
  key === undefined ? { status: 'refused', problem: 'UNKNOWN' } : { status: 'good', key };

export interface LogLine {
  readonly details: object;
  readonly message: string;
}

export interface Edge {
  readonly apollo: ApolloServer<GraphqlContext>;
  readonly services: Services;
  readonly log: LogLine[];
  /** Asks over Apollo's HTTP door, without a socket. */
  ask(query: string, variables?: object, request?: AskRequest): Promise<EdgeAnswer>;
}

export interface AskRequest {
  readonly viewer?: Viewer;
  readonly headers?: Readonly<Record<string, string>>;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- answers are looked into freely
type Answer = any;

export interface EdgeAnswer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly data: Answer;
  readonly errors: Answer[];
}

export const REQUEST_ID = 'request-1';

export interface EdgeOptions {
  readonly production?: boolean;
  /** The public one when absent. */
  readonly schema?: GraphQLSchema;
  readonly limits?: RequestLimits;
  readonly jit?: GraphqlJit;
}

export function openEdge(rooms: FakeRooms = {}, options: EdgeOptions = {}): Edge {
  const log: LogLine[] = [];
  const note = (details: object, message: string): number => log.push({ details, message });
  const logger: GraphqlLogger = { error: note, warn: note };
  const { schema: served = schema, production = false, jit = GRAPHQL_JIT, ...limits } = options;
  const apollo = createApolloServer({ schema: served, production, logger, jit, ...limits });
  const services = fakeServices(rooms);
  const started = apollo.start();
  return {
    apollo,
    services,
    log,
    ask: async (query, variables = {}, { viewer = fakeViewer(), headers = {} } = {}) => {
      await started;
      const body = { query, variables: JSON.parse(JSON.stringify(variables)) };
      const response = await withRequestId(REQUEST_ID, () =>
        apollo.executeHTTPGraphQLRequest({
          httpGraphQLRequest: {
            method: 'POST',
            headers: new HeaderMap(Object.entries({ 'content-type': 'application/json', ...headers })),
            search: '',
            body,
          },
          context: async () => createContext(services, viewer, { requestId: REQUEST_ID }),
        }),
      );
      const text = response.body.kind === 'complete' ? response.body.string : '{}';
      const { data, errors } = JSON.parse(text) as { data?: unknown; errors?: unknown[] };
      return { status: response.status ?? 200, headers: response.headers, data, errors: errors ?? [] };
    },
  };
}
