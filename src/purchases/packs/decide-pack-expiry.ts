// How long the credits of a pack last (storefront: validity of packs).
import type { PackValidity } from '../../catalog/index.ts';

const DAY_MILLISECONDS = 86_400_000;

const VALIDITY_DAYS: Readonly<Record<PackValidity, number | undefined>> = {
  DAYS_30: 30,
  DAYS_90: 90,
  LIFETIME: undefined,
};

/**
 * The moment the credits expire; undefined: never. The time runs from the payment. When a payment is known of so late
 * that this moment has passed already, it runs from `now`: nobody pays for credits that were never usable.
 */
export function decidePackExpiry(payment: {
  readonly validity: PackValidity;
  readonly paidAt: Date;
  readonly now: Date;
}): Date | undefined {
  const days = VALIDITY_DAYS[payment.validity];
  if (days === undefined) return undefined;
  const expiresAt = new Date(payment.paidAt.getTime() + days * DAY_MILLISECONDS);
  return expiresAt > payment.now ? expiresAt : new Date(payment.now.getTime() + days * DAY_MILLISECONDS);
}
