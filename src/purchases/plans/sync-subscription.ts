// Takes over how a subscription stands at the payment provider, and with it the account's plan. The provider is asked each
// time, so that events may come twice and in any order: whichever is handled last finds the same.
import { lockAccount, setPlan } from '../../accounts/index.ts';
import type { Catalog } from '../../catalog/index.ts';
import { type Sql, type Transaction, toPublicId } from '../../database/index.ts';
import type { ReceivedEvent } from '../events/received-event.ts';
import { recordEvents } from '../events/record-events.ts';
import type { PurchaseContext } from '../purchase-context.ts';
import { decidePlanOfAccount, isEntitling } from './decide-plan-of-account.ts';
import type { SubscriptionState } from './plan-payments.ts';
import { type PlanSubscription, readSubscriptions } from './plan-subscription.ts';

export interface SyncRequest {
  readonly accountId: string;
  readonly subscriptionId: string;
  readonly received: ReceivedEvent;
}

interface Reading {
  readonly state: SubscriptionState;
  /** The database's clock just before the provider was asked. */
  readonly readAt: string;
}

/** An answer that was asked for earlier never replaces one that was asked for later. */
const KEEP = `insert into plan_subscription (account_id, subscription_id, plan_id, status, current_period_end,
    cancel_at_period_end, started_at, updated_from_event_created, read_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9::timestamptz)
  on conflict (account_id, subscription_id) do update set plan_id = excluded.plan_id, status = excluded.status,
    current_period_end = excluded.current_period_end, cancel_at_period_end = excluded.cancel_at_period_end,
    updated_from_event_created = excluded.updated_from_event_created, read_at = excluded.read_at
    where plan_subscription.read_at <= excluded.read_at`;

/** Answers how the subscription stands at the provider; undefined when there is none. */
export async function syncSubscription(
  context: PurchaseContext,
  request: SyncRequest,
): Promise<SubscriptionState | undefined> {
  const { accountId, subscriptionId, received } = request;
  const readAt = await databaseTime(context.database);
  const state = await context.payments.readSubscription(subscriptionId);
  if (state?.plan === undefined) {
    context.log.warn({ eventId: received.event.id, subscriptionId }, 'a subscription is not for one of the plans');
  }
  if (state === undefined) return undefined;
  await context.database.transaction(async (tx) => {
    await lockAccount(tx, accountId);
    await recordEvents(tx, [{ event: received.event, outcome: 'RECORDED', receivedAt: received.receivedAt }]);
    await takeOver(context, tx, { ...request, reading: { state, readAt } });
  });
  return state;
}

async function takeOver(
  context: Pick<PurchaseContext, 'catalog' | 'log'>,
  tx: Transaction,
  { accountId, received, reading }: SyncRequest & { readonly reading: Reading },
): Promise<void> {
  const { state, readAt } = reading;
  const before = await readSubscriptions(tx, accountId);
  const stands = planStateOf(state, before);
  if (stands === undefined) return;
  await tx.rows(KEEP, [
    accountId,
    state.subscriptionId,
    stands.planId,
    stands.status,
    state.currentPeriodEnd,
    state.cancelAtPeriodEnd,
    state.startedAt,
    received.event.createdAt,
    readAt,
  ]);
  const after = await readSubscriptions(tx, accountId);
  const entitling = after.filter(isEntitling);
  if (entitling.length > 1) {
    const subscriptions = entitling.map(({ subscriptionId }) => subscriptionId);
    context.log.error({ accountId: toPublicId('acct', accountId), subscriptions }, 'an account pays for two plans');
  }
  const free = freePlanOf(context.catalog);
  const planId = decidePlanOfAccount(after, free);
  // A plan that an operator gave since stays until a subscription says something new.
  if (planId === undefined || planId === decidePlanOfAccount(before, free)) return;
  if (context.catalog.plan(planId) === undefined) {
    context.log.error({ accountId: toPublicId('acct', accountId), planId }, 'the storefront has no such plan any more');
    return;
  }
  await setPlan(tx, accountId, planId);
}

/** One that somebody changed to a price of something else has ended, as far as plans go. Undefined: it never was for one. */
function planStateOf(
  { plan, status, subscriptionId }: SubscriptionState,
  known: readonly PlanSubscription[],
): Pick<PlanSubscription, 'planId' | 'status'> | undefined {
  if (plan !== undefined) return { planId: plan.planId, status };
  const before = known.find((subscription) => subscription.subscriptionId === subscriptionId);
  return before === undefined ? undefined : { planId: before.planId, status: 'CANCELED' };
}

/** Where an account lands that pays for nothing: the first plan without a price, or the first one. */
export function freePlanOf({ storefront: { plans } }: Catalog): string {
  const free = plans.find(({ price }) => price.minorUnits === 0n) ?? plans[0];
  if (free === undefined) throw new Error('the storefront has no plans');
  return free.id;
}

/** Of the one clock that all gateways share, with its microseconds. */
async function databaseTime(sql: Sql): Promise<string> {
  const [row] = await sql.rows<{ now: string }>('select clock_timestamp()::text as now');
  if (row === undefined) throw new Error('the database does not tell the time');
  return row.now;
}
