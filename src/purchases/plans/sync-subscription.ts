// Takes over what a subscription is at the payment provider, and with it the account's plan. The provider is asked each
// time, so that events may come twice and in any order: whichever is handled last finds the same.
import { sql as raw } from 'kysely';
import { lockAccount, setPlan } from '../../accounts/index.ts';
import type { Catalog } from '../../catalog/index.ts';
import { type Sql, shardOf, type Transaction, toPublicId, withoutNulls } from '../../database/index.ts';
import type { PurchaseTables } from '../entities.ts';
import type { ReceivedEvent } from '../events/received-event.ts';
import { recordEvents } from '../events/record-events.ts';
import type { PurchaseContext } from '../purchase-context.ts';
import { decidePlanOfAccount, isEntitling } from './decide-plan-of-account.ts';
import type { SubscriptionState } from './plan-payments.ts';
import type { PlanSubscription } from './plans.ts';

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

/** All that the account ever had, newest first. */
export async function readSubscriptions(sql: Sql, accountId: string): Promise<PlanSubscription[]> {
  const rows = await sql
    .tables<PurchaseTables>()
    .selectFrom('plan_subscription')
    .selectAll()
    .where('accountId', '=', accountId)
    .orderBy('startedAt', 'desc')
    .orderBy('subscriptionId', 'desc')
    .execute();
  return rows.map(withoutNulls);
}

/** The one that counts: the newest that entitles, else the newest. */
export async function findSubscription(sql: Sql, accountId: string): Promise<PlanSubscription | undefined> {
  const subscriptions = await readSubscriptions(sql, accountId);
  return subscriptions.find(isEntitling) ?? subscriptions[0];
}

const PAID_ON: ReadonlySet<string> = new Set(['TRIALING', 'ACTIVE', 'PAST_DUE', 'UNPAID', 'PAUSED']);

/** Whether any of them would ask for another payment. A change is written under the account's lock: who holds it reads what stays so. */
export async function isPaidOn(tx: Sql, accountId: string): Promise<boolean> {
  const subscriptions = await readSubscriptions(tx, accountId);
  return subscriptions.some(({ status, cancelAtPeriodEnd }) => PAID_ON.has(status) && !cancelAtPeriodEnd);
}

/** Answers what the subscription is at the provider; undefined when there is none. */
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
  await shardOf(context.database, accountId).transaction(async (tx) => {
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
  const known = planStateOf(state, before);
  if (known === undefined) return;
  const { subscriptionId, currentPeriodStart, currentPeriodEnd, cancelAtPeriodEnd, startedAt } = state;
  await keep(tx, {
    ...{ accountId, subscriptionId, startedAt, currentPeriodStart, currentPeriodEnd, cancelAtPeriodEnd, readAt },
    ...{ planId: known.planId, status: known.status, updatedFromEventCreated: received.event.createdAt },
  });
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

type Kept = Omit<PlanSubscription, 'readAt'> & Pick<Reading, 'readAt'>;

/** An answer that was asked for earlier never replaces one that was asked for later. */
async function keep(tx: Transaction, { readAt, ...subscription }: Kept): Promise<void> {
  await tx
    .tables<PurchaseTables>()
    .insertInto('plan_subscription')
    // With its microseconds, which a Date does not have.
    .values({ ...subscription, readAt: raw<Date>`${readAt}::timestamptz` })
    .onConflict((conflict) =>
      conflict
        .columns(['accountId', 'subscriptionId'])
        .doUpdateSet((by) => ({
          planId: by.ref('excluded.planId'),
          status: by.ref('excluded.status'),
          currentPeriodStart: by.ref('excluded.currentPeriodStart'),
          currentPeriodEnd: by.ref('excluded.currentPeriodEnd'),
          cancelAtPeriodEnd: by.ref('excluded.cancelAtPeriodEnd'),
          updatedFromEventCreated: by.ref('excluded.updatedFromEventCreated'),
          readAt: by.ref('excluded.readAt'),
        }))
        .whereRef('plan_subscription.readAt', '<=', 'excluded.readAt'),
    )
    .execute();
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

/** Of the one clock that all gateways share, with its microseconds. By hand: it is asked of no table. */
async function databaseTime(sql: Sql): Promise<string> {
  const [row] = await sql.rows<{ now: string }>('select clock_timestamp()::text as now');
  if (row === undefined) throw new Error('the database gave no time');
  return row.now;
}
