// What keys have used of the current UTC day.
import type { RowOf, Sql } from '../../database/index.ts';
import { utcDay } from '../decide/draft.ts';
import type { KeySpendEntity } from '../entities.ts';
import type { LedgerTables } from '../rows.ts';

/** Set aside today and not settled yet; charged for what was reserved today. */
export type KeySpend = Pick<RowOf<typeof KeySpendEntity>, 'apiKeyId' | 'reserved' | 'charged'>;

export async function readKeySpends(
  sql: Sql,
  asked: { readonly accountId: string; readonly apiKeyIds: readonly string[]; readonly now: Date },
): Promise<KeySpend[]> {
  if (asked.apiKeyIds.length === 0) return [];
  return sql
    .tables<LedgerTables>()
    .selectFrom('key_spend')
    .select(['apiKeyId', 'reserved', 'charged'])
    .where('accountId', '=', asked.accountId)
    .where('apiKeyId', 'in', [...asked.apiKeyIds])
    .where('day', '=', utcDay(asked.now))
    .execute();
}
