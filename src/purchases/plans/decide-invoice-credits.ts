// How many credits the payment of a subscription's invoice adds. Pure.
import { type MicroCredits, microCredits } from '../../money/index.ts';
import type { PlanInvoice } from './plan-payments.ts';

type InvoiceFacts = Omit<PlanInvoice, 'invoiceId' | 'isPaid' | 'reason'>;

/**
 * Each line brings the plan's monthly credits in proportion to its amount: a whole month all of them, the rest of a month
 * its share, and what is taken back for unused time counts against them. Of that sum the invoice brings what was settled
 * with money: what the customer's balance pays was money for credits that they have had already (a downgrade's unused
 * time, say). A discount is the seller's gift and takes no credits away. A line in another currency than its plan's price
 * brings none: nobody knows what it is worth. Never negative; rounded once, down.
 */
export function decideInvoiceCredits(invoice: InvoiceFacts): MicroCredits {
  const { subtotal, total, amountDue, currency, lines } = invoice;
  // One fraction for all lines, so that nothing is rounded in between.
  let numerator = 0n;
  let denominator = 1n;
  for (const { amount, plan } of lines) {
    if (plan === undefined || plan.price.minorUnits <= 0n || plan.price.currency !== currency) continue;
    const per = plan.price.minorUnits;
    numerator = numerator * per + amount * plan.credits * denominator;
    denominator *= per;
  }
  const [settled, of] = total > 0n ? [amountDue, total] : [subtotal > 0n ? 1n : 0n, 1n];
  const credits = (numerator * settled) / (denominator * of);
  return microCredits(credits > 0n ? credits : 0n);
}

/** Whether a plan was paid in another currency than it is sold in. */
export const isForeign = ({ currency, lines }: Pick<InvoiceFacts, 'currency' | 'lines'>): boolean =>
  lines.some(({ plan }) => plan !== undefined && plan.price.currency !== currency);
