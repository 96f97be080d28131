// An endpoint as the room's callers see it, without its secret, and the row behind it.
import type { WebhookEventType } from '../publish/webhook-event.ts';

export type EndpointStatus = 'ENABLED' | 'DISABLED';

/** USER: by the account. FAILURES: too many in a row. GONE: it answered 410. */
export type DisabledReason = 'USER' | 'FAILURES' | 'GONE';

export interface WebhookEndpoint {
  readonly accountId: string;
  readonly id: string;
  readonly url: string;
  readonly description: string | undefined;
  /** Undefined: all, those of the future too. */
  readonly eventTypes: readonly WebhookEventType[] | undefined;
  readonly status: EndpointStatus;
  /** Failed attempts since the last one that was accepted. */
  readonly failures: number;
  readonly disabledAt: Date | undefined;
  readonly disabledReason: DisabledReason | undefined;
  readonly createdAt: Date;
}

export interface EndpointRow {
  readonly account_id: string;
  readonly id: string;
  readonly url: string;
  readonly description: string | null;
  readonly event_types: WebhookEventType[] | null;
  readonly status: EndpointStatus;
  readonly failures: number;
  readonly disabled_at: Date | null;
  readonly disabled_reason: DisabledReason | null;
  readonly created_at: Date;
}

export const ENDPOINT_COLUMNS = `account_id, id, url, description, event_types, status, failures, disabled_at,
  disabled_reason, created_at`;

export function toEndpoint(row: EndpointRow): WebhookEndpoint {
  return {
    accountId: row.account_id,
    id: row.id,
    url: row.url,
    description: row.description ?? undefined,
    eventTypes: row.event_types ?? undefined,
    status: row.status,
    failures: row.failures,
    disabledAt: row.disabled_at ?? undefined,
    disabledReason: row.disabled_reason ?? undefined,
    createdAt: row.created_at,
  };
}
