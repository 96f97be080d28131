// A plan's subscription as other rooms see it.
import { type RowOf, type Sql, withoutNulls } from '../../database/index.ts';
import type { PlanSubscriptionEntity, PlanTables } from './entities.ts';

export type { SubscriptionStatus } from './entities.ts';

/** A row of plan_subscription: `subscriptionId` is the payment provider's; `cancelAtPeriodEnd`: it ends then, and the account is on the free plan. */
export type PlanSubscription = RowOf<typeof PlanSubscriptionEntity>;

/** All that the account ever had, newest first. */
export async function readSubscriptions(sql: Sql, accountId: string): Promise<PlanSubscription[]> {
  const rows = await sql
    .tables<PlanTables>()
    .selectFrom('plan_subscription')
    .selectAll()
    .where('accountId', '=', accountId)
    .orderBy('startedAt', 'desc')
    .orderBy('subscriptionId', 'desc')
    .execute();
  return rows.map(withoutNulls);
}
