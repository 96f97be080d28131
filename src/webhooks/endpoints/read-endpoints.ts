import { type Sql, withoutNulls } from '../../database/index.ts';
import { WebhookEndpointEntity, type WebhookTables } from '../entities.ts';
import type { EndpointAddress } from '../publish/send-test.ts';
import { shown, type WebhookEndpoint } from './endpoint.ts';
import { type Refused, UNKNOWN_ENDPOINT } from './refusal.ts';

/** Newest first; an account has few. */
export async function listEndpoints(sql: Sql, accountId: string): Promise<WebhookEndpoint[]> {
  const newestFirst = { orderBy: { createdAt: 'desc', id: 'desc' } } as const;
  const found = await sql.em().find(WebhookEndpointEntity, { accountId }, newestFirst);
  return found.map(withoutNulls).map(shown);
}

export async function readEndpoints(sql: Sql, accountId: string, ids: readonly string[]): Promise<WebhookEndpoint[]> {
  const found = await sql.em().find(WebhookEndpointEntity, { accountId, id: { $in: [...ids] } });
  return found.map(withoutNulls).map(shown);
}

export type Deleted = { readonly status: 'deleted' } | Refused;

/** What waits for it is not sent any more; the log keeps it. Its secret goes with it, in one statement. */
export async function deleteEndpoint(sql: Sql, { accountId, id }: EndpointAddress): Promise<Deleted> {
  // The secret under the account's own id is that of its generations.
  if (id === accountId) return UNKNOWN_ENDPOINT;
  const deleted = await sql
    .tables<WebhookTables>()
    .with('gone', (tables) =>
      tables.deleteFrom('webhook_secret').where('accountId', '=', accountId).where('ownerId', '=', id),
    )
    .deleteFrom('webhook_endpoint')
    .where('accountId', '=', accountId)
    .where('id', '=', id)
    .returning('id')
    .execute();
  return deleted.length === 0 ? UNKNOWN_ENDPOINT : { status: 'deleted' };
}
