// POST /webhooks/providers/:provider/:account/:generation/:attempt: what providers say of work they were given. The address
// names the attempt; the signature, over the raw bytes, says whether it is true.
import type { FastifyInstance } from 'fastify';
import { fromPublicId, toPublicId } from '../../database/index.ts';
import type { AttemptAddress, GenerationRoom, HandledWebhook } from '../../generation/index.ts';
import { rawBody, takeRawBodies } from './raw-body.ts';

const LARGEST_BODY_BYTES = 1_000_000;
const PATH = '/webhooks/providers';

interface Params {
  readonly provider: string;
  readonly account: string;
  readonly generation: string;
  readonly attempt: string;
}

export function providerWebhookPath({ provider, accountId, generationId, attemptId }: AttemptAddress): string {
  const ids = [toPublicId('acct', accountId), toPublicId('gen', generationId), toPublicId('att', attemptId)];
  return [PATH, provider, ...ids].join('/');
}

/** 401 for a forged one, 404 for one about nothing that is known here, 503 or 500 when it should be sent again. */
export function registerProviderWebhookRoutes(app: FastifyInstance, room: Pick<GenerationRoom, 'handleWebhook'>): void {
  app.register(async (scope) => {
    takeRawBodies(scope);
    const options = { bodyLimit: LARGEST_BODY_BYTES };
    scope.post<{ Params: Params }>(
      `${PATH}/:provider/:account/:generation/:attempt`,
      options,
      async (request, reply) => {
        const address = addressOf(request.params);
        const delivery = {
          headers: request.headers,
          rawBody: rawBody(request.body),
          path: request.url,
          now: new Date(),
        };
        const handled = address === undefined ? undefined : await room.handleWebhook(address, delivery);
        if (handled?.status === 'handled') return reply.send({ received: true });
        const { code, message } = refusalOf(handled);
        return reply.code(code).send({ error: { message, requestId: request.id } });
      },
    );
  });
}

function refusalOf(handled: HandledWebhook | undefined): { readonly code: number; readonly message: string } {
  if (handled?.status === 'rejected') return { code: 401, message: handled.reason };
  if (handled?.status === 'unanswered') return { code: 503, message: 'You could not be asked. Please send it again.' };
  return { code: 404, message: 'There is nothing here.' };
}

function addressOf({ provider, account, generation, attempt }: Params): AttemptAddress | undefined {
  const accountId = fromPublicId('acct', account);
  const generationId = fromPublicId('gen', generation);
  const attemptId = fromPublicId('att', attempt);
  if (accountId === undefined || generationId === undefined || attemptId === undefined) return undefined;
  return { provider, accountId, generationId, attemptId };
}
