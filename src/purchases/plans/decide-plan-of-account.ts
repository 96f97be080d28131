// The plan of an account is what its subscriptions say. Pure.
import type { SubscriptionStatus } from './entities.ts';
import type { PlanSubscription } from './plans.ts';

/** BEGINNING: never paid. ENTITLING: also past_due, while the provider still tries. OVER: nothing is coming any more. */
const MEANING: Readonly<Record<SubscriptionStatus, 'BEGINNING' | 'ENTITLING' | 'OVER'>> = {
  INCOMPLETE: 'BEGINNING',
  INCOMPLETE_EXPIRED: 'BEGINNING',
  TRIALING: 'ENTITLING',
  ACTIVE: 'ENTITLING',
  PAST_DUE: 'ENTITLING',
  UNPAID: 'OVER',
  PAUSED: 'OVER',
  CANCELED: 'OVER',
};

type Facts = Pick<PlanSubscription, 'status' | 'planId'>;

export const isEntitling = ({ status }: Pick<Facts, 'status'>): boolean => MEANING[status] === 'ENTITLING';

/**
 * Newest first. Undefined: they say nothing, and the account keeps the plan it was given.
 * Two that entitle at once should not be; the newer one counts.
 */
export function decidePlanOfAccount(subscriptions: readonly Facts[], freePlanId: string): string | undefined {
  const entitling = subscriptions.find(isEntitling);
  if (entitling !== undefined) return entitling.planId;
  return subscriptions.some(({ status }) => MEANING[status] === 'OVER') ? freePlanId : undefined;
}
