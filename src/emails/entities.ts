import { defineEntity, p } from '@mikro-orm/postgresql';
import type { TablesOf } from '../database/index.ts';
import type { SkipReason } from './decide/decide-sending.ts';
import type { EmailKind } from './decide/email-kinds.ts';

/**
 * PENDING: waits for its next attempt. SENDING: an attempt is under way. SENT: the SMTP server has it, or it is kept to be looked at.
 * SKIPPED: not sent, `reason` says why. FAILED: given up, `reason` has the server's code.
 */
export type EmailStatus = 'PENDING' | 'SENDING' | 'SENT' | 'SKIPPED' | 'FAILED';

/** What happened and who is written to; the words are written when it is sent. */
export const EmailEntity = defineEntity({
  name: 'Email',
  tableName: 'email',
  properties: {
    accountId: p.uuid().primary(),
    id: p.uuid().primary(),
    /** Of EmailOccasion; a later release may have others. */
    occasion: p.text(),
    facts: p.json<Readonly<Record<string, unknown>>>(),
    status: p.text().$type<EmailStatus>().default('PENDING'),
    attempts: p.integer().default(0),
    /** While SENDING: when another process may take over. */
    nextAttemptAt: p.datetime(3).nullable(),
    reason: p.text().$type<SkipReason | (string & {})>().nullable(),
    /** The address that it went to. */
    recipient: p.text().nullable(),
    createdAt: p.datetime(3),
    sentAt: p.datetime(3).nullable(),
  },
  indexes: [
    {
      name: 'email_due_index',
      expression: 'create index email_due_index on email (next_attempt_at) where next_attempt_at is not null',
    },
    { name: 'email_newest_index', properties: ['createdAt', 'id'] },
  ],
  checks: [
    { name: 'email_status_check', expression: "status in ('PENDING', 'SENDING', 'SENT', 'SKIPPED', 'FAILED')" },
    {
      name: 'email_due_check',
      expression: "(status in ('PENDING', 'SENDING')) = (next_attempt_at is not null)",
    },
    { name: 'email_sent_check', expression: "(status = 'SENT') = (sent_at is not null)" },
    { name: 'email_reason_check', expression: "reason is not null or status in ('PENDING', 'SENDING', 'SENT')" },
  ],
});

const EmailPreferenceEntity = defineEntity({
  name: 'EmailPreference',
  tableName: 'email_preference',
  properties: {
    accountId: p.uuid().primary(),
    /** What the account does not want; kinds of the future are wanted. */
    unwanted: p.type('text[]').columnType('text[]').$type<EmailKind[]>(),
  },
});

export const emailEntities = [EmailEntity, EmailPreferenceEntity];

export type EmailTables = TablesOf<(typeof emailEntities)[number]>;
