// The delivery log.
import type { Sql } from '../../database/index.ts';
import type { WebhookEventType } from '../publish/webhook-event.ts';
import type { DeliveryFilter, DeliveryKey, DeliveryStatus, WebhookDelivery } from './delivery.ts';

export interface DeliveryPage {
  readonly accountId: string;
  readonly filter: DeliveryFilter;
  readonly limit: number;
  /** The last one of the page before. */
  readonly before?: DeliveryKey | undefined;
}

interface DeliveryRow {
  readonly account_id: string;
  readonly event_id: string;
  readonly target_id: string;
  readonly type: WebhookEventType;
  readonly url: string | null;
  readonly status: DeliveryStatus;
  readonly attempts: number;
  readonly next_attempt_at: Date | null;
  readonly last_attempt_at: Date | null;
  readonly last_status_code: number | null;
  readonly last_error: string | null;
  readonly last_duration_milliseconds: number | null;
  readonly delivered_at: Date | null;
  readonly created_at: Date;
}

/** Written out, so that each of them can be found by the partial index that it has. */
const STATUS_CONDITIONS: Readonly<Record<DeliveryStatus, string>> = {
  PENDING: "and status = 'PENDING' and next_attempt_at is not null",
  SENDING: "and status = 'SENDING' and next_attempt_at is not null",
  HELD: "and status = 'HELD'",
  DELIVERED: "and status = 'DELIVERED'",
  FAILED: "and status = 'FAILED'",
};

export async function readDeliveries(sql: Sql, page: DeliveryPage): Promise<WebhookDelivery[]> {
  const { accountId, limit, before } = page;
  const { endpointId, eventId, status } = page.filter;
  const values: unknown[] = [accountId, limit];
  const take = (value: unknown): string => `$${values.push(value)}`;
  const conditions = [
    ...(endpointId === undefined ? [] : [`and target_id = ${take(endpointId)}`]),
    ...(eventId === undefined ? [] : [`and event_id = ${take(eventId)}`]),
    ...(status === undefined ? [] : [STATUS_CONDITIONS[status]]),
    ...(before === undefined
      ? []
      : [`and (event_id, target_id) < (${take(before.eventId)}::uuid, ${take(before.targetId)}::uuid)`]),
  ];
  const rows = await sql.rows<DeliveryRow>(
    `select delivery.*, event.type, event.created_at from (
       select * from webhook_delivery where account_id = $1 ${conditions.join(' ')}
       order by event_id desc, target_id desc limit $2) as delivery
     join webhook_event as event on event.account_id = delivery.account_id and event.id = delivery.event_id
     order by event_id desc, target_id desc`,
    values,
  );
  return rows.map(toDelivery);
}

function toDelivery(row: DeliveryRow): WebhookDelivery {
  return {
    accountId: row.account_id,
    eventId: row.event_id,
    targetId: row.target_id,
    type: row.type,
    url: row.url ?? undefined,
    status: row.status,
    attempts: row.attempts,
    createdAt: row.created_at,
    ...toLastAttempt(row),
  };
}

type LastAttempt = Pick<
  WebhookDelivery,
  'nextAttemptAt' | 'lastAttemptAt' | 'lastStatusCode' | 'lastError' | 'lastDurationMilliseconds' | 'deliveredAt'
>;

const toLastAttempt = (row: DeliveryRow): LastAttempt => ({
  nextAttemptAt: row.next_attempt_at ?? undefined,
  lastAttemptAt: row.last_attempt_at ?? undefined,
  lastStatusCode: row.last_status_code ?? undefined,
  lastError: row.last_error ?? undefined,
  lastDurationMilliseconds: row.last_duration_milliseconds ?? undefined,
  deliveredAt: row.delivered_at ?? undefined,
});
