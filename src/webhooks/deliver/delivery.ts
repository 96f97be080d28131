// A delivery as the log shows it: its row, with what it is about.
import type { RowOf } from '../../database/index.ts';
import type { DeliveryStatus, WebhookDeliveryEntity, WebhookEventEntity } from '../entities.ts';

/** `url` is that of a generation's webhookUrl, and `createdAt` when it happened. */
export type WebhookDelivery = RowOf<typeof WebhookDeliveryEntity> &
  Pick<RowOf<typeof WebhookEventEntity>, 'type' | 'createdAt'>;

/** Together they name a delivery within its account; newest events first. */
export type DeliveryKey = Pick<WebhookDelivery, 'eventId' | 'targetId'>;

export interface DeliveryFilter {
  readonly endpointId?: string | undefined;
  readonly eventId?: string | undefined;
  readonly status?: DeliveryStatus | undefined;
}
