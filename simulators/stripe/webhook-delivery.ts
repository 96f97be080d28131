// Sends events to the webhook endpoint: signed, over HTTP, again and again with growing pauses until one is accepted
// (https://docs.stripe.com/webhooks). Settings say whether they are held, dropped, duplicated, delayed or reordered.
import Stripe from 'stripe';
import { planDeliveries } from './decide-deliveries.ts';
import type { ObjectStore } from './object-store.ts';
import type { SimulatorLog } from './simulator-log.ts';
import { readSettings } from './simulator-settings.ts';
import type { DeliverySettings } from './stored-objects.ts';
import { unixSeconds } from './stripe-ids.ts';

export interface WebhookDelivery {
  /**
   * As the settings have it, or as `how` says. Resolves after the first try of each, accepted or not; further tries, and
   * those that are delayed, go on in the background.
   */
  deliver(events: readonly Stripe.Event[], how?: Partial<DeliverySettings>): Promise<void>;
  /** Tries all events again that were not accepted before this process started, or that were held. */
  deliverPending(how?: Partial<DeliverySettings>): Promise<void>;
  /** Stops all tries; what is pending stays so until the next start. */
  close(): Promise<void>;
}

export interface WebhookDeliveryOptions {
  readonly store: ObjectStore;
  readonly webhookUrl: () => string;
  readonly webhookSecret: string;
  readonly now: () => Date;
  readonly log: SimulatorLog;
  readonly retryDelaysMilliseconds: readonly number[];
}

const TIMEOUT_MILLISECONDS = 10_000;
/** Customers whose events are under way at the same time. */
const LANES = 8;

export function createWebhookDelivery(options: WebhookDeliveryOptions): WebhookDelivery {
  const { store } = options;
  const tries = createTries(options);

  const runLane = async (waiting: Queue[]): Promise<void> => {
    for (let queue = waiting.shift(); queue !== undefined; queue = waiting.shift()) {
      const accepted: string[] = [];
      for (const { event } of queue) if (await tries.attempt(event)) accepted.push(event.id);
      if (accepted.length > 0) await store.markDelivered(accepted);
    }
  };

  const deliverNow = async (queues: readonly Queue[]): Promise<void> => {
    const waiting = [...queues];
    await Promise.all(Array.from({ length: Math.min(LANES, queues.length) }, () => runLane(waiting)));
  };

  const deliver = async (events: readonly Stripe.Event[], how: Partial<DeliverySettings> = {}): Promise<void> => {
    if (events.length === 0) return;
    const settings = { ...(await readSettings(store)).delivery, ...how };
    if (settings.mode === 'hold') return;
    const ids = events.map(({ id }) => id);
    if (settings.mode === 'drop') return store.markDelivered(ids);
    const deliverables = events.map((event) => ({ id: event.id, about: aboutWhom(event), event }));
    const queues = planDeliveries(deliverables, settings);
    if (settings.delayMilliseconds > 0) tries.later(settings.delayMilliseconds, () => deliverNow(queues));
    else await tries.track(deliverNow(queues));
    return undefined;
  };

  return {
    deliver,
    deliverPending: async (how) => deliver(await findPendingEvents(store), how),
    close: () => tries.stop(),
  };
}

/** Events that no webhook endpoint has accepted yet, oldest first. */
async function findPendingEvents(store: ObjectStore): Promise<Stripe.Event[]> {
  const found = await store.list({ kind: 'event', where: { pending_webhooks: { gt: 0 } }, order: 'ascending' });
  return found.map(({ object }) => object);
}

type Queue = readonly { readonly event: Stripe.Event }[];

interface Tries {
  /** True when the endpoint accepted it; otherwise the next try is planned. */
  attempt(event: Stripe.Event): Promise<boolean>;
  later(milliseconds: number, work: () => Promise<void>): void;
  /** Waits for it when everything is stopped. */
  track(work: Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

function createTries(options: WebhookDeliveryOptions): Tries {
  const stopping = new AbortController();
  const isStopped = (): boolean => stopping.signal.aborted;
  const timers = new Set<NodeJS.Timeout>();
  const running = new Set<Promise<void>>();

  const track = (work: Promise<void>): Promise<void> => {
    const tracked = work
      .catch((error: unknown) => {
        options.log.error({ problem: String(error) }, 'the simulator could not keep what became of a webhook');
      })
      .finally(() => running.delete(tracked));
    running.add(tracked);
    return tracked;
  };

  const later = (milliseconds: number, work: () => Promise<void>): void => {
    if (isStopped()) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      void track(work());
    }, milliseconds);
    timer.unref();
    timers.add(timer);
  };

  const attempt = async (event: Stripe.Event, failures: number): Promise<boolean> => {
    if (isStopped()) return false;
    const problem = await send(options, event, stopping.signal);
    if (problem === undefined) return true;
    if (isStopped()) return false;
    const { id: eventId, type } = event;
    const delay = options.retryDelaysMilliseconds[failures];
    options.log.warn({ eventId, type, problem, delay }, 'the simulator could not deliver a webhook');
    if (delay === undefined) return false;
    later(delay, async () => {
      if (await attempt(event, failures + 1)) await options.store.markDelivered([eventId]);
    });
    return false;
  };

  return {
    attempt: (event) => attempt(event, 0),
    later,
    track,
    stop: async () => {
      stopping.abort();
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
      await Promise.all(running);
    },
  };
}

/** Ids in an event's object, the surest first. */
function aboutWhom({ data }: Stripe.Event): string[] {
  const object = data.object as unknown as Readonly<Record<string, unknown>>;
  const ids = ['customer', 'payment_intent', 'invoice', 'charge', 'id'].map((name) => object[name]);
  return ids.filter((id): id is string => typeof id === 'string');
}

/** Undefined when the endpoint accepted the event. */
async function send(
  { webhookUrl, webhookSecret, now }: WebhookDeliveryOptions,
  event: Stripe.Event,
  stopped: AbortSignal,
): Promise<string | undefined> {
  const payload = JSON.stringify(event, undefined, 2);
  const timestamp = unixSeconds(now());
  const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret: webhookSecret, timestamp });
  try {
    const response = await fetch(webhookUrl(), {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8', 'stripe-signature': signature },
      body: payload,
      redirect: 'manual',
      signal: AbortSignal.any([stopped, AbortSignal.timeout(TIMEOUT_MILLISECONDS)]),
    });
    // Read to its end, so that the connection serves the next event.
    await response.arrayBuffer();
    return response.ok ? undefined : `HTTP status ${response.status}`;
  } catch (error) {
    return String(error);
  }
}
