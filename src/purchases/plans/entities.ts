import { defineEntity, p } from '@mikro-orm/postgresql';

export type SubscriptionStatus =
  | 'INCOMPLETE'
  | 'INCOMPLETE_EXPIRED'
  | 'TRIALING'
  | 'ACTIVE'
  | 'PAST_DUE'
  | 'CANCELED'
  | 'UNPAID'
  | 'PAUSED';

/** A subscription as the payment provider showed it last. */
export const PlanSubscriptionEntity = defineEntity({
  name: 'PlanSubscription',
  tableName: 'plan_subscription',
  properties: {
    accountId: p.uuid().primary(),
    subscriptionId: p.text().primary(),
    planId: p.text(),
    status: p.text().$type<SubscriptionStatus>(),
    /** Null for what was seen last before this was written down. */
    currentPeriodStart: p.datetime(3).nullable(),
    currentPeriodEnd: p.datetime(3),
    cancelAtPeriodEnd: p.boolean(),
    startedAt: p.datetime(3),
    /** When the event was made that led to this state. */
    updatedFromEventCreated: p.datetime(3),
    /** The database's clock just before the provider was asked: of two answers the later one counts. */
    readAt: p.datetime(6),
  },
  checks: [
    {
      name: 'plan_subscription_status_check',
      expression:
        "status in ('INCOMPLETE', 'INCOMPLETE_EXPIRED', 'TRIALING', 'ACTIVE', 'PAST_DUE', 'CANCELED', 'UNPAID', 'PAUSED')",
    },
  ],
});

export type PlanChangeKind = 'NONE' | 'CHECKOUT' | 'SUBSCRIBE' | 'UPGRADE' | 'DOWNGRADE' | 'RESUME' | 'CANCEL';
/** DECLINED: the card was. CLOSED: refused, expired, or given up for another change. */
export type PlanChangeState = 'OPEN' | 'DONE' | 'DECLINED' | 'CLOSED';

/** A change of plan that was asked for: written before the provider is called, so that a call is never repeated. */
export const PlanChangeEntity = defineEntity({
  name: 'PlanChange',
  tableName: 'plan_change',
  properties: {
    accountId: p.uuid().primary(),
    id: p.uuid().primary(),
    planId: p.text(),
    kind: p.text().$type<PlanChangeKind>(),
    state: p.text().$type<PlanChangeState>().default('OPEN'),
    idempotencyKey: p.text(),
    inputHash: p.text(),
    customerId: p.text(),
    priceId: p.text().nullable(),
    subscriptionId: p.text().nullable(),
    itemId: p.text().nullable(),
    successUrl: p.text(),
    cancelUrl: p.text(),
    checkoutSessionId: p.text().nullable(),
    /** Where the customer pays or confirms. */
    checkoutUrl: p.text().nullable(),
    /** Of an upgrade whose payment the customer is to confirm. */
    invoiceId: p.text().nullable(),
    createdAt: p.datetime(3),
    endedAt: p.datetime(3).nullable(),
  },
  uniques: [{ name: 'plan_change_idempotency_key_unique', properties: ['accountId', 'idempotencyKey'] }],
  indexes: [
    {
      name: 'plan_change_open_unique',
      expression: "create unique index plan_change_open_unique on plan_change (account_id) where state = 'OPEN'",
    },
  ],
  checks: [
    {
      name: 'plan_change_kind_check',
      expression: "kind in ('NONE', 'CHECKOUT', 'SUBSCRIBE', 'UPGRADE', 'DOWNGRADE', 'RESUME', 'CANCEL')",
    },
    { name: 'plan_change_state_check', expression: "state in ('OPEN', 'DONE', 'DECLINED', 'CLOSED')" },
    { name: 'plan_change_ended_check', expression: "(state = 'OPEN') = (ended_at is null)" },
  ],
});

/** Who has had the welcome credits: an e-mail address by its hash, or an account without one that was to be greeted. */
const WelcomeCreditEntity = defineEntity({
  name: 'WelcomeCredit',
  tableName: 'welcome_credit',
  properties: {
    person: p.text().primary(),
    accountId: p.uuid(),
    createdAt: p.datetime(3),
  },
});

export const planEntities = [PlanSubscriptionEntity, PlanChangeEntity, WelcomeCreditEntity];
