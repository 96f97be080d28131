import { defineEntity, p } from '@mikro-orm/postgresql';
import type { PackValidity } from '../../catalog/index.ts';
import type { RowOf, TablesOf } from '../../database/index.ts';
import type { MicroCredits } from '../../money/index.ts';
import type { PauseReason } from './decide-decline.ts';

export type AttemptStatus = 'PENDING' | 'SUCCEEDED' | 'FAILED';

export const AutoTopUpEntity = defineEntity({
  name: 'AutoTopUp',
  tableName: 'auto_top_up',
  properties: {
    accountId: p.uuid().primary(),
    enabled: p.boolean(),
    threshold: p.bigint().$type<MicroCredits>(),
    packId: p.text().nullable(),
    target: p.bigint().$type<MicroCredits>().nullable(),
    monthlyCapMinorUnits: p.bigint(),
    currency: p.text(),
    coolDownSeconds: p.integer(),
    customerId: p.text().nullable(),
    /** What is charged: chosen when it was configured. */
    paymentMethodId: p.text().nullable(),
    /** Declines since the last success. */
    failures: p.smallint().default(0),
    retryAt: p.datetime(3).nullable(),
    pausedReason: p.text().$type<PauseReason>().nullable(),
    declinedPaymentMethodId: p.text().nullable(),
    lastChargedAt: p.datetime(3).nullable(),
    /** Whether the card is charged for credits that are owed. */
    paysDebt: p.boolean().default(false),
    /** When it was published that the cap is reached. */
    capPublishedAt: p.datetime(3).nullable().fieldName('cap_told_at'),
    /** The cap was in the way; only spares the round a look. */
    capUntil: p.datetime(3).nullable(),
    createdAt: p.datetime(3),
    updatedAt: p.datetime(3),
  },
  indexes: [
    {
      name: 'auto_top_up_active_index',
      expression:
        'create index auto_top_up_active_index on auto_top_up (account_id) where enabled and paused_reason is null',
    },
  ],
  checks: [
    {
      name: 'auto_top_up_amounts_check',
      expression: 'threshold >= 0 and monthly_cap_minor_units > 0 and cool_down_seconds >= 3600',
    },
    {
      name: 'auto_top_up_goods_check',
      expression: '(pack_id is null) <> (target is null) and (target is null or target > threshold)',
    },
    {
      name: 'auto_top_up_method_check',
      expression: 'not enabled or (customer_id is not null and payment_method_id is not null)',
    },
    { name: 'auto_top_up_failures_check', expression: 'failures >= 0' },
  ],
});

/** Written before the payment provider is asked; its id is the provider's idempotency key. */
const AutoTopUpAttemptEntity = defineEntity({
  name: 'AutoTopUpAttempt',
  tableName: 'auto_top_up_attempt',
  properties: {
    accountId: p.uuid().primary(),
    id: p.uuid().primary(),
    status: p.text().$type<AttemptStatus>().default('PENDING'),
    reason: p.text().$type<'BALANCE_BELOW_THRESHOLD' | 'RESERVATION_REFUSED' | 'MANUAL'>(),
    reasonAvailable: p.bigint().$type<MicroCredits>(),
    reasonThreshold: p.bigint().$type<MicroCredits>().nullable(),
    reasonShortfall: p.bigint().$type<MicroCredits>().nullable(),
    packId: p.text(),
    packName: p.text(),
    validity: p.text().$type<PackValidity>(),
    credits: p.bigint().$type<MicroCredits>(),
    priceMinorUnits: p.bigint(),
    currency: p.text(),
    customerId: p.text(),
    paymentMethodId: p.text(),
    paymentIntentId: p.text().nullable(),
    /** As the bank said it; customers see publicDeclineCode of it. */
    declineCode: p.text().nullable(),
    message: p.text().nullable(),
    asks: p.smallint().default(0),
    nextAskAt: p.datetime(3).nullable(),
    createdAt: p.datetime(3),
    endedAt: p.datetime(3).nullable(),
  },
  uniques: [
    {
      name: 'auto_top_up_attempt_pending_unique',
      expression:
        "create unique index auto_top_up_attempt_pending_unique on auto_top_up_attempt (account_id) where status = 'PENDING'",
    },
  ],
  indexes: [
    {
      name: 'auto_top_up_attempt_due_index',
      expression:
        "create index auto_top_up_attempt_due_index on auto_top_up_attempt (next_ask_at) where status = 'PENDING'",
    },
    { name: 'auto_top_up_attempt_created_at_index', properties: ['accountId', 'createdAt'] },
  ],
  checks: [
    { name: 'auto_top_up_attempt_status_check', expression: "status in ('PENDING', 'SUCCEEDED', 'FAILED')" },
    {
      name: 'auto_top_up_attempt_reason_check',
      expression:
        "reason in ('BALANCE_BELOW_THRESHOLD', 'RESERVATION_REFUSED', 'MANUAL') and (reason = 'BALANCE_BELOW_THRESHOLD') = (reason_threshold is not null) and (reason = 'RESERVATION_REFUSED') = (reason_shortfall is not null)",
    },
    { name: 'auto_top_up_attempt_amounts_check', expression: 'credits > 0 and price_minor_units > 0' },
    {
      name: 'auto_top_up_attempt_ended_check',
      expression: "(status = 'PENDING') = (ended_at is null) and (status = 'PENDING') = (next_ask_at is not null)",
    },
    {
      name: 'auto_top_up_attempt_paid_check',
      expression: "status <> 'SUCCEEDED' or payment_intent_id is not null",
    },
  ],
});

export const topUpEntities = [AutoTopUpEntity, AutoTopUpAttemptEntity];

export type TopUpTables = TablesOf<(typeof topUpEntities)[number]>;
/** The settings with the breaker; an attempt as it is kept. */
export type StoredTopUp = RowOf<typeof AutoTopUpEntity>;
export type StoredAttempt = RowOf<typeof AutoTopUpAttemptEntity>;
