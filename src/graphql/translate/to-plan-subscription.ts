import type { PlanSubscription } from '../../purchases/index.ts';
import type { PlanSubscriptionType } from '../types/plan-change.ts';

export function toPlanSubscription(subscription: PlanSubscription): PlanSubscriptionType {
  const { planId, status, currentPeriodEnd, cancelAtPeriodEnd, startedAt } = subscription;
  return { planId, status, currentPeriodEnd, cancelAtPeriodEnd, startedAt };
}
