import { type Database, newId } from '../../database/index.ts';
import { newWebhookSecret } from '../deliver/sign.ts';
import type { WebhookEventType } from '../publish/webhook-event.ts';
import { checkUrl, type UrlRules } from '../reach/check-url.ts';
import { ENDPOINT_COLUMNS, type EndpointRow, toEndpoint, type WebhookEndpoint } from './endpoint.ts';
import { type Refused, refused } from './refusal.ts';

const MOST_ENDPOINTS = 20;

export interface NewEndpoint {
  readonly accountId: string;
  readonly url: string;
  readonly description: string | undefined;
  /** Undefined: all, those of the future too. */
  readonly eventTypes: readonly WebhookEventType[] | undefined;
}

export interface CreatedEndpoint {
  readonly status: 'created';
  readonly endpoint: WebhookEndpoint;
  /** In this answer only. */
  readonly secret: string;
}

interface Creating extends UrlRules {
  readonly database: Database;
  readonly now: () => Date;
}

/** Creations of one account queue here: two that both counted 19 would make 21. */
const QUEUE = `select pg_advisory_xact_lock(hashtextextended($1, 0))`;
const COUNT = `select count(*)::int as count from webhook_endpoint where account_id = $1`;
const INSERT = `with secret as (
    insert into webhook_secret (account_id, owner_id, secret) values ($1, $2, $7))
  insert into webhook_endpoint (account_id, id, url, description, event_types, created_at)
  values ($1, $2, $3, $4, $5::text[], $6) returning ${ENDPOINT_COLUMNS}`;

export async function createEndpoint(
  { database, now, ...rules }: Creating,
  { accountId, url, description, eventTypes }: NewEndpoint,
): Promise<CreatedEndpoint | Refused> {
  const check = await checkUrl(rules, url);
  if (!check.ok) return refused({ code: 'INVALID_PARAMETER', path: ['url'], ...wordsOf(check) });
  const secret = newWebhookSecret();
  return database.transaction(async (tx) => {
    await tx.rows(QUEUE, [`webhook_endpoint ${accountId}`]);
    const [counted] = await tx.rows<{ count: number }>(COUNT, [accountId]);
    if (counted === undefined || counted.count >= MOST_ENDPOINTS) {
      return refused({ code: 'WEBHOOK_ENDPOINT_LIMIT_REACHED', limit: MOST_ENDPOINTS });
    }
    const values = [accountId, newId(), check.url, description, eventTypes, now(), secret];
    const [row] = await tx.rows<EndpointRow>(INSERT, values);
    if (row === undefined) throw new Error('the new webhook endpoint did not come back');
    return { status: 'created' as const, endpoint: toEndpoint(row), secret };
  });
}

/** What is refused of an address, without anything else. */
export const wordsOf = (check: { readonly message: string; readonly allowed: readonly string[] }) => ({
  message: check.message,
  allowed: check.allowed,
});
