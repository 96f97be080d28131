// Wires plans.
import type { PurchaseContext } from '../purchase-context.ts';
import { changePlan, findChanged } from './change-plan.ts';
import { isEntitling } from './decide-plan-of-account.ts';
import { grantWelcome } from './grant-welcome.ts';
import { openBillingPortal } from './open-billing-portal.ts';
import { readSubscriptions } from './plan-subscription.ts';
import type { Plans } from './plans.ts';

export function createPlans(context: PurchaseContext): Plans {
  return {
    changePlan: (request) => changePlan(context, request),
    changed: (request) => findChanged(context, request),
    openBillingPortal: (request) => openBillingPortal(context, request),
    subscriptionOf: async (accountId) => {
      const subscriptions = await readSubscriptions(context.database, accountId);
      return subscriptions.find(isEntitling) ?? subscriptions[0];
    },
    welcome: (accountId) => grantWelcome(context, accountId),
  };
}
