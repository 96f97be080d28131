// What a change of plan comes to, given what the customer has. Pure.
import type { Plan } from '../../catalog/index.ts';
import type { PlanChangeKind } from './plan-change.ts';
import type { PlanPrice, SubscriptionState } from './plan-payments.ts';

export type PlanChangeDecision =
  | { readonly kind: Exclude<PlanChangeKind, 'RESUME' | 'CANCEL' | 'UPGRADE' | 'DOWNGRADE'> }
  | {
      readonly kind: 'RESUME' | 'CANCEL' | 'UPGRADE' | 'DOWNGRADE';
      readonly subscriptionId: string;
      readonly itemId: string;
    }
  | { readonly kind: 'REFUSED'; readonly reason: 'UNPAID' | 'NOT_SUBSCRIBED' };

export interface PlanChangeFacts {
  readonly target: Pick<Plan, 'id' | 'price'>;
  /** The plan the account is on. */
  readonly planId: string;
  /** Of all that have not ended, newest first. */
  readonly running: readonly SubscriptionState[];
  readonly hasCard: boolean;
}

export function decidePlanChange({ target, planId, running, hasCard }: PlanChangeFacts): PlanChangeDecision {
  // Whose first payment never came gives up by itself.
  const subscription = running.find(({ status }) => status !== 'INCOMPLETE');
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
  if (plan?.planId === target.id) return cancelAtPeriodEnd ? { kind: 'RESUME', ...on } : { kind: 'NONE' };
  return { kind: isMore(target, plan) ? 'UPGRADE' : 'DOWNGRADE', ...on };
}

const isMore = ({ price }: PlanChangeFacts['target'], plan: PlanPrice | undefined): boolean =>
  price.minorUnits > (plan?.price.minorUnits ?? 0n);
