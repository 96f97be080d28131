// POST /webhooks/stripe: the raw bytes go on as they came, because the signature is over them.
import type { FastifyInstance } from 'fastify';
import type { Purchases } from '../../purchases/index.ts';
import { rawBody, takeRawBodies } from './raw-body.ts';

const LARGEST_BODY_BYTES = 1_000_000;

/** 2xx only after commit; 400 for a forged or malformed one; 500 when it should be sent again. */
export function registerWebhookRoutes(app: FastifyInstance, purchases: Purchases): void {
  app.register(async (scope) => {
    takeRawBodies(scope);
    scope.post('/webhooks/stripe', { bodyLimit: LARGEST_BODY_BYTES }, async (request, reply) => {
      const signature = request.headers['stripe-signature'];
      const given = typeof signature === 'string' ? signature : undefined;
      const result = await purchases.receiveWebhook(rawBody(request.body), given);
      if (result.status === 'handled') return reply.send({ received: true, outcome: result.outcome });
      return reply.code(400).send({ error: { message: result.reason, requestId: request.id } });
    });
  });
}
