// The outbox: an event and its deliveries are written in the transaction that makes it true, so it is never sent before
// the commit and never forgotten after it. One statement per batch, and no row for accounts that listen nowhere.
import { nameBasedId, newId, plainArray, prepared, type Sends, textArray } from '../../database/index.ts';
import { hasWord } from '../decide/decide-format.ts';
import { hasWordInSql } from './has-word-in-sql.ts';
import type { NewWebhookEvent } from './webhook-event.ts';

/** NOTIFY channel; something may be due. The transactions that use it mostly notify of their effect anyway. */
export const WEBHOOK_CHANNEL = 'tollgate_webhook';

/**
 * Who listens is asked here and not when it is sent: an endpoint gets what happened while it existed. One that is
 * disabled has it kept as HELD. An event that nobody receives leaves no row, and one that an endpoint's format has no word for
 * is not for that endpoint.
 */
const RECORD = prepared(
  'webhook_record',
  `with happened as (
    select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::jsonb[], $5::timestamptz[], $6::text[], $7::uuid[], $8::text[])
      as happened (account_id, id, type, data, created_at, url, url_target, url_format)),
  received as (
    select happened.*, endpoint.ids, endpoint.statuses
    from happened cross join lateral (
      select array_agg(id) as ids, array_agg(case status when 'ENABLED' then 'PENDING' else 'HELD' end) as statuses
      from webhook_endpoint where webhook_endpoint.account_id = happened.account_id
        and (event_types is null or happened.type = any(event_types)) and ${hasWordInSql('format', 'happened.type')}) as endpoint
    where endpoint.ids is not null or url is not null),
  event as (
    insert into webhook_event (account_id, id, type, data, created_at)
    select account_id, id, type, data, created_at from received),
  delivery as (
    insert into webhook_delivery (account_id, event_id, target_id, url, format, status, next_attempt_at)
    select account_id, received.id, target.id, null, null, target.status, case target.status when 'PENDING' then created_at end
    from received cross join lateral unnest(ids, statuses) as target (id, status)
    union all
    select account_id, id, url_target, url, url_format, 'PENDING', created_at from received where url is not null)
  select pg_notify('${WEBHOOK_CHANNEL}', '') from (select from received limit 1) as any_received`,
);

/** Does not wait: the statement travels with the transaction, which fails if it does. */
export function recordWebhookEvents(tx: Sends, events: readonly NewWebhookEvent[]): void {
  if (events.length === 0) return;
  const urls = events.map(urlOf);
  tx.send(RECORD, [
    plainArray(events.map((event) => event.accountId)),
    plainArray(events.map(() => newId())),
    textArray(events.map((event) => event.type)),
    textArray(events.map((event) => JSON.stringify(event.data))),
    plainArray(events.map((event) => event.occurredAt)),
    textArray(urls),
    plainArray(events.map(({ accountId }, index) => targetOf(accountId, urls[index]))),
    textArray(events.map(({ urlFormat }, index) => (urls[index] === undefined ? undefined : urlFormat))),
  ]);
}

/** Not where its format has no word for what happened. */
const urlOf = ({ url, urlFormat = 'TOLLGATE', type }: NewWebhookEvent): string | undefined =>
  hasWord(urlFormat, type) ? url : undefined;

const targetOf = (accountId: string, url: string | undefined): string | undefined =>
  url === undefined ? undefined : urlTarget(accountId, url);

/** URLs of one account and origin share a place in the queue: a slow server delays only what goes there. */
function urlTarget(accountId: string, url: string): string {
  return nameBasedId(`webhook ${accountId} ${new URL(url).origin}`);
}
