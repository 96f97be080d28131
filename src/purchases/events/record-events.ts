// Every verified event is kept with what became of it.

import { PLANS_AS_USUAL, plainArray, prepared, type Sends, type Sql, textArray } from '../../database/index.ts';
import { createGroupCommit } from '../../ledger/index.ts';
import type { PaymentEvent } from '../payments.ts';
import type { PaymentEventOutcome } from './received-event.ts';

export interface RecordedEvent {
  readonly event: PaymentEvent;
  readonly outcome: PaymentEventOutcome;
  readonly receivedAt: Date;
}

/** Resolves once the event is committed. */
export type EventRecorder = (event: RecordedEvent) => Promise<void>;

/**
 * An event that arrives again keeps its first outcome, except that credits may follow where none were given before. In the
 * order of the ids, so that two that record the same events never wait for each other in a circle. By hand: one prepared statement for a whole
 * batch, which can also travel with the ledger's.
 */
const INSERT_EVENTS = prepared(
  'payment_event_insert',
  `insert into payment_event (id, type, object_id, outcome, received_at)
  select distinct on (id) id, type, object_id, outcome, received_at
  from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[])
    as new (id, type, object_id, outcome, received_at) order by id, outcome = 'CREDITED' desc
  on conflict (id) do update set outcome = excluded.outcome, received_at = excluded.received_at
    where excluded.outcome = 'CREDITED' and payment_event.outcome <> 'CREDITED'`,
);

export async function recordEvents(sql: Sql, events: readonly RecordedEvent[]): Promise<void> {
  await sql.rows(INSERT_EVENTS, eventColumns(events));
}

/** The last of a transaction of the ledger. */
export function sendEvents(tx: Sends, events: readonly RecordedEvent[]): void {
  tx.send(PLANS_AS_USUAL);
  tx.send(INSERT_EVENTS, eventColumns(events));
}

/** Events that change nothing come in crowds: those that end at the same time are committed together. */
export function createEventRecorder(sql: Sql): EventRecorder {
  const recorder = createGroupCommit<RecordedEvent, undefined>({
    execute: async (events) => {
      await recordEvents(sql, events);
      return events.map(() => undefined);
    },
    largestBatch: 1_000,
    longestQueue: 20_000,
  });
  return (event) => recorder.submit(event);
}

/** The parameters of INSERT_EVENTS. */
function eventColumns(events: readonly RecordedEvent[]): string[] {
  return [
    textArray(events.map(({ event }) => event.id)),
    textArray(events.map(({ event }) => event.type)),
    textArray(events.map(({ event }) => event.objectId)),
    plainArray(events.map(({ outcome }) => outcome)),
    plainArray(events.map(({ receivedAt }) => receivedAt)),
  ];
}
