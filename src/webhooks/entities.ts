import { defineEntity, p } from '@mikro-orm/postgresql';
import type { TablesOf } from '../database/index.ts';
import type { WebhookFormatName } from './decide/format-names.ts';
import type { WebhookEventType } from './publish/webhook-event.ts';

export type EndpointStatus = 'ENABLED' | 'DISABLED';

/** USER: by the account. FAILURES: too many in a row. GONE: it answered 410. */
export type DisabledReason = 'USER' | 'FAILURES' | 'GONE';

/**
 * PENDING: waits for its next attempt. SENDING: an attempt is under way. HELD: its endpoint is disabled. DELIVERED: accepted
 * with a 2xx. FAILED: given up.
 */
export type DeliveryStatus = 'PENDING' | 'SENDING' | 'HELD' | 'DELIVERED' | 'FAILED';

export const WebhookEndpointEntity = defineEntity({
  name: 'WebhookEndpoint',
  tableName: 'webhook_endpoint',
  properties: {
    accountId: p.uuid().primary(),
    id: p.uuid().primary(),
    url: p.text(),
    description: p.text().nullable(),
    /** The types that it is sent; null: all, those of the future too. */
    eventTypes: p.type('text[]').columnType('text[]').$type<WebhookEventType[]>().nullable(),
    /** How it is written to: in Tollgate's way, or as another system would. */
    format: p.text().$type<WebhookFormatName>().default('TOLLGATE'),
    status: p.text().$type<EndpointStatus>().default('ENABLED'),
    /** Failed attempts since the last delivery that was accepted. */
    failures: p.integer().default(0),
    /** When the first of them happened. */
    failingSince: p.datetime(3).nullable(),
    disabledAt: p.datetime(3).nullable(),
    disabledReason: p.text().$type<DisabledReason>().nullable(),
    createdAt: p.datetime(3),
  },
  checks: [
    {
      name: 'webhook_endpoint_format_check',
      expression: "format in ('TOLLGATE', 'BABYSEA', 'LUMENFALL', 'CHEAPAI')",
    },
    { name: 'webhook_endpoint_status_check', expression: "status in ('ENABLED', 'DISABLED')" },
    {
      name: 'webhook_endpoint_disabled_check',
      expression:
        "(status = 'DISABLED') = (disabled_at is not null) and (disabled_at is null) = (disabled_reason is null)",
    },
    {
      name: 'webhook_endpoint_failures_check',
      expression: 'failures >= 0 and (failures = 0) = (failing_since is null)',
    },
  ],
});

/** Kept readable, unlike an API key: every delivery is signed with it. Apart from the endpoints, which are listed. */
export const WebhookSecretEntity = defineEntity({
  name: 'WebhookSecret',
  tableName: 'webhook_secret',
  properties: {
    accountId: p.uuid().primary(),
    /** An endpoint; the account itself for the webhookUrl of its generations. */
    ownerId: p.uuid().primary(),
    secret: p.text(),
    /** The one before the last rotation, which signs too until `previousUntil`. */
    previousSecret: p.text().nullable(),
    previousUntil: p.datetime(3).nullable(),
  },
  checks: [
    {
      name: 'webhook_secret_previous_check',
      expression: '(previous_secret is null) = (previous_until is null)',
    },
  ],
});

/** The outbox. An event is here only if it has a delivery. */
export const WebhookEventEntity = defineEntity({
  name: 'WebhookEvent',
  tableName: 'webhook_event',
  properties: {
    accountId: p.uuid().primary(),
    /** UUIDv7: its order is the order of time. Consumers get it as webhook-id. */
    id: p.uuid().primary(),
    type: p.text().$type<WebhookEventType>(),
    data: p.json<unknown>(),
    createdAt: p.datetime(3).index('webhook_event_created_at_index'),
  },
});

export const WebhookDeliveryEntity = defineEntity({
  name: 'WebhookDelivery',
  tableName: 'webhook_delivery',
  properties: {
    accountId: p.uuid().primary(),
    eventId: p.uuid().primary(),
    /** An endpoint; for a generation's webhookUrl an id made from the account and the URL's origin. */
    targetId: p.uuid().primary(),
    /** Only of a generation's webhookUrl: an endpoint's is read when it is sent. */
    url: p.text().nullable(),
    /** Only of a generation's webhookUrl, like `url`; null: TOLLGATE. */
    format: p.text().$type<WebhookFormatName>().nullable(),
    status: p.text().$type<DeliveryStatus>(),
    /** Counted when one begins, so that a process that dies in it has used it up. */
    attempts: p.smallint().default(0),
    /** PENDING: when it is sent. SENDING: when the process that sends it counts as dead. */
    nextAttemptAt: p.datetime(3).nullable(),
    lastAttemptAt: p.datetime(3).nullable(),
    lastStatusCode: p.smallint().nullable(),
    lastError: p.text().nullable(),
    lastDurationMilliseconds: p.integer().nullable(),
    deliveredAt: p.datetime(3).nullable(),
  },
  indexes: [
    {
      name: 'webhook_delivery_due_index',
      expression:
        'create index webhook_delivery_due_index on webhook_delivery (account_id, target_id, next_attempt_at) where next_attempt_at is not null',
    },
    {
      name: 'webhook_delivery_held_index',
      expression:
        "create index webhook_delivery_held_index on webhook_delivery (account_id, target_id, event_id) where status = 'HELD'",
    },
    {
      name: 'webhook_delivery_failed_index',
      expression:
        "create index webhook_delivery_failed_index on webhook_delivery (account_id, event_id) where status = 'FAILED'",
    },
    { name: 'webhook_delivery_target_index', properties: ['accountId', 'targetId', 'eventId'] },
  ],
  checks: [
    {
      name: 'webhook_delivery_status_check',
      expression: "status in ('PENDING', 'SENDING', 'HELD', 'DELIVERED', 'FAILED')",
    },
    {
      name: 'webhook_delivery_due_check',
      expression: "(status in ('PENDING', 'SENDING')) = (next_attempt_at is not null)",
    },
    {
      name: 'webhook_delivery_delivered_check',
      expression: "(status = 'DELIVERED') = (delivered_at is not null)",
    },
    { name: 'webhook_delivery_attempts_check', expression: 'attempts >= 0' },
  ],
});

export const webhookEntities = [WebhookEndpointEntity, WebhookSecretEntity, WebhookEventEntity, WebhookDeliveryEntity];

export type WebhookTables = TablesOf<(typeof webhookEntities)[number]>;
