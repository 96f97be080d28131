import { LockMode } from '@mikro-orm/postgresql';
import { type Transactional, withoutNulls } from '../../database/index.ts';
import { refuseTypes } from '../decide/decide-format.ts';
import type { WebhookFormatName } from '../decide/format-names.ts';
import { releaseHeld } from '../deliver/hold-deliveries.ts';
import { WebhookEndpointEntity } from '../entities.ts';
import type { WebhookEventType } from '../publish/webhook-event.ts';
import { checkUrl, type UrlRules } from '../reach/check-url.ts';
import { refusedTypes, wordsOf } from './create-endpoint.ts';
import { shown, type WebhookEndpoint } from './endpoint.ts';
import { type Refused, refused, UNKNOWN_ENDPOINT } from './refusal.ts';

/** What is undefined stays as it is; null takes it away. */
export interface EndpointChange {
  readonly accountId: string;
  readonly id: string;
  readonly url?: string | undefined;
  readonly description?: string | null | undefined;
  /** Null: all. */
  readonly eventTypes?: readonly WebhookEventType[] | null | undefined;
  /** What waits is sent in it, too. */
  readonly format?: WebhookFormatName | undefined;
  readonly status?: WebhookEndpoint['status'] | undefined;
}

interface Changing extends UrlRules {
  readonly database: Transactional;
  readonly now: () => Date;
}

export type EndpointAnswer = { readonly status: 'done'; readonly endpoint: WebhookEndpoint } | Refused;

export async function updateEndpoint(
  { database, now, ...rules }: Changing,
  change: EndpointChange,
): Promise<EndpointAnswer> {
  const check = change.url === undefined ? undefined : await checkUrl(rules, change.url);
  if (check?.ok === false) return refused({ code: 'INVALID_PARAMETER', path: ['url'], ...wordsOf(check) });
  const at = now();
  return database.transaction(async (tx) => {
    const found = { accountId: change.accountId, id: change.id };
    const endpoint = await tx.em().findOne(WebhookEndpointEntity, found, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (endpoint === null) return UNKNOWN_ENDPOINT;
    const { format = endpoint.format, eventTypes = endpoint.eventTypes ?? null } = change;
    const wordless = refuseTypes(format, eventTypes);
    if (wordless !== undefined) return refusedTypes(wordless);
    tx.em().assign(endpoint, changesOf(withoutNulls(endpoint), { ...change, url: check?.url }, at));
    await tx.em().flush();
    // A first share at once; the dispatcher releases the rest, share by share.
    if (change.status === 'ENABLED') {
      await releaseHeld(tx, { accountId: change.accountId, targetId: change.id, now: at });
    }
    return { status: 'done' as const, endpoint: shown(withoutNulls(endpoint)) };
  });
}

type Before = Pick<WebhookEndpoint, 'url' | 'format' | 'status' | 'disabledAt' | 'disabledReason'>;

function changesOf(before: Before, change: EndpointChange, at: Date) {
  const { url = before.url, format = before.format, description, eventTypes, status } = change;
  return {
    url,
    format,
    ...(description === undefined ? {} : { description }),
    ...(eventTypes === undefined ? {} : { eventTypes: eventTypes === null ? null : [...eventTypes] }),
    ...changesOfStatus(before, status, at),
  };
}

/** Enabled again, an endpoint starts with a clean record; disabled twice, it keeps the first reason. */
function changesOfStatus({ disabledAt, disabledReason }: Before, status: EndpointChange['status'], at: Date) {
  switch (status) {
    case 'ENABLED':
      return { status, failures: 0, failingSince: null, disabledAt: null, disabledReason: null };
    case 'DISABLED':
      return { status, disabledAt: disabledAt ?? at, disabledReason: disabledReason ?? ('USER' as const) };
    case undefined:
      return {};
    default:
      return status satisfies never;
  }
}
