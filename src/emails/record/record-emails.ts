// An e-mail is a row of the transaction that it is about: never before the commit, never forgotten after it, and once.
import { newId, plainArray, prepared, type Sends, textArray } from '../../database/index.ts';
import type { EmailFacts, EmailOccasion } from '../decide/email-kinds.ts';

export type NewEmail = {
  readonly [Occasion in EmailOccasion]: {
    readonly accountId: string;
    readonly type: Occasion;
    readonly data: EmailFacts[Occasion];
    readonly occurredAt: Date;
  };
}[EmailOccasion];

const RECORD = prepared(
  'email_record',
  `insert into email (account_id, id, occasion, facts, created_at, status, attempts, next_attempt_at)
    select account_id, id, occasion, facts, created_at, 'PENDING', 0, created_at
    from unnest($1::uuid[], $2::uuid[], $3::text[], $4::jsonb[], $5::timestamptz[])
      as happened (account_id, id, occasion, facts, created_at)`,
);

/**
 * Does not wait: the statement travels with the transaction, which fails if it does. Who is written to, and whether they want it,
 * is asked when it is sent; where e-mail is off the row says what would have been written, and goes after 30 days.
 */
export function recordEmails(tx: Sends, emails: readonly NewEmail[]): void {
  if (emails.length === 0) return;
  tx.send(RECORD, [
    plainArray(emails.map(({ accountId }) => accountId)),
    plainArray(emails.map(() => newId())),
    textArray(emails.map(({ type }) => type)),
    textArray(emails.map(({ data }) => JSON.stringify(data))),
    plainArray(emails.map(({ occurredAt }) => occurredAt)),
  ]);
}
