// What came of an attempt. Only by the process whose attempt it still is: after its lease another one may be sending.
import type { Sql } from '../../database/index.ts';
import type { EmailStatus } from '../entities.ts';
import type { ClaimedEmail } from './claim-emails.ts';

export interface EmailConclusion {
  readonly status: Exclude<EmailStatus, 'SENDING'>;
  readonly reason?: string;
  readonly recipient?: string;
  readonly nextAttemptAt?: Date;
}

const CONCLUDE = `update email set status = $4, reason = $5, recipient = coalesce($6, recipient), next_attempt_at = $7,
    sent_at = case when $4 = 'SENT' then $8::timestamptz end
  where account_id = $1 and id = $2 and attempts = $3 and status = 'SENDING'`;

export async function concludeEmail(
  sql: Sql,
  { accountId, id, attempt }: ClaimedEmail,
  { conclusion, now }: { readonly conclusion: EmailConclusion; readonly now: Date },
): Promise<void> {
  const { status, reason = null, recipient = null, nextAttemptAt = null } = conclusion;
  await sql.rows(CONCLUDE, [accountId, id, attempt, status, reason, recipient, nextAttemptAt, now]);
}
