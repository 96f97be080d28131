import type { Sql } from '../../database/index.ts';
import type { EmailTables } from '../entities.ts';

/** What an account was written, and where: nothing more is sent of it. */
export async function eraseEmails(sql: Sql, accountId: string): Promise<void> {
  const tables = sql.tables<EmailTables>();
  await tables.deleteFrom('email').where('accountId', '=', accountId).execute();
  await tables.deleteFrom('email_preference').where('accountId', '=', accountId).execute();
}
