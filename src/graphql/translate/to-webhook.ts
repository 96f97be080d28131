import type { WebhookDelivery, WebhookEndpoint } from '../../webhooks/index.ts';
import { toPublicId } from '../ids.ts';
import type { WebhookDeliveryType } from '../types/webhook-delivery.ts';
import type { WebhookEndpointType } from '../types/webhook-endpoint.ts';
import { toEventName } from '../types/webhook-enums.ts';

export function toWebhookEndpoint(endpoint: WebhookEndpoint): WebhookEndpointType {
  return {
    __typename: 'WebhookEndpoint',
    id: toPublicId('hook', endpoint.id),
    url: endpoint.url,
    description: endpoint.description,
    eventTypes: endpoint.eventTypes?.map(toEventName),
    status: endpoint.status,
    failures: endpoint.failures,
    disabledAt: endpoint.disabledAt,
    disabledReason: endpoint.disabledReason,
    createdAt: endpoint.createdAt,
  };
}

export function toWebhookDelivery(delivery: WebhookDelivery): WebhookDeliveryType {
  return {
    accountId: delivery.accountId,
    targetId: delivery.targetId,
    eventId: toPublicId('evt', delivery.eventId),
    type: toEventName(delivery.type),
    url: delivery.url,
    status: delivery.status,
    attempts: delivery.attempts,
    nextAttemptAt: delivery.nextAttemptAt,
    lastAttemptAt: delivery.lastAttemptAt,
    lastStatusCode: delivery.lastStatusCode,
    lastError: delivery.lastError,
    lastDurationMilliseconds: delivery.lastDurationMilliseconds,
    deliveredAt: delivery.deliveredAt,
    createdAt: delivery.createdAt,
  };
}
