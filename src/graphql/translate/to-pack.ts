import type { CreditPack, Plan } from '../../catalog/index.ts';
import { formatMoney, type Money } from '../../money/index.ts';
import type { MoneyType } from '../types/money.ts';
import type { CreditPackType, PlanType } from '../types/pack.ts';

export function toMoney(money: Money): MoneyType {
  return { amount: formatMoney(money), currency: money.currency };
}

export function toCreditPack(pack: CreditPack): CreditPackType {
  const { id, name, credits, validity, price, requiresPlan = false } = pack;
  return { id, name, credits, validity, price: toMoney(price), requiresPlan };
}

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
