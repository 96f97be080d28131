// Which limits bind what a key spends.
import type { Sql } from '../database/index.ts';
import type { ApiKey } from './api-key.ts';
import { ApiKeyEntity, type KeyTables } from './entities.ts';

/** The keys whose limits do: its own, and those above it, ended ones too. */
export async function budgetsAbove(
  sql: Sql,
  { accountId, id, ancestorIds }: Pick<ApiKey, 'accountId' | 'id' | 'ancestorIds'>,
): Promise<string[]> {
  const limited = await sql
    .tables<KeyTables>()
    .selectFrom('api_key')
    .select('id')
    .where('accountId', '=', accountId)
    .where('id', 'in', [id, ...ancestorIds])
    .where('spendingLimit', 'is not', null)
    .execute();
  return limited.map((key) => key.id);
}

/** Of something that is no key of the account nobody knows it: it counts as limited. */
export async function isKeyLimited(sql: Sql, accountId: string, id: string): Promise<boolean> {
  const key = await sql.em().findOne(ApiKeyEntity, { accountId, id }, { refresh: true });
  return key === null || (await budgetsAbove(sql, key)).length > 0;
}
