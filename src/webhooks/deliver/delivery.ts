// A delivery as the log shows it.
import type { WebhookEventType } from '../publish/webhook-event.ts';

/**
 * PENDING: waits for its next attempt. SENDING: an attempt is under way. HELD: its endpoint is disabled. DELIVERED: accepted
 * with a 2xx. FAILED: given up.
 */
export type DeliveryStatus = 'PENDING' | 'SENDING' | 'HELD' | 'DELIVERED' | 'FAILED';

/** Together they name a delivery within its account; newest events first. */
export interface DeliveryKey {
  readonly eventId: string;
  readonly targetId: string;
}

export interface WebhookDelivery extends DeliveryKey {
  readonly accountId: string;
  readonly type: WebhookEventType;
  /** Of a generation's webhookUrl; undefined for an endpoint's. */
  readonly url: string | undefined;
  readonly status: DeliveryStatus;
  readonly attempts: number;
  readonly nextAttemptAt: Date | undefined;
  readonly lastAttemptAt: Date | undefined;
  readonly lastStatusCode: number | undefined;
  readonly lastError: string | undefined;
  readonly lastDurationMilliseconds: number | undefined;
  readonly deliveredAt: Date | undefined;
  /** When it happened. */
  readonly createdAt: Date;
}

export interface DeliveryFilter {
  readonly endpointId?: string | undefined;
  readonly eventId?: string | undefined;
  readonly status?: DeliveryStatus | undefined;
}
