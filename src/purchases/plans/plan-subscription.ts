// A plan's subscription as other rooms see it.
import type { Sql } from '../../database/index.ts';

export type SubscriptionStatus =
  | 'INCOMPLETE'
  | 'INCOMPLETE_EXPIRED'
  | 'TRIALING'
  | 'ACTIVE'
  | 'PAST_DUE'
  | 'CANCELED'
  | 'UNPAID'
  | 'PAUSED';

export interface PlanSubscription {
  readonly accountId: string;
  /** The payment provider's id. */
  readonly subscriptionId: string;
  readonly planId: string;
  readonly status: SubscriptionStatus;
  readonly currentPeriodEnd: Date;
  /** It ends then, and the account is on the free plan. */
  readonly cancelAtPeriodEnd: boolean;
  readonly startedAt: Date;
}

export interface SubscriptionRow {
  readonly account_id: string;
  readonly subscription_id: string;
  readonly plan_id: string;
  readonly status: SubscriptionStatus;
  readonly current_period_end: Date;
  readonly cancel_at_period_end: boolean;
  readonly started_at: Date;
}

const COLUMNS = `account_id, subscription_id, plan_id, status, current_period_end, cancel_at_period_end, started_at`;

const toPlanSubscription = (row: SubscriptionRow): PlanSubscription => ({
  accountId: row.account_id,
  subscriptionId: row.subscription_id,
  planId: row.plan_id,
  status: row.status,
  currentPeriodEnd: row.current_period_end,
  cancelAtPeriodEnd: row.cancel_at_period_end,
  startedAt: row.started_at,
});

/** All that the account ever had, newest first. */
export async function readSubscriptions(sql: Sql, accountId: string): Promise<PlanSubscription[]> {
  const rows = await sql.rows<SubscriptionRow>(
    `select ${COLUMNS} from plan_subscription where account_id = $1 order by started_at desc, subscription_id desc`,
    [accountId],
  );
  return rows.map(toPlanSubscription);
}
