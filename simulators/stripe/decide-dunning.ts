// What follows a failed payment of an invoice: another try, or the end
// (https://docs.stripe.com/billing/revenue-recovery/smart-retries, the custom schedule).

export interface DunningRules {
  /** Days from each failed try to the next. */
  readonly retryDays: readonly number[];
  /** What becomes of the subscription when the last try has failed. */
  readonly afterwards: 'canceled' | 'unpaid' | 'past_due';
}

export const USUAL_DUNNING: DunningRules = { retryDays: [3, 5, 7], afterwards: 'canceled' };

export type DunningStep =
  /** Seconds since 1970. */
  | { readonly kind: 'retry'; readonly at: number }
  | { readonly kind: 'give_up'; readonly status: DunningRules['afterwards'] };

const DAY_SECONDS = 86_400;

/** `failures`: tries of this invoice that have failed, this one included. */
export function decideDunning(rules: DunningRules, failures: number, now: number): DunningStep {
  const days = rules.retryDays[failures - 1];
  if (days === undefined) return { kind: 'give_up', status: rules.afterwards };
  return { kind: 'retry', at: now + days * DAY_SECONDS };
}
