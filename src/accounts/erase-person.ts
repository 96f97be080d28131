import type { Sql } from '../database/index.ts';
import { eraseEndUserLimits } from './end-user-limits.ts';
import type { AccountTables } from './entities.ts';

/** Stands where a name was. */
const ERASED = '(erased)';

/**
 * Who an account is: its name and e-mail address, and which of its end users have limits of their own. The digest of the address stays, so that the same person is not greeted twice; it
 * says nothing to who does not know the address. False: there is no such account.
 */
export async function erasePerson(sql: Sql, accountId: string): Promise<boolean> {
  await eraseEndUserLimits(sql, accountId);
  const query = sql.tables<AccountTables>().updateTable('account').set({ name: ERASED, email: null });
  return (await query.where('id', '=', accountId).returning('id').execute()).length > 0;
}
