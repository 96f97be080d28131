// What was seen to be paid is written down, so that no lot is asked about in every round.
import { type Sql, textArray } from '../../database/index.ts';

/** Longer than anything is looked back at. */
const KEPT_MILLISECONDS = 60 * 86_400_000;

export const paymentKey = (paymentId: string): string => `paid ${paymentId}`;
/** What was missing of a checkout or payment, and is no more. */
export const settledKey = (objectId: string): string => `settled ${objectId}`;
export const lotKey = (accountId: string, lot: number): string => `lot ${accountId} ${lot}`;

export async function markSeen(sql: Sql, keys: readonly string[], now: Date): Promise<void> {
  if (keys.length === 0) return;
  await sql.rows(
    `insert into reconciled (key, at) select distinct key, $2::timestamptz from unnest($1::text[]) as new (key)
     order by key on conflict do nothing`,
    [textArray(keys), now],
  );
}

export async function readSeen(sql: Sql, keys: readonly string[]): Promise<ReadonlySet<string>> {
  if (keys.length === 0) return new Set();
  const rows = await sql.rows<{ key: string }>('select key from reconciled where key = any($1::text[])', [
    textArray(keys),
  ]);
  return new Set(rows.map(({ key }) => key));
}

export async function forgetSeen(sql: Sql, now: Date): Promise<void> {
  await sql.rows('delete from reconciled where at < $1', [new Date(now.getTime() - KEPT_MILLISECONDS)]);
}
