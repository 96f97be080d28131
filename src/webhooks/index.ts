// The room's door: webhooks out. Others record what happened in their own transactions; this room delivers it.

export { createWebhooks, type WebhookRoom, type WebhookServices } from './create-webhooks.ts';
export type { WebhookReach } from './decide/decide-url.ts';
export type { WebhookFormatName } from './decide/format-names.ts';
export type { DeliveryFilter, DeliveryKey, WebhookDelivery } from './deliver/delivery.ts';
export { type SignedMessage, type SigningSecrets, signersAt, standardHeaders } from './deliver/sign.ts';
export type { WebhookEndpoint } from './endpoints/endpoint.ts';
export type { WebhookRefusal } from './endpoints/refusal.ts';
export type { DeliveryStatus, DisabledReason, EndpointStatus } from './entities.ts';
export type { ForeignFormats, PublishedEvent, WebhookFormat } from './format/webhook-format.ts';
export { eraseWebhooks } from './publish/erase-account.ts';
export { eraseEvents } from './publish/erase-events.ts';
export { type GenerationFacts, generationEvent } from './publish/generation-event.ts';
export { publishEvents } from './publish/publish-events.ts';
export {
  type GenerationEventData,
  type InvoiceEventData,
  type NewWebhookEvent,
  WEBHOOK_EVENT_TYPES,
  type WebhookEventType,
} from './publish/webhook-event.ts';
export type { UrlCheck } from './reach/check-url.ts';
export { guardedLookup } from './reach/guarded-lookup.ts';
export { isPublicAddress } from './reach/public-address.ts';
export type { ResolveHost } from './reach/resolve-host.ts';
export type { Webhooks } from './webhooks.ts';
