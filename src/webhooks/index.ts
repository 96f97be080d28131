// The room's door: webhooks out. Others record what happened in their own transactions; this room tells it.
export type { UrlCheck } from './check-url.ts';
export { createWebhooks, type WebhookRoom, type WebhookServices } from './create-webhooks.ts';
export type { WebhookReach } from './decide-url.ts';
export type { DeliveryFilter, DeliveryKey, DeliveryStatus, WebhookDelivery } from './delivery.ts';
export type { DisabledReason, EndpointStatus, WebhookEndpoint } from './endpoint.ts';
export { type GenerationFacts, generationEvent } from './generation-event.ts';
export { isPublicAddress } from './public-address.ts';
export { recordWebhookEvents } from './record-events.ts';
export type { WebhookRefusal } from './refusal.ts';
export type { ResolveHost } from './resolve-host.ts';
export {
  type InvoiceEventData,
  type NewWebhookEvent,
  WEBHOOK_EVENT_TYPES,
  type WebhookEventType,
} from './webhook-event.ts';
export type { Webhooks } from './webhooks.ts';
