// Sends events to the webhook endpoint: signed, over HTTP, again and again with growing pauses until one is accepted.
import Stripe from 'stripe';
import type { Sql } from '../../../database/index.ts';
import type { PurchaseLog } from '../../purchase-log.ts';
import { findPendingEvents, markDelivered } from './stored-objects.ts';
import { unixSeconds } from './stripe-ids.ts';

export interface WebhookDelivery {
  /** Resolves after the first try of each, accepted or not; further tries go on in the background. */
  deliver(events: readonly Stripe.Event[]): Promise<void>;
  /** Tries all events again that were not accepted before this process started. */
  deliverPending(): Promise<void>;
  /** Stops all tries; what is pending stays so until the next start. */
  close(): Promise<void>;
}

export interface WebhookDeliveryOptions {
  readonly database: Sql;
  readonly webhookUrl: () => string;
  readonly webhookSecret: string;
  readonly now: () => Date;
  readonly log: PurchaseLog;
  readonly retryDelaysMilliseconds: readonly number[];
}

const TIMEOUT_MILLISECONDS = 10_000;

export function createWebhookDelivery(options: WebhookDeliveryOptions): WebhookDelivery {
  const stop = new AbortController();
  const isStopped = (): boolean => stop.signal.aborted;
  const timers = new Set<NodeJS.Timeout>();
  const running = new Set<Promise<void>>();

  const attempt = async (event: Stripe.Event, tries: number): Promise<void> => {
    if (isStopped()) return;
    const problem = await send(options, event, stop.signal);
    if (problem === undefined) return markDelivered(options.database, event.id);
    if (isStopped()) return undefined;
    const { id: eventId, type } = event;
    const delay = options.retryDelaysMilliseconds[tries];
    options.log.warn({ eventId, type, problem, delay }, 'the simulator could not deliver a webhook');
    if (delay === undefined) return undefined;
    const timer = setTimeout(() => {
      timers.delete(timer);
      void track(attempt(event, tries + 1));
    }, delay);
    timer.unref();
    timers.add(timer);
    return undefined;
  };

  const track = (work: Promise<void>): Promise<void> => {
    const tracked = work
      .catch((error: unknown) => {
        options.log.error({ problem: String(error) }, 'the simulator could not keep what became of a webhook');
      })
      .finally(() => running.delete(tracked));
    running.add(tracked);
    return tracked;
  };

  const deliver = async (events: readonly Stripe.Event[]): Promise<void> => {
    await Promise.all(events.map((event) => track(attempt(event, 0))));
  };

  return {
    deliver,
    deliverPending: async () => {
      for (const event of await findPendingEvents(options.database)) await deliver([event]);
    },
    close: async () => {
      stop.abort();
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
      await Promise.all(running);
    },
  };
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
    await response.body?.cancel();
    return response.ok ? undefined : `HTTP status ${response.status}`;
  } catch (error) {
    return String(error);
  }
}
