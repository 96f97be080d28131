// Writes lines of the log together with what they come to, in one statement. A line that is there already is changed, and counted by
// the difference: so a statement that is repeated counts nothing twice.
import { int4s, int8s, prepared, type Sends, texts, uuids } from '../database/index.ts';
import type { EndedRequest } from './requests.ts';
import { hourOf, millisecondsOf } from './time-of-id.ts';

const COUNTED = 'account_id, hour, endpoint, api_key_id, model, status';
const COLUMNS = `account_id, id, api_key_id, endpoint, status, model, generation_id, cost, duration_milliseconds, error_code,
  error_message, user_id, session_id, trace_id, input_bytes, outputs, output_bytes`;

/** Which lines are there already is asked for each by itself: it goes by the primary key whatever the statistics say. */
const RECORD = prepared(
  'request_record',
  `with new as (
    select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::uuid[], $8::bigint[],
      $9::int[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::int[], $16::int[], $17::bigint[], $18::int[])
      as new (${COLUMNS}, hour)),
  old as (
    select kept.account_id, new.hour, kept.endpoint, kept.api_key_id, kept.model, kept.status, kept.cost
    from new cross join lateral (select * from logged_request as kept
      where kept.account_id = new.account_id and kept.id = new.id offset 0) as kept),
  written as (
    insert into logged_request (${COLUMNS}) select ${COLUMNS} from new order by account_id, id
    on conflict (account_id, id) do update set status = excluded.status, cost = excluded.cost,
      duration_milliseconds = excluded.duration_milliseconds, error_code = excluded.error_code,
      error_message = excluded.error_message, outputs = excluded.outputs, output_bytes = excluded.output_bytes),
  changed as (
    select account_id, hour, endpoint, api_key_id, coalesce(model, '') as model, status, 1 as requests, cost from new
    union all
    select account_id, hour, endpoint, api_key_id, coalesce(model, ''), status, -1, -cost from old)
  insert into request_count (${COUNTED}, requests, cost)
  select ${COUNTED}, sum(requests)::int, sum(cost)::bigint from changed group by ${COUNTED}
  having sum(requests) <> 0 or sum(cost) <> 0 order by ${COUNTED}
  on conflict (${COUNTED}) do update set requests = request_count.requests + excluded.requests,
    cost = request_count.cost + excluded.cost`,
);

/** Does not wait: the statement travels with the transaction. */
export function recordRequests(tx: Sends, requests: readonly EndedRequest[]): void {
  if (requests.length === 0) return;
  tx.send(RECORD, [
    uuids(requests, (one) => one.accountId),
    uuids(requests, (one) => one.id),
    uuids(requests, (one) => one.apiKeyId),
    texts(requests, (one) => one.endpoint),
    texts(requests, (one) => one.status),
    texts(requests, (one) => one.model),
    uuids(requests, (one) => one.generationId),
    int8s(requests, (one) => one.cost),
    int4s(requests, (one) => bounded(one.durationMilliseconds)),
    texts(requests, (one) => one.errorCode),
    texts(requests, (one) => one.errorMessage),
    texts(requests, (one) => one.userId),
    texts(requests, (one) => one.sessionId),
    texts(requests, (one) => one.traceId),
    int4s(requests, (one) => bounded(one.inputBytes)),
    int4s(requests, (one) => one.outputs),
    int8s(requests, (one) => one.outputBytes),
    int4s(requests, (one) => hourOf(millisecondsOf(one.id))),
  ]);
}

const LARGEST_INTEGER = 2 ** 31 - 1;

const bounded = (number: number): number => Math.min(Math.max(0, Math.round(number)), LARGEST_INTEGER);
