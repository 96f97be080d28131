import type { Sql } from '../../database/index.ts';
import type { WebhookTables } from '../entities.ts';

/** What was published of an account, where it was sent, and what that was signed with: nothing more is sent. How many rows there were. */
export async function eraseWebhooks(sql: Sql, accountId: string): Promise<number> {
  const tables = sql.tables<WebhookTables>();
  let rows = 0;
  for (const table of ['webhook_delivery', 'webhook_event', 'webhook_endpoint', 'webhook_secret'] as const) {
    const gone = await tables.deleteFrom(table).where('accountId', '=', accountId).executeTakeFirst();
    rows += Number(gone.numDeletedRows);
  }
  return rows;
}
