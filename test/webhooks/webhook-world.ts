// A fresh database, accounts with endpoints, dispatchers as gateways have them, and receivers on this machine.
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { byShard, connectDatabase, type Database, newId } from '../../src/database/index.ts';
import { ormConfig } from '../../src/mikro-orm.config.ts';
import { createPort } from '../../src/webhooks/create-webhooks.ts';
import { createDispatcher, type Dispatcher, type DispatcherOptions } from '../../src/webhooks/deliver/dispatcher.ts';
import {
  type ForeignFormats,
  type NewWebhookEvent,
  publishEvents,
  type WebhookFormat,
  type WebhookFormatName,
  type Webhooks,
} from '../../src/webhooks/index.ts';
import type { WebhookEventType } from '../../src/webhooks/publish/webhook-event.ts';
import { createSender } from '../../src/webhooks/reach/send-webhook.ts';
import { createTestDatabase } from '../support/postgres.ts';

export interface Received {
  readonly id: string;
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly path: string;
}

export interface Receiver {
  readonly url: string;
  readonly received: Received[];
  /** How it answers from now on: a status, or after something has happened. */
  answer: (request: Received) => Answer | Promise<Answer>;
  close(): Promise<void>;
}

type Answer = number | { readonly status: number; readonly headers: Readonly<Record<string, string>> };

export interface WebhookWorld {
  readonly url: string;
  readonly database: Database;
  readonly webhooks: Webhooks;
  readonly clock: { now: Date };
  readonly logged: string[];
  receiver(answer?: Receiver['answer']): Promise<Receiver>;
  /** An account with an endpoint at each of the addresses. */
  endpoint(url: string, more?: EndpointOptions): Promise<TestEndpoint>;
  /** Another gateway's dispatcher; it only works when asked to. */
  dispatcher(options?: Partial<DispatcherOptions>): Dispatcher;
  /** Commits events of an account. */
  happen(...events: NewWebhookEvent[]): Promise<void>;
  pass(milliseconds: number): void;
  log(accountId: string): Promise<LogLine[]>;
  close(): Promise<void>;
}

interface EndpointOptions {
  readonly accountId?: string;
  readonly eventTypes?: readonly WebhookEventType[];
  readonly format?: WebhookFormatName;
}

export interface TestEndpoint {
  readonly accountId: string;
  readonly id: string;
  readonly secret: string;
}

type LogLine = Awaited<ReturnType<Webhooks['deliveries']>>[number];

/** Other systems' formats are tested with what they are made of: test/rest. */
const NONE: WebhookFormat = {
  write: () => Promise.reject(new Error('none of these is written here')),
  sign: () => ({}),
};
const NO_FORMATS: ForeignFormats = { BABYSEA: NONE, LUMENFALL: NONE, CHEAPAI: NONE };

const NO_NAMES = async (): Promise<never> => Promise.reject(new Error('no name is looked up here'));

export async function createWebhookWorld(): Promise<WebhookWorld> {
  const own = await createTestDatabase();
  const database = await connectDatabase({ url: own.url, orm: ormConfig });
  const clock = { now: new Date() };
  const now = (): Date => clock.now;
  const rules = { reach: 'ANY' as const, resolve: NO_NAMES };
  const webhooks = createPort(database, { ...rules, now });
  const logged: string[] = [];
  const log = (event: string, { error }: Readonly<Record<string, unknown>>): number =>
    logged.push(`${event}: ${String(error)}`);
  const closing: (() => Promise<void>)[] = [];
  return {
    url: own.url,
    database,
    webhooks,
    clock,
    logged,
    receiver: async (answer = () => 204) => {
      const receiver = await startReceiver(answer);
      closing.push(() => receiver.close());
      return receiver;
    },
    endpoint: async (url, { accountId = newId(), eventTypes, format } = {}) => {
      const created = await webhooks.createEndpoint({ accountId, url, description: undefined, eventTypes, format });
      if (created.status === 'refused') throw new Error(created.refusal.code);
      return { accountId, id: created.endpoint.id, secret: created.secret };
    },
    dispatcher: (options = {}) => {
      const dispatcher = createDispatcher({
        database,
        sender: createSender(rules),
        formats: NO_FORMATS,
        now,
        log,
        chance: () => 0,
        ...options,
      });
      closing.push(() => dispatcher.stop());
      return dispatcher;
    },
    happen: async (...events) => {
      for (const [place, own] of byShard(database, events)) {
        await place.transaction(async (tx) => publishEvents(tx, own));
      }
    },
    pass: (milliseconds) => {
      clock.now = new Date(clock.now.getTime() + milliseconds);
    },
    log: (accountId) => webhooks.deliveries({ accountId, filter: {}, limit: 100 }),
    close: async () => {
      for (const close of closing.reverse()) await close();
      await database.close();
      await own.drop();
    },
  };
}

/** One that any endpoint gets. */
export function expiring(accountId: string, occurredAt: Date, more: { url?: string } = {}): NewWebhookEvent {
  const data = { credits: '1.5', expiresAt: '2026-12-01T00:00:00.000Z', lotId: 'lot_1' };
  return { accountId, type: 'credits.expiring', data, occurredAt, ...more };
}

export async function startReceiver(answer: Receiver['answer']): Promise<Receiver> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const headers = plainHeaders(request.headers);
      const body = Buffer.concat(chunks).toString();
      const one = { id: headers['webhook-id'] ?? '', headers, body, path: request.url ?? '' };
      received.push(one);
      void Promise.resolve(receiver.answer(one)).then((said) => {
        const { status, headers: more } = typeof said === 'number' ? { status: said, headers: {} } : said;
        response.writeHead(status, more).end('thanks');
      });
    });
  });
  const port = await listen(server);
  const receiver: Receiver = {
    url: `http://localhost:${port}/hook`,
    received,
    answer,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return receiver;
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, 'localhost', () => resolve((server.address() as AddressInfo).port));
  });
}

function plainHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
