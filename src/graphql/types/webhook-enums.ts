// GraphQL names have no dots: GENERATION_COMPLETED here is "generation.completed" in what is sent.

import type { WebhookEventType } from '../../webhooks/index.ts';
import {
  type DeliveryStatus,
  type DisabledReason,
  type EndpointStatus,
  WEBHOOK_EVENT_TYPES,
} from '../../webhooks/index.ts';
import { enumType } from './enums.ts';

const MEANINGS = {
  'generation.started': 'A provider began to work on a generation.',
  'generation.completed': 'A generation was delivered; its data has the cost and the outputs.',
  'generation.failed': 'A generation was not delivered; its reservation was given back.',
  'generation.canceled': 'A generation was stopped; its reservation was given back.',
  'credits.low_balance': 'The balance fell below a threshold.',
  'credits.expiring': 'Credits expire soon.',
  'purchase.paid': 'A purchase was paid; its credits were added.',
  'purchase.refunded': 'Money of a purchase goes back, and its credits with it.',
  'purchase.refund_failed': 'A refund could not be handed over; its credits are back.',
  'purchase.disputed': 'A payment is disputed; what is left of its credits is frozen.',
  'purchase.dispute_closed': 'A dispute was won or lost.',
  'auto_top_up.succeeded': 'An automatic top-up was paid.',
  'auto_top_up.failed': 'An automatic top-up was declined, or is paused.',
  'auto_top_up.cap_reached': 'An automatic top-up was needed, and its monthly cap is reached.',
  'invoice.issued': 'An invoice was sent.',
  'invoice.paid': 'An invoice was paid.',
  'invoice.overdue': 'An invoice was not paid by its due date.',
  'invoice.uncollectible': 'An invoice was given up.',
  'invoice.voided': 'An invoice was withdrawn; its credits are billed with the next one.',
  'account.suspended': 'The account may not spend any more; its data say why.',
  'account.reinstated': 'The account may spend again.',
  'webhook.test': 'A test, sent by sendTestWebhook.',
} as const satisfies Readonly<Record<WebhookEventType, string>>;

type Separated<Text extends string> = Text extends `${infer Head}.${infer Tail}` ? `${Head}_${Tail}` : Text;
export type WebhookEventName = Uppercase<Separated<WebhookEventType>>;

export const toEventName = (type: WebhookEventType): WebhookEventName =>
  type.replace('.', '_').toUpperCase() as WebhookEventName;

const TYPES_BY_NAME = new Map(WEBHOOK_EVENT_TYPES.map((type) => [toEventName(type), type]));

export function toEventType(name: WebhookEventName): WebhookEventType {
  const type = TYPES_BY_NAME.get(name);
  if (type === undefined) throw new Error(`there is no webhook event ${name}`);
  return type;
}

const described = Object.fromEntries(
  WEBHOOK_EVENT_TYPES.map((type) => [toEventName(type), `"${type}": ${MEANINGS[type]}`]),
) as Record<WebhookEventName, string>;

export const WebhookEventTypeEnum = enumType<WebhookEventName>(
  'WebhookEventType',
  'What a webhook tells of.',
  described,
);

export const WebhookEndpointStatusEnum = enumType<EndpointStatus>(
  'WebhookEndpointStatus',
  'Whether an endpoint is sent to.',
  { ENABLED: 'It is sent to.', DISABLED: 'Its events are kept, for 30 days, until it is enabled.' },
);

export const WebhookDisabledReasonEnum = enumType<DisabledReason>(
  'WebhookDisabledReason',
  'Why an endpoint was disabled.',
  {
    USER: 'By updateWebhookEndpoint.',
    FAILURES: 'Fifteen attempts in a row failed, over ten minutes or more.',
    GONE: 'It answered 410 Gone.',
  },
);

export const WebhookDeliveryStatusEnum = enumType<DeliveryStatus>('WebhookDeliveryStatus', 'How far a delivery is.', {
  PENDING: 'It waits for its next attempt.',
  SENDING: 'An attempt is under way.',
  HELD: 'Its endpoint is disabled; it is sent when it is enabled.',
  DELIVERED: 'The receiver answered 2xx.',
  FAILED: 'Given up: replayWebhooks sends it again.',
});
