import type { Sql } from '../../database/index.ts';
import type { EmailTables } from '../entities.ts';

/** What an account was written, and where: nothing more is sent of it. How many e-mails there were. */
export async function eraseEmails(sql: Sql, accountId: string): Promise<number> {
  const tables = sql.tables<EmailTables>();
  const emails = await tables.deleteFrom('email').where('accountId', '=', accountId).executeTakeFirst();
  await tables.deleteFrom('email_preference').where('accountId', '=', accountId).execute();
  return Number(emails.numDeletedRows);
}
