import { newId, type Sql } from '../../database/index.ts';
import { type Refused, refused, UNKNOWN_ENDPOINT } from '../endpoints/refusal.ts';
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

const FIND = 'select status from webhook_endpoint where account_id = $1 and id = $2';

const SEND = `with event as (
    insert into webhook_event (account_id, id, type, data, created_at) values ($1, $2, 'webhook.test', $3, $5)),
  delivery as (
    insert into webhook_delivery (account_id, event_id, target_id, status, next_attempt_at)
    values ($1, $2, $4, 'PENDING', $5))
  select pg_notify('${WEBHOOK_CHANNEL}', '')`;

/** To this endpoint only, whatever types it asks for. */
export async function sendTest(sql: Sql, { accountId, id }: EndpointAddress, now: Date): Promise<TestSent | Refused> {
  const [endpoint] = await sql.rows<{ status: string }>(FIND, [accountId, id]);
  if (endpoint === undefined) return UNKNOWN_ENDPOINT;
  if (endpoint.status === 'DISABLED') return refused(DISABLED);
  const eventId = newId();
  await sql.rows(SEND, [accountId, eventId, JSON.stringify(DATA), id, now]);
  return { status: 'queued', eventId };
}

const DISABLED = {
  code: 'INVALID_PARAMETER',
  path: ['endpointId'],
  message: 'The endpoint is disabled: nothing is sent to it. Enable it first.',
  allowed: ['an endpoint that is enabled'],
} as const;
