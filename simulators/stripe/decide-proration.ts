// What a change in the middle of a period costs and gives back, to the second
// (https://docs.stripe.com/billing/subscriptions/prorations).

export interface ProratedShare {
  /** Minor units for the whole period. */
  readonly amount: number;
  readonly periodStart: number;
  readonly periodEnd: number;
  /** From here to the period's end, in seconds since 1970. */
  readonly from: number;
  /** What can be charged of the currency is a multiple of it. */
  readonly step?: number;
}

/** The part of an amount that falls on the rest of the period: minor units, halves away from zero. */
export function prorate({ amount, periodStart, periodEnd, from, step = 1 }: ProratedShare): number {
  if (from >= periodEnd) return 0;
  const remaining = BigInt(periodEnd - (from > periodStart ? from : periodStart));
  const whole = BigInt(periodEnd - periodStart) * BigInt(step);
  const doubled = 2n * BigInt(amount) * remaining;
  const half = amount < 0 ? -whole : whole;
  return Number((doubled + half) / (2n * whole)) * step;
}
