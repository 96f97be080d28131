// Automatic top-ups as Stripe saw them: never two within the cool-down, never above the cap of a month.
import type Stripe from 'stripe';
import type { Check } from './check.ts';

const COOL_DOWN_SECONDS = 3_600;

export const checkTopUps: Check = ({ customer, books }) => {
  const attempts = books.payments
    .filter(({ metadata }) => metadata['kind'] === 'auto_top_up')
    .toSorted((one, other) => one.created - other.created);
  const cap = Number(customer.persona.cap ?? 0n);
  return Promise.resolve([...checkCoolDown(attempts), ...checkCap(attempts, cap)]);
};

function checkCoolDown(attempts: readonly Stripe.PaymentIntent[]): string[] {
  const charges = attempts.filter(({ status }) => status === 'succeeded');
  return charges.flatMap(({ id, created }, index) => {
    const before = charges[index - 1];
    if (before === undefined || created - before.created >= COOL_DOWN_SECONDS) return [];
    return [`top-up ${id} came ${created - before.created} seconds after ${before.id}`];
  });
}

const monthOf = ({ created }: Stripe.PaymentIntent): string => new Date(created * 1_000).toISOString().slice(0, 7);

/** Declined attempts count, too. */
function checkCap(attempts: readonly Stripe.PaymentIntent[], cap: number): string[] {
  const months = Object.entries(Object.groupBy(attempts, monthOf));
  return months.flatMap(([month, those = []]) => {
    const asked = those.reduce((sum, { amount }) => sum + amount, 0);
    return asked <= cap ? [] : [`${asked} cents were asked for in ${month}, the cap is ${cap}`];
  });
}
