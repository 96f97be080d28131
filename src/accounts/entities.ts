import { defineEntity, p } from '@mikro-orm/postgresql';
import type { TablesOf } from '../database/index.ts';
import type { LimitPeriod } from '../keys/index.ts';
import type { MicroCredits } from '../money/index.ts';

export type BillingMode = 'PREPAID' | 'POSTPAID';
export type AccountStatus = 'ACTIVE' | 'SUSPENDED';
/** OPERATOR stands beside another reason: who was suspended by an operator before stays so after it. */
export type SuspensionReason = 'UNPAID_INVOICE' | 'LOST_DISPUTE' | 'OPERATOR';
export type OperatorActionKind =
  | 'CREATE_ACCOUNT'
  | 'EDIT_ACCOUNT'
  | 'SUSPEND_ACCOUNT'
  | 'RELEASE_ACCOUNT'
  | 'CLOSE_ACCOUNT'
  | 'SET_PLAN'
  | 'SET_BILLING_MODE'
  | 'CREATE_API_KEY'
  | 'REVOKE_API_KEY'
  | 'ROTATE_API_KEY'
  | 'GRANT_CREDITS'
  | 'DEDUCT_CREDITS'
  | 'REFUND_CHARGE'
  | 'REFUND_PURCHASE'
  | 'SETTLE_GENERATION'
  | 'PUBLISH_PRICE_BOOK'
  | 'START_RECONCILIATION';
/** By field: what it was, and what it is. */
export type OperatorChanges = Readonly<Record<string, readonly [before: string, after: string]>>;

/** A tenant. What it owns lies in other rooms, always under its id. */
export const AccountEntity = defineEntity({
  name: 'Account',
  tableName: 'account',
  properties: {
    id: p.uuid().primary(),
    name: p.text(),
    email: p.text().nullable(),
    /** Id of the storefront's plan. */
    planId: p.text(),
    billingMode: p.text().$type<BillingMode>().default('PREPAID'),
    status: p.text().$type<AccountStatus>().default('ACTIVE'),
    /** Why it is suspended, each until its own cause is gone; none: it is not, or an operator did it. */
    suspensionReasons: p.type('text[]').columnType('text[]').$type<SuspensionReason[]>().defaultRaw(`'{}'`),
    /** A digest of what it was opened with; tells a repetition of createAccount from a misuse of its key. */
    inputHash: p.text().nullable(),
    /** Whether welcome credits greet it; null: when it has an e-mail address whose person had none. */
    welcome: p.boolean().nullable(),
    /** IANA name: by its clocks days begin at the reset hour, for the limits of keys. */
    timeZone: p.text().default('UTC'),
    resetHour: p.smallint().default(0),
    /** Whether there is a row of `end_user_limit`: a request of an account without one looks for none. */
    limitsEndUsers: p.boolean().default(false),
    createdAt: p.datetime(),
    /** When an operator closed it, for good. */
    closedAt: p.datetime(3).nullable(),
  },
  indexes: [
    { name: 'account_newest_index', properties: ['createdAt', 'id'] },
    {
      name: 'account_name_index',
      expression: 'create index account_name_index on account (lower(name) text_pattern_ops)',
    },
    {
      name: 'account_email_index',
      expression: 'create index account_email_index on account (lower(email) text_pattern_ops) where email is not null',
    },
    {
      name: 'account_suspended_index',
      expression: "create index account_suspended_index on account (id) where status = 'SUSPENDED'",
    },
  ],
  checks: [
    { name: 'account_billing_mode_check', expression: "billing_mode in ('PREPAID', 'POSTPAID')" },
    { name: 'account_status_check', expression: "status in ('ACTIVE', 'SUSPENDED')" },
    { name: 'account_reset_hour_check', expression: 'reset_hour >= 0 and reset_hour <= 23' },
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

/** What may be spent in a period for an end user, as the account calls it. */
const EndUserLimitEntity = defineEntity({
  name: 'EndUserLimit',
  tableName: 'end_user_limit',
  properties: {
    accountId: p.uuid().primary(),
    /** `metadata.userId` of requests; empty: each end user that has no row of its own. */
    endUser: p.text().primary(),
    /** Micro-credits. */
    spendingLimit: p.bigint().$type<MicroCredits>(),
    limitPeriod: p.text().$type<LimitPeriod>(),
  },
  checks: [
    { name: 'end_user_limit_amount_check', expression: 'spending_limit > 0' },
    { name: 'end_user_limit_period_check', expression: "limit_period in ('DAY', 'WEEK', 'MONTH')" },
  ],
});

/** What an operator did: rows are only added. What is about no account stands under the operator's own. A trigger refuses the rest. */
export const OperatorActionEntity = defineEntity({
  name: 'OperatorAction',
  tableName: 'operator_action',
  properties: {
    accountId: p.uuid().primary(),
    id: p.uuid().primary(),
    /** The key that asked for it. */
    operatorKeyId: p.uuid(),
    action: p.text().$type<OperatorActionKind>(),
    /** The id, or the name, of what it was done to. */
    subject: p.text().nullable(),
    reason: p.text(),
    createdAt: p.datetime(3),
    changes: p.json<OperatorChanges>().nullable(),
    /** Of the ledger's transaction that was booked with it; null: none was. */
    sequence: p.bigint().nullable(),
    /** Micro-credits: the change of what is available, and what was available before and after. */
    amount: p.bigint().$type<MicroCredits>().nullable(),
    availableBefore: p.bigint().$type<MicroCredits>().nullable(),
    availableAfter: p.bigint().$type<MicroCredits>().nullable(),
  },
  indexes: [
    { name: 'operator_action_newest_index', properties: ['createdAt', 'id'] },
    { name: 'operator_action_operator_index', properties: ['operatorKeyId', 'createdAt', 'id'] },
  ],
  checks: [
    {
      name: 'operator_action_action_check',
      expression:
        "action in ('CREATE_ACCOUNT', 'EDIT_ACCOUNT', 'SUSPEND_ACCOUNT', 'RELEASE_ACCOUNT', 'CLOSE_ACCOUNT', 'SET_PLAN', 'SET_BILLING_MODE', 'CREATE_API_KEY', 'REVOKE_API_KEY', 'ROTATE_API_KEY', 'GRANT_CREDITS', 'DEDUCT_CREDITS', 'REFUND_CHARGE', 'REFUND_PURCHASE', 'SETTLE_GENERATION', 'PUBLISH_PRICE_BOOK', 'START_RECONCILIATION')",
    },
  ],
});

/** How many requests gateways have taken of the minute of an account. An unlogged table: empty after a crash of the database. */
const RequestWindowEntity = defineEntity({
  name: 'RequestWindow',
  tableName: 'request_window',
  properties: {
    accountId: p.uuid().primary(),
    endsAt: p.datetime(),
    /** The limit of the plan. */
    allowed: p.integer(),
    /** Of this minute, by all gateways. */
    taken: p.integer(),
    /** To who took last. */
    granted: p.integer(),
  },
});

export const accountEntities = [
  AccountEntity,
  AccountEmailEntity,
  EndUserLimitEntity,
  OperatorActionEntity,
  RequestWindowEntity,
];

export type AccountTables = TablesOf<(typeof accountEntities)[number]>;
