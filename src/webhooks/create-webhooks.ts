// Wires the room: endpoints and their log for the edge, and the dispatcher of this process.
import type { Database, Listener } from '../database/index.ts';
import type { WebhookReach } from './decide/decide-url.ts';
import { createDispatcher, type DeliveryWatcher } from './deliver/dispatcher.ts';
import { readDeliveries } from './deliver/read-deliveries.ts';
import { createEndpoint } from './endpoints/create-endpoint.ts';
import { deleteEndpoint, listEndpoints, readEndpoints } from './endpoints/read-endpoints.ts';
import { rotateSecret } from './endpoints/rotate-secret.ts';
import { updateEndpoint } from './endpoints/update-endpoint.ts';
import type { ForeignFormats } from './format/webhook-format.ts';
import { WEBHOOK_CHANNEL } from './publish/record-events.ts';
import { replayEvents } from './publish/replay-events.ts';
import { sendTest } from './publish/send-test.ts';
import { checkUrl } from './reach/check-url.ts';
import { createResolveHost, type ResolveHost } from './reach/resolve-host.ts';
import { createSender } from './reach/send-webhook.ts';
import type { Webhooks } from './webhooks.ts';

export interface WebhookServices {
  readonly database: Database;
  readonly events: Pick<Listener, 'on' | 'onReconnect'>;
  readonly reach: WebhookReach;
  /** How receivers of other systems are written to. */
  readonly formats: ForeignFormats;
  readonly now: () => Date;
  readonly log: (event: string, details: Readonly<Record<string, unknown>>) => void;
  /** The name servers of this machine when absent. */
  readonly resolve?: ResolveHost;
  readonly watch?: DeliveryWatcher | undefined;
}

export interface WebhookRoom {
  readonly webhooks: Webhooks;
  /** Starts sending in this process. */
  start(): void;
  /** Begins nothing new and waits for the calls under way. */
  stop(): Promise<void>;
}

export function createWebhooks(services: WebhookServices): WebhookRoom {
  const { database, events, reach, formats, now, log, watch, resolve = createResolveHost() } = services;
  const rules = { reach, resolve };
  const dispatcher = createDispatcher({ database, sender: createSender(rules), formats, watch, now, log });
  const leave = [events.on(WEBHOOK_CHANNEL, () => dispatcher.wake()), events.onReconnect(() => dispatcher.wake())];
  return {
    webhooks: createPort(database, { ...rules, now }),
    start: () => dispatcher.start(),
    stop: async () => {
      for (const each of leave) each();
      await dispatcher.stop();
    },
  };
}

interface PortRules {
  readonly reach: WebhookReach;
  readonly resolve: ResolveHost;
  readonly now: () => Date;
}

/** What the edge asks, without a dispatcher. */
export function createPort(database: Database, rules: PortRules): Webhooks {
  const changing = { database, ...rules };
  return {
    checkUrl: (url) => checkUrl(rules, url),
    createEndpoint: (endpoint) => createEndpoint(changing, endpoint),
    updateEndpoint: (change) => updateEndpoint(changing, change),
    deleteEndpoint: (address) => deleteEndpoint(database, address),
    endpoints: (accountId) => listEndpoints(database, accountId),
    endpointsByIds: (accountId, ids) => readEndpoints(database, accountId, ids),
    rotateSecret: (owner) => rotateSecret(database, owner, rules.now()),
    sendTest: (address) => sendTest(database, address, rules.now()),
    replay: (replay) => replayEvents(database, replay, rules.now()),
    deliveries: (page) => readDeliveries(database, page),
  };
}
