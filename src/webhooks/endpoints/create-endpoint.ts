import { newId, type Transactional, withoutNulls } from '../../database/index.ts';
import { refuseTypes, type WordlessTypes } from '../decide/decide-format.ts';
import type { WebhookFormatName } from '../decide/format-names.ts';
import { newWebhookSecret } from '../deliver/sign.ts';
import type { WebhookTables } from '../entities.ts';
import type { WebhookEventType } from '../publish/webhook-event.ts';
import { checkUrl, type UrlRules } from '../reach/check-url.ts';
import { shown, type WebhookEndpoint } from './endpoint.ts';
import { type Refused, refused } from './refusal.ts';

const MOST_ENDPOINTS = 20;

export interface NewEndpoint {
  readonly accountId: string;
  readonly url: string;
  readonly description: string | undefined;
  /** Undefined: all, those of the future too. */
  readonly eventTypes: readonly WebhookEventType[] | undefined;
  /** TOLLGATE when absent. */
  readonly format?: WebhookFormatName | undefined;
}

export interface CreatedEndpoint {
  readonly status: 'created';
  readonly endpoint: WebhookEndpoint;
  /** In this answer only. */
  readonly secret: string;
}

interface Creating extends UrlRules {
  readonly database: Transactional;
  readonly now: () => Date;
}

/** Creations of one account queue here: two that both counted 19 would make 21. */
const QUEUE = `select pg_advisory_xact_lock(hashtextextended($1, 0))`;

export async function createEndpoint(
  { database, now, ...rules }: Creating,
  { accountId, url, description, eventTypes, format = 'TOLLGATE' }: NewEndpoint,
): Promise<CreatedEndpoint | Refused> {
  const wordless = refuseTypes(format, eventTypes ?? null);
  if (wordless !== undefined) return refusedTypes(wordless);
  const check = await checkUrl(rules, url);
  if (!check.ok) return refused({ code: 'INVALID_PARAMETER', path: ['url'], ...wordsOf(check) });
  const secret = newWebhookSecret();
  return database.transaction(async (tx) => {
    await tx.rows(QUEUE, [`webhook_endpoint ${accountId}`]);
    const tables = tx.tables<WebhookTables>();
    const { count } = await tables
      .selectFrom('webhook_endpoint')
      .select(({ fn }) => fn.countAll<bigint>().as('count'))
      .where('accountId', '=', accountId)
      .executeTakeFirstOrThrow();
    if (count >= MOST_ENDPOINTS) {
      return refused({ code: 'WEBHOOK_ENDPOINT_LIMIT_REACHED', limit: MOST_ENDPOINTS });
    }
    const id = newId();
    // Bound, not written into the statement as the EntityManager would: PostgreSQL logs statements that fail.
    await tables.insertInto('webhook_secret').values({ accountId, ownerId: id, secret }).execute();
    const endpoint = await tables
      .insertInto('webhook_endpoint')
      .values({
        accountId,
        id,
        url: check.url,
        description,
        eventTypes: eventTypes === undefined ? null : [...eventTypes],
        format,
        createdAt: now(),
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    return { status: 'created' as const, endpoint: shown(withoutNulls(endpoint)), secret };
  });
}

export const refusedTypes = (wordless: WordlessTypes): Refused =>
  refused({ code: 'INVALID_PARAMETER', path: ['eventTypes'], ...wordless });

/** What is refused of an address, without anything else. */
export const wordsOf = (check: { readonly message: string; readonly allowed: readonly string[] }) => ({
  message: check.message,
  allowed: check.allowed,
});
