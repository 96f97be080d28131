// Refused requests for a generation, counted by the quarter of an hour, of which a day is a sum in every time zone. Apart from the lines
// of the log, of which perhaps only a share is kept: usage counts them all. In rows of their own, which no settlement waits for.
import { int4s, prepared, type Sends, texts, uuids } from '../database/index.ts';
import type { AnsweredRequest } from './requests.ts';
import { millisecondsOf } from './time-of-id.ts';

const QUARTER_HOUR_MILLISECONDS = 900_000;

export interface RefusedCount {
  readonly accountId: string;
  readonly quarterHour: number;
  /** Empty when none was named that is sold. */
  readonly model: string;
  readonly apiKeyId: string;
  readonly refused: number;
}

/** What is to be counted, by what it is counted by. */
export type Refusals = Map<string, RefusedCount>;

export const isRefusal = ({ endpoint, status }: Pick<AnsweredRequest, 'endpoint' | 'status'>): boolean =>
  endpoint === 'GENERATE' && status === 'REJECTED';

export function addRefusal(refusals: Refusals, id: string, { accountId, apiKeyId, model = '' }: AnsweredRequest): void {
  const quarterHour = Math.floor(millisecondsOf(id) / QUARTER_HOUR_MILLISECONDS);
  addRefused(refusals, { accountId, quarterHour, model, apiKeyId, refused: 1 });
}

export function addRefused(refusals: Refusals, more: RefusedCount): void {
  const { accountId, quarterHour, model, apiKeyId } = more;
  const name = `${accountId} ${quarterHour} ${apiKeyId} ${model}`;
  const refused = (refusals.get(name)?.refused ?? 0) + more.refused;
  refusals.set(name, { ...more, refused });
}

const COUNT = prepared(
  'request_count_refused',
  `insert into refused_count (account_id, quarter_hour, model, api_key_id, refused)
  select * from unnest($1::uuid[], $2::int[], $3::text[], $4::uuid[], $5::int[]) as new (account_id, quarter_hour, model, api_key_id, refused)
  order by account_id, quarter_hour, model, api_key_id
  on conflict (account_id, quarter_hour, model, api_key_id) do update set refused = refused_count.refused + excluded.refused`,
);

/** Does not wait: the statement travels with the transaction. */
export function countRefused(tx: Sends, counts: readonly RefusedCount[]): void {
  if (counts.length === 0) return;
  tx.send(COUNT, [
    uuids(counts, (one) => one.accountId),
    int4s(counts, (one) => one.quarterHour),
    texts(counts, (one) => one.model),
    uuids(counts, (one) => one.apiKeyId),
    int4s(counts, (one) => one.refused),
  ]);
}
