// The pages around a payment: where customers return to, and the local Stripe simulator when there is no Stripe key.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { StripeSimulator } from '../../../simulators/stripe/index.ts';
import { type FindCheckoutResult, handleCheckoutPage } from '../../purchases/index.ts';
import type { WebRequest, WebResponse } from '../../web-pages/index.ts';
import { rawBody, takeRawBodies } from './raw-body.ts';

/** Where the simulator is mounted. */
export const SIMULATOR_PATH = '/simulator/stripe';
const METHODS: ('DELETE' | 'GET' | 'HEAD' | 'POST')[] = ['DELETE', 'GET', 'HEAD', 'POST'];

export interface PaymentPages {
  readonly findCheckoutResult: FindCheckoutResult;
  /** Undefined when payments are not simulated. */
  readonly simulator: StripeSimulator | undefined;
}

export function registerPaymentPageRoutes(app: FastifyInstance, { findCheckoutResult, simulator }: PaymentPages): void {
  app.register(async (scope) => {
    takeRawBodies(scope);
    scope.route({
      method: METHODS,
      url: '/checkout/*',
      handler: async (request, reply) => {
        const asked = { method: request.method, path: request.url };
        const page = await handleCheckoutPage(asked, findCheckoutResult);
        if (page === undefined) reply.callNotFound();
        else await send(reply, page);
      },
    });
    if (simulator === undefined) return;
    scope.route({
      method: METHODS,
      url: `${SIMULATOR_PATH}/*`,
      handler: async (request, reply) => send(reply, await simulator.handle(toWebRequest(request))),
    });
  });
}

function toWebRequest({ method, url, headers, body }: FastifyRequest): WebRequest {
  return { method, path: url.slice(SIMULATOR_PATH.length), headers, body: rawBody(body) };
}

function send(reply: FastifyReply, { status, headers, body }: WebResponse): FastifyReply {
  return reply.code(status).headers(headers).send(body);
}
