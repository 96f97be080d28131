// The delivery log.
import { sql as raw } from 'kysely';
import { type Sql, withoutNulls } from '../../database/index.ts';
import type { DeliveryStatus, WebhookTables } from '../entities.ts';
import type { DeliveryFilter, DeliveryKey, WebhookDelivery } from './delivery.ts';

export interface DeliveryPage {
  readonly accountId: string;
  readonly filter: DeliveryFilter;
  readonly limit: number;
  /** The last one of the page before. */
  readonly before?: DeliveryKey | undefined;
}

export async function readDeliveries(sql: Sql, page: DeliveryPage): Promise<WebhookDelivery[]> {
  const { endpointId, eventId, status } = page.filter;
  const tables = sql.tables<WebhookTables>();
  const deliveries = tables
    .selectFrom('webhook_delivery')
    .selectAll()
    .where('accountId', '=', page.accountId)
    .$if(endpointId !== undefined, (query) => query.where('targetId', '=', endpointId ?? ''))
    .$if(eventId !== undefined, (query) => query.where('eventId', '=', eventId ?? ''))
    .$if(status !== undefined, (query) => query.where(hasStatus(status ?? 'PENDING')))
    .$if(page.before !== undefined, (query) => query.where(isBefore(page.before)))
    .orderBy('eventId', 'desc')
    .orderBy('targetId', 'desc')
    .limit(page.limit)
    .as('delivery');
  const rows = await tables
    .selectFrom(deliveries)
    .innerJoin('webhook_event as event', (join) =>
      join.onRef('event.accountId', '=', 'delivery.accountId').onRef('event.id', '=', 'delivery.eventId'),
    )
    .selectAll('delivery')
    .select(['event.type', 'event.createdAt'])
    .orderBy('delivery.eventId', 'desc')
    .orderBy('delivery.targetId', 'desc')
    .execute();
  return rows.map(withoutNulls);
}

/** Written out, so that each of them can be found by the partial index that it has. */
const hasStatus = (status: DeliveryStatus) =>
  status === 'PENDING' || status === 'SENDING'
    ? raw<boolean>`status = ${raw.lit(status)} and next_attempt_at is not null`
    : raw<boolean>`status = ${raw.lit(status)}`;

const isBefore = (key: DeliveryKey | undefined) =>
  raw<boolean>`(event_id, target_id) < (${key?.eventId}::uuid, ${key?.targetId}::uuid)`;
