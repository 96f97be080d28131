import type { Sql } from '../../database/index.ts';
import type { EndpointAddress } from '../publish/send-test.ts';
import { ENDPOINT_COLUMNS, type EndpointRow, toEndpoint, type WebhookEndpoint } from './endpoint.ts';
import { type Refused, UNKNOWN_ENDPOINT } from './refusal.ts';

/** Newest first; an account has few. */
export async function listEndpoints(sql: Sql, accountId: string): Promise<WebhookEndpoint[]> {
  const rows = await sql.rows<EndpointRow>(
    `select ${ENDPOINT_COLUMNS} from webhook_endpoint where account_id = $1 order by created_at desc, id desc`,
    [accountId],
  );
  return rows.map(toEndpoint);
}

export async function readEndpoints(sql: Sql, accountId: string, ids: readonly string[]): Promise<WebhookEndpoint[]> {
  const rows = await sql.rows<EndpointRow>(
    `select ${ENDPOINT_COLUMNS} from webhook_endpoint where account_id = $1 and id = any($2::uuid[])`,
    [accountId, ids],
  );
  return rows.map(toEndpoint);
}

const DELETE = `with secret as (delete from webhook_secret where account_id = $1 and owner_id = $2 and $1 <> $2)
  delete from webhook_endpoint where account_id = $1 and id = $2 returning 1`;

export type Deleted = { readonly status: 'deleted' } | Refused;

/** What waits for it is not sent any more; the log keeps it. */
export async function deleteEndpoint(database: Sql, { accountId, id }: EndpointAddress): Promise<Deleted> {
  const rows = await database.rows(DELETE, [accountId, id]);
  return rows.length === 0 ? UNKNOWN_ENDPOINT : { status: 'deleted' };
}
