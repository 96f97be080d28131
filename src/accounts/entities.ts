import { defineEntity, p } from '@mikro-orm/postgresql';

/** A tenant. What it owns lies in other rooms, always under its id. */
const AccountEntity = defineEntity({
  name: 'Account',
  tableName: 'account',
  properties: {
    id: p.uuid().primary(),
    name: p.text(),
    email: p.text().nullable(),
    planId: p.text(),
    billingMode: p.text().default('PREPAID'),
    status: p.text().default('ACTIVE'),
    /** What it is suspended for; none, and suspended: an operator did. */
    suspensionReasons: p.type('text[]').columnType('text[]').$type<string[]>().defaultRaw(`'{}'`),
    /** A digest of what it was opened with; tells a repetition of createAccount from a misuse of its key. */
    inputHash: p.text().nullable(),
    /** Whether welcome credits greet it; null: when it has an e-mail address whose person had none. */
    welcome: p.boolean().nullable(),
    createdAt: p.datetime(),
  },
  indexes: [
    {
      name: 'account_suspended_index',
      expression: "create index account_suspended_index on account (id) where status = 'SUSPENDED'",
    },
  ],
  checks: [
    { name: 'account_billing_mode_check', expression: "billing_mode in ('PREPAID', 'POSTPAID')" },
    { name: 'account_status_check', expression: "status in ('ACTIVE', 'SUSPENDED')" },
    {
      name: 'account_suspended_check',
      expression: "suspension_reasons = '{}' or status = 'SUSPENDED'",
    },
  ],
});

/** Which account was opened with an e-mail address; the address itself is only in the account. */
const AccountEmailEntity = defineEntity({
  name: 'AccountEmail',
  tableName: 'account_email',
  properties: {
    /** SHA-256 of the address as `email-address.ts` writes it. */
    addressHash: p.blob().primary(),
    accountId: p.uuid(),
    createdAt: p.datetime(3),
  },
  checks: [{ name: 'account_email_hash_check', expression: 'octet_length(address_hash) = 32' }],
});

/** What an operator did to an account: rows are only added. */
const OperatorActionEntity = defineEntity({
  name: 'OperatorAction',
  tableName: 'operator_action',
  properties: {
    accountId: p.uuid().primary(),
    id: p.uuid().primary(),
    operatorKeyId: p.uuid(),
    action: p.text(),
    subject: p.text().nullable(),
    reason: p.text(),
    createdAt: p.datetime(3),
  },
  checks: [{ name: 'operator_action_action_check', expression: "action in ('CREATE_API_KEY', 'REVOKE_API_KEY')" }],
});

export const accountEntities = [AccountEntity, AccountEmailEntity, OperatorActionEntity];
