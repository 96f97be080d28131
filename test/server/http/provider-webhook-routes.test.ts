import { describe, expect, it } from '@jest/globals';
import { newId } from '../../../src/database/index.ts';
import type { AttemptAddress, HandledWebhook, WebhookDelivery } from '../../../src/generation/index.ts';
import { createLogger } from '../../../src/server/create-logger.ts';
import { createApp } from '../../../src/server/http/create-app.ts';
import {
  providerWebhookPath,
  registerProviderWebhookRoutes,
} from '../../../src/server/http/provider-webhook-routes.ts';

const ATTEMPT: AttemptAddress = {
  provider: 'fal',
  accountId: newId(),
  generationId: newId(),
  attemptId: newId(),
};
const LARGEST_BODY_BYTES = 1_000_000;

interface Handled {
  readonly address: AttemptAddress;
  readonly delivery: WebhookDelivery;
}

function appThatHandles(answer: HandledWebhook | Error) {
  const handled: Handled[] = [];
  const app = createApp(createLogger('silent'));
  registerProviderWebhookRoutes(app, {
    handleWebhook: async (address, delivery) => {
      handled.push({ address, delivery });
      if (answer instanceof Error) throw answer;
      return answer;
    },
  });
  const send = (payload: string | Buffer, url = providerWebhookPath(ATTEMPT)) =>
    app.inject({ method: 'POST', url, payload, headers: { 'content-type': 'application/json', 'x-signature': 'abc' } });
  return { handled, send };
}

describe('POST /webhooks/providers/…', () => {
  it('hands on the attempt that its address names, the headers, and the body byte by byte', async () => {
    const { handled, send } = appThatHandles({ status: 'handled' });
    const body = '{ "id":  "not as a printer would print it" }';
    const answer = await send(body, `${providerWebhookPath(ATTEMPT)}?app=fal-ai/flux`);
    expect([answer.statusCode, answer.json()]).toEqual([200, { received: true }]);
    expect(handled).toHaveLength(1);
    expect(handled[0]?.address).toEqual(ATTEMPT);
    expect(Buffer.from(handled[0]?.delivery.rawBody ?? []).toString()).toBe(body);
    expect(handled[0]?.delivery.headers).toMatchObject({ 'x-signature': 'abc' });
    expect(handled[0]?.delivery.path).toContain('?app=fal-ai/flux');
  });

  it('answers a forged one with 401', async () => {
    const { send } = appThatHandles({ status: 'rejected', reason: 'wrong signature' });
    const answer = await send('{}');
    expect([answer.statusCode, answer.json().error.message]).toEqual([401, 'wrong signature']);
  });

  it('asks for another one with 503 when the provider could not be asked', async () => {
    const { send } = appThatHandles({ status: 'unanswered' });
    expect((await send('{}')).statusCode).toBe(503);
  });

  it('answers one about nothing that is known here with 404', async () => {
    const { send } = appThatHandles({ status: 'unknown' });
    expect((await send('{}')).statusCode).toBe(404);
  });

  it('answers one whose address is no address with 404, and asks nobody', async () => {
    const { handled, send } = appThatHandles({ status: 'handled' });
    expect((await send('{}', '/webhooks/providers/fal/acct_1/gen_2/att_3')).statusCode).toBe(404);
    expect((await send('{}', providerWebhookPath(ATTEMPT).replace('/acct_', '/gen_'))).statusCode).toBe(404);
    expect(handled).toEqual([]);
  });

  it('answers with 500 when it could not be handled, so that the provider sends it again', async () => {
    const { send } = appThatHandles(new Error('the database is away'));
    const answer = await send('{}');
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toContain('the database is away');
  });

  it('refuses a body that is too large before anybody looks at it', async () => {
    const { handled, send } = appThatHandles({ status: 'handled' });
    expect((await send(Buffer.alloc(LARGEST_BODY_BYTES + 1))).statusCode).toBe(413);
    expect(handled).toEqual([]);
  });
});
