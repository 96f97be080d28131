import type { Sql } from '../../database/index.ts';
import type { WebhookTables } from '../entities.ts';

/** What was published of an account, where it was sent, and what that was signed with: nothing more is sent. */
export async function eraseWebhooks(sql: Sql, accountId: string): Promise<void> {
  const tables = sql.tables<WebhookTables>();
  for (const table of ['webhook_delivery', 'webhook_event', 'webhook_endpoint', 'webhook_secret'] as const) {
    await tables.deleteFrom(table).where('accountId', '=', accountId).execute();
  }
}
