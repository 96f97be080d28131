import {
  type AnyUserError,
  generalError,
  invalidParameter,
  keyMismatch,
  parameterError,
  paymentDeclined,
} from '../../callers/index.ts';
import type { Plan } from '../../catalog/index.ts';
import type { ChangePlanRefusal, PlanSubscription } from '../../purchases/index.ts';
import { toMoney } from '../edge/types.ts';
import { providerUnavailable } from '../packs/translate.ts';
import type { PlanSubscriptionType, PlanType } from './types.ts';

export function toPlan(plan: Plan): PlanType {
  return {
    id: plan.id,
    name: plan.name,
    price: toMoney(plan.price),
    monthlyCredits: plan.monthlyCredits,
    yearlyPrice: plan.yearly === undefined ? undefined : toMoney(plan.yearly.price),
    yearlyCredits: plan.yearly?.credits,
    auditWindowDays: plan.auditWindowDays,
    concurrencyLimit: plan.concurrencyLimit,
    requestsPerMinute: plan.requestsPerMinute,
    welcomeCredits: plan.welcomeCredits,
  };
}

export function toPlanSubscription(subscription: PlanSubscription): PlanSubscriptionType {
  const { planId, status, currentPeriodEnd, cancelAtPeriodEnd, startedAt } = subscription;
  return { planId, status, currentPeriodEnd, cancelAtPeriodEnd, startedAt };
}

export function toPlanError(refusal: ChangePlanRefusal): AnyUserError {
  const { code } = refusal;
  switch (code) {
    case 'PLAN_NOT_FOUND': {
      const message = `There is no plan "${refusal.planId}"; there are ${refusal.allowed.join(', ')}.`;
      return invalidParameter(['planId'], message, refusal.allowed);
    }
    case 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH':
      return keyMismatch();
    case 'INVALID_PARAMETER':
      return parameterError({ code, message: refusal.message, path: refusal.path });
    case 'PAYMENT_DECLINED':
      return paymentDeclined(refusal.message, refusal.declineCode);
    case 'PURCHASE_NOT_ALLOWED':
      return generalError({ code, message: refusal.message, path: ['planId'] });
    case 'PAYMENT_PROVIDER_UNAVAILABLE':
      return providerUnavailable();
    default:
      return refusal satisfies never;
  }
}
