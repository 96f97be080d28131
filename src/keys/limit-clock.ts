// The clock by which an account's limits are counted, in each of its keys, ended ones too: their limits go on binding those below.
import type { Sql, Transaction } from '../database/index.ts';
import type { AccountClock } from './decide-limit-period.ts';
import type { KeyTables } from './entities.ts';

/** Of the account's keys; UTC days when there are none. Whoever adds a key with it in a transaction makes `setLimitClock` wait. */
export async function limitClock(sql: Sql, accountId: string): Promise<AccountClock> {
  const clock = await sql
    .tables<KeyTables>()
    .selectFrom('api_key')
    .select(['timeZone', 'resetHour'])
    .where('accountId', '=', accountId)
    .orderBy('id')
    .limit(1)
    .forShare()
    .executeTakeFirst();
  return clock ?? { timeZone: 'UTC', resetHour: 0 };
}

/** Two steps: a key that was added while this waited for a lock is seen by the second. */
export async function setLimitClock(tx: Transaction, accountId: string, clock: AccountClock): Promise<void> {
  const keys = tx.tables<KeyTables>();
  await keys.selectFrom('api_key').select('id').where('accountId', '=', accountId).orderBy('id').forUpdate().execute();
  await keys.updateTable('api_key').set(clock).where('accountId', '=', accountId).execute();
}
