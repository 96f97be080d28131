// A small Stripe over HTTP for gateways without a Stripe key: the official library talks to it as it would to Stripe,
// and its signed webhooks take the same way in. No money moves.

import { handleApi } from './api-routes.ts';
import { handleControl } from './control-routes.ts';
import type { ObjectStore } from './object-store.ts';
import { handlePage } from './page-routes.ts';
import type { SimulatorContext } from './simulator-context.ts';
import { SILENT_LOG, type SimulatorLog } from './simulator-log.ts';
import type { SimulatorSecrets } from './simulator-secrets.ts';
import { sweep } from './sweep.ts';
import type { WebRequest, WebResponse } from './web.ts';
import { createWebhookDelivery } from './webhook-delivery.ts';

export interface StripeSimulatorOptions extends SimulatorSecrets {
  /** `postgresStore(…)`, `memoryStore()`, or one of your own. */
  readonly store: ObjectStore;
  /** Where customers reach the simulator, without a slash at the end: `http://localhost:4000/simulator/stripe`. */
  readonly baseUrl: () => string;
  /** Where it delivers events. */
  readonly webhookUrl: () => string;
  readonly now: () => Date;
  readonly log?: SimulatorLog;
  /** Pauses before the second, third … try to deliver an event. */
  readonly retryDelaysMilliseconds?: readonly number[];
}

export interface StripeSimulator {
  /** Answers what comes in below `baseUrl`; the request's path is the part after it. */
  handle(request: WebRequest): Promise<WebResponse>;
  /**
   * Call it once the gateway listens: does what is due, delivers again what nobody accepted before the restart,
   * and looks for overdue sessions and due billing from then on. Resolves when the first deliveries have been tried.
   */
  start(): Promise<void>;
  /** Ends all timers and deliveries; call it before closing the store's database. */
  close(): Promise<void>;
}

const RETRY_DELAYS_MILLISECONDS = [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000, 60_000];
const SWEEP_MILLISECONDS = 60_000;
const NO_MONEY_MOVES = { 'x-stripe-simulator': 'no money moves' };

export function createStripeSimulator(options: StripeSimulatorOptions): StripeSimulator {
  const { store, apiKey, webhookSecret, baseUrl, webhookUrl, now, log = SILENT_LOG } = options;
  const context: SimulatorContext = { store, apiKey, baseUrl, now, log };
  const retryDelaysMilliseconds = options.retryDelaysMilliseconds ?? RETRY_DELAYS_MILLISECONDS;
  const delivery = createWebhookDelivery({ store, webhookUrl, webhookSecret, now, log, retryDelaysMilliseconds });
  let sweeping: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;

  const sweepNow = async (): Promise<void> => {
    await delivery.deliver(await sweep(context));
  };

  const control = async (request: WebRequest): Promise<WebResponse> => {
    const { response, events, sending, isSweeping = false } = await handleControl(context, request);
    await delivery.deliver(events);
    if (sending?.events === 'pending') await delivery.deliverPending(sending.how);
    else if (sending !== undefined) await delivery.deliver(sending.events, sending.how);
    if (isSweeping) await sweepNow();
    return response;
  };

  const answer = async (request: WebRequest): Promise<WebResponse> => {
    if (request.path.startsWith('/control/')) return control(request);
    const isApi = request.path.startsWith('/v1/');
    const { response, events } = await (isApi ? handleApi(context, request) : handlePage(context, request));
    await delivery.deliver(events);
    return response;
  };

  return {
    handle: async (request) => {
      const response = await answer(request);
      return { ...response, headers: { ...response.headers, ...NO_MONEY_MOVES } };
    },
    start: async () => {
      timer ??= setInterval(() => {
        sweeping ??= sweepNow()
          .catch((error: unknown) => {
            log.error({ problem: String(error) }, 'the simulator could not look for what is due');
          })
          .finally(() => {
            sweeping = undefined;
          });
      }, SWEEP_MILLISECONDS).unref();
      await delivery.deliverPending();
      await sweepNow();
    },
    close: async () => {
      clearInterval(timer);
      await delivery.close();
      await sweeping;
    },
  };
}
