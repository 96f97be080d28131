// Every verified event is kept with what became of it.

import type { Sql } from '../database/index.ts';
import type { PaymentEventOutcome } from './heard-event.ts';
import type { PaymentEvent } from './payments.ts';

export interface RecordedEvent {
  readonly event: PaymentEvent;
  readonly outcome: PaymentEventOutcome;
  readonly receivedAt: Date;
}

/** An event that arrives again keeps its first outcome, except that credits may follow where none were given before. */
const INSERT_EVENTS = `insert into payment_event (id, type, object_id, outcome, received_at)
  select distinct on (id) id, type, object_id, outcome, received_at
  from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[])
    as new (id, type, object_id, outcome, received_at)
  on conflict (id) do update set outcome = excluded.outcome, received_at = excluded.received_at
    where excluded.outcome = 'CREDITED' and payment_event.outcome <> 'CREDITED'`;

export async function recordEvents(sql: Sql, events: readonly RecordedEvent[]): Promise<void> {
  await sql.rows(INSERT_EVENTS, [
    events.map(({ event }) => event.id),
    events.map(({ event }) => event.type),
    events.map(({ event }) => event.objectId),
    events.map(({ outcome }) => outcome),
    events.map(({ receivedAt }) => receivedAt),
  ]);
}
