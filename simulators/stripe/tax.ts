// The tax that Stripe Tax would add: the same for everybody, on top of each price (https://docs.stripe.com/tax).
import { z } from 'zod';
import { Switch } from './read-parameters.ts';
import { rulesOf } from './refuse-amount.ts';

/** Whoever pays, wherever they are. */
const TAX_PERCENT = 20;

export const AutomaticTax = z.strictObject({ enabled: Switch });

/** Minor units, which the currency charges; of what is given back, too. */
export function taxOf(amount: number, currency: string): number {
  const step = Number(rulesOf(currency).step);
  return Math.round((amount * TAX_PERCENT) / (100 * step)) * step;
}
