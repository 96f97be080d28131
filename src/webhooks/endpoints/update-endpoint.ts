import type { Database, Transaction } from '../../database/index.ts';
import { releaseHeld } from '../deliver/hold-deliveries.ts';
import type { WebhookEventType } from '../publish/webhook-event.ts';
import { checkUrl, type UrlRules } from '../reach/check-url.ts';
import { wordsOf } from './create-endpoint.ts';
import { ENDPOINT_COLUMNS, type EndpointRow, toEndpoint, type WebhookEndpoint } from './endpoint.ts';
import { type Refused, refused, UNKNOWN_ENDPOINT } from './refusal.ts';

/** What is undefined stays as it is; null takes it away. */
export interface EndpointChange {
  readonly accountId: string;
  readonly id: string;
  readonly url?: string | undefined;
  readonly description?: string | null | undefined;
  /** Null: all. */
  readonly eventTypes?: readonly WebhookEventType[] | null | undefined;
  readonly status?: WebhookEndpoint['status'] | undefined;
}

interface Changing extends UrlRules {
  readonly database: Database;
  readonly now: () => Date;
}

export type EndpointAnswer = { readonly status: 'done'; readonly endpoint: WebhookEndpoint } | Refused;

/** Enabled again, an endpoint starts with a clean record; disabled twice, it keeps the first reason. */
const UPDATE = `update webhook_endpoint set
    url = coalesce($3, url),
    description = case when $4 then $5 else description end,
    event_types = case when $6 then $7::text[] else event_types end,
    status = coalesce($8, status),
    failures = case when $8 = 'ENABLED' then 0 else failures end,
    failing_since = case when $8 = 'ENABLED' then null else failing_since end,
    disabled_at = case when $8 = 'ENABLED' then null when $8 = 'DISABLED' then coalesce(disabled_at, $9) else disabled_at end,
    disabled_reason = case when $8 = 'ENABLED' then null when $8 = 'DISABLED' then coalesce(disabled_reason, 'USER')
      else disabled_reason end
  where account_id = $1 and id = $2 returning ${ENDPOINT_COLUMNS}`;

export async function updateEndpoint(
  { database, now, ...rules }: Changing,
  change: EndpointChange,
): Promise<EndpointAnswer> {
  const check = change.url === undefined ? undefined : await checkUrl(rules, change.url);
  if (check?.ok === false) return refused({ code: 'INVALID_PARAMETER', path: ['url'], ...wordsOf(check) });
  const at = now();
  return database.transaction(async (tx) => {
    const [row] = await tx.rows<EndpointRow>(UPDATE, valuesOf(change, check?.url, at));
    if (row === undefined) return UNKNOWN_ENDPOINT;
    if (change.status === 'ENABLED') await deliverQueued(tx, change, at);
    return { status: 'done' as const, endpoint: toEndpoint(row) };
  });
}

function valuesOf(change: EndpointChange, url: string | undefined, at: Date): unknown[] {
  const { accountId, id, description, eventTypes, status } = change;
  const texts = [description !== undefined, description ?? null, eventTypes !== undefined, eventTypes ?? null];
  return [accountId, id, url ?? null, ...texts, status ?? null, at];
}

/** A first share at once; the dispatcher releases the rest, share by share. */
async function deliverQueued(tx: Transaction, { accountId, id }: EndpointChange, now: Date): Promise<void> {
  await releaseHeld(tx, { accountId, targetId: id, now });
}
