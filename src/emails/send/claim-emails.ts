// An e-mail belongs to one process at a time, for a lease: a process that died lets it run out, and another one sends it.
import { type RowOf, type Sql, takeInTurn } from '../../database/index.ts';
import type { EmailKind } from '../decide/email-kinds.ts';
import type { EmailEntity } from '../entities.ts';

/** Far longer than all of one round take. */
const LEASE_MILLISECONDS = 300_000;

export interface ClaimedEmail
  extends Pick<RowOf<typeof EmailEntity>, 'accountId' | 'id' | 'occasion' | 'facts' | 'createdAt'> {
  /** Which attempt this is, from 1. */
  readonly attempt: number;
  readonly unwanted: readonly EmailKind[];
  /** E-mails about keys that the account got in the day before this one, if it is one of them. */
  readonly keyEmailsBefore: number;
}

const CLAIM = `with due as (
    select account_id, id from email where next_attempt_at <= $1 order by next_attempt_at limit $3 for update skip locked),
  claimed as (
    update email set status = 'SENDING', attempts = attempts + 1, next_attempt_at = $2
    from due where email.account_id = due.account_id and email.id = due.id
    returning email.account_id, email.id, email.occasion, email.facts, email.created_at, email.attempts)
  select claimed.account_id as "accountId", claimed.id, claimed.occasion, claimed.facts, claimed.created_at as "createdAt",
    claimed.attempts as attempt, coalesce(preference.unwanted, '{}') as unwanted,
    case when claimed.occasion like 'api_key.%' then (select count(*) from email as earlier
      where earlier.account_id = claimed.account_id and earlier.id < claimed.id and earlier.occasion like 'api_key.%'
        and earlier.created_at > claimed.created_at - interval '1 day' and earlier.status <> 'SKIPPED') else 0 end::int as "keyEmailsBefore"
  from claimed left join email_preference as preference on preference.account_id = claimed.account_id`;

export function claimEmails(sql: Sql, most: number, now: Date): Promise<ClaimedEmail[]> {
  const leaseEnd = new Date(now.getTime() + LEASE_MILLISECONDS);
  return takeInTurn(sql, most, (shard, left) => shard.rows<ClaimedEmail>(CLAIM, [now, leaseEnd, left]));
}
