// What was published of a generation that is erased: its events keep what they are about, without files and words.
import { firstIdAt, type Sql, toPublicId } from '../../database/index.ts';

export interface PublishedSpan {
  readonly accountId: string;
  readonly generationId: string;
  /** When its events were made; an hour of clocks that differ is allowed for. */
  readonly from: Date;
  readonly to: Date;
}

const HOUR_MILLISECONDS = 3_600_000;

const ERASE = `update webhook_event set data = data || jsonb_build_object('outputs', '[]'::jsonb,
    'error', case when jsonb_typeof(data -> 'error') = 'object'
      then jsonb_set(data -> 'error', '{message}', '"(erased)"') else 'null'::jsonb end)
  where account_id = $1 and id >= $2 and id <= $3 and data ->> 'generationId' = $4`;

export async function eraseEvents(sql: Sql, { accountId, generationId, from, to }: PublishedSpan): Promise<void> {
  const first = firstIdAt(from.getTime() - HOUR_MILLISECONDS);
  const last = firstIdAt(to.getTime() + HOUR_MILLISECONDS);
  await sql.rows(ERASE, [accountId, first, last, toPublicId('gen', generationId)]);
}
