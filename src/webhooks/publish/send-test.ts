import { newId, type Transactional } from '../../database/index.ts';
import { type Refused, refused, UNKNOWN_ENDPOINT } from '../endpoints/refusal.ts';
import { WebhookDeliveryEntity, WebhookEndpointEntity, WebhookEventEntity } from '../entities.ts';
import { WEBHOOK_CHANNEL } from './record-events.ts';
import type { WebhookEventData } from './webhook-event.ts';

export interface EndpointAddress {
  readonly accountId: string;
  readonly id: string;
}

export interface TestSent {
  readonly status: 'queued';
  /** What the delivery log knows it by. */
  readonly eventId: string;
}

const DATA: WebhookEventData['webhook.test'] = { message: 'A test: nothing happened.' };

/** To this endpoint only, whatever types it asks for. */
export async function sendTest(
  database: Transactional,
  { accountId, id }: EndpointAddress,
  now: Date,
): Promise<TestSent | Refused> {
  const endpoint = await database.em().findOne(WebhookEndpointEntity, { accountId, id });
  if (endpoint === null) return UNKNOWN_ENDPOINT;
  if (endpoint.status === 'DISABLED') return refused(DISABLED);
  const eventId = newId();
  await database.transaction(async (tx) => {
    const em = tx.em();
    const delivery = { accountId, eventId, targetId: id, status: 'PENDING', nextAttemptAt: now } as const;
    em.create(WebhookEventEntity, { accountId, id: eventId, type: 'webhook.test', data: DATA, createdAt: now });
    em.create(WebhookDeliveryEntity, delivery);
    await em.flush();
    tx.send('select pg_notify($1, $2)', [WEBHOOK_CHANNEL, '']);
  });
  return { status: 'queued', eventId };
}

const DISABLED = {
  code: 'INVALID_PARAMETER',
  path: ['endpointId'],
  message: 'The endpoint is disabled: nothing is sent to it. Enable it first.',
  allowed: ['an endpoint that is enabled'],
} as const;
