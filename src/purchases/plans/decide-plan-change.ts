// What a change of plan comes to, given what the customer has. Pure.
import type { Money } from '../../money/index.ts';
import type { PlanChangeKind, SubscriptionStatus } from './entities.ts';
import type { PlanInterval, PlanPrice, SubscriptionState } from './plan-payments.ts';

export type PlanChangeDecision =
  | { readonly kind: Exclude<PlanChangeKind, 'RESUME' | 'CANCEL' | 'UPGRADE' | 'DOWNGRADE'> }
  | {
      readonly kind: 'RESUME' | 'CANCEL' | 'UPGRADE' | 'DOWNGRADE';
      readonly subscriptionId: string;
      readonly itemId: string;
    }
  | { readonly kind: 'REFUSED'; readonly reason: 'UNPAID' | 'NOT_SUBSCRIBED' };

export interface PlanChangeFacts {
  readonly target: { readonly id: string; readonly interval: PlanInterval; readonly price: Money };
  /** The plan the account is on. */
  readonly planId: string;
  /** All of them, newest first. */
  readonly subscriptions: readonly SubscriptionState[];
  readonly hasCard: boolean;
}

/** One whose first payment never came gives up by itself. */
export const NOT_RUNNING: ReadonlySet<SubscriptionStatus> = new Set(['INCOMPLETE', 'INCOMPLETE_EXPIRED', 'CANCELED']);

export function decidePlanChange({ target, planId, subscriptions, hasCard }: PlanChangeFacts): PlanChangeDecision {
  const subscription = subscriptions.find(({ status }) => !NOT_RUNNING.has(status));
  if (subscription !== undefined) return decideRunning(target, subscription);
  if (planId === target.id) return { kind: 'NONE' };
  if (target.price.minorUnits === 0n) return { kind: 'REFUSED', reason: 'NOT_SUBSCRIBED' };
  return { kind: hasCard ? 'SUBSCRIBE' : 'CHECKOUT' };
}

function decideRunning(target: PlanChangeFacts['target'], subscription: SubscriptionState): PlanChangeDecision {
  const { subscriptionId, itemId, plan, status, cancelAtPeriodEnd } = subscription;
  const on = { subscriptionId, itemId };
  if (target.price.minorUnits === 0n) return cancelAtPeriodEnd ? { kind: 'NONE' } : { kind: 'CANCEL', ...on };
  if (status !== 'ACTIVE' && status !== 'TRIALING') return { kind: 'REFUSED', reason: 'UNPAID' };
  // Its own price stays: who changes nothing is charged nothing else.
  if (plan?.planId === target.id && plan.interval === target.interval) {
    return cancelAtPeriodEnd ? { kind: 'RESUME', ...on } : { kind: 'NONE' };
  }
  return { kind: isMore(target, plan) ? 'UPGRADE' : 'DOWNGRADE', ...on };
}

const MONTHS_OF_YEAR = 12n;

/** What is more is paid for at once; what is less is settled with what was paid already. */
function isMore({ price, interval }: PlanChangeFacts['target'], plan: PlanPrice | undefined): boolean {
  if (plan === undefined) return price.minorUnits > 0n;
  if (interval === plan.interval) return price.minorUnits > plan.price.minorUnits;
  return interval === 'YEAR' || price.minorUnits * MONTHS_OF_YEAR > plan.price.minorUnits;
}
