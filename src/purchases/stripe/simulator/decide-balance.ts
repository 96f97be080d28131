// How an invoice's total and the customer's balance settle each other
// (https://docs.stripe.com/billing/customer/balance): a negative balance is the customer's credit.

export interface Settlement {
  /** Minor units still to be paid. */
  readonly amountDue: number;
  readonly endingBalance: number;
}

/** Stripe charges nothing less; what is below waits in the balance. */
const LEAST_CHARGE: Readonly<Record<string, number>> = { usd: 50, eur: 50, gbp: 30 };

export function settleInvoice(invoice: {
  readonly total: number;
  readonly startingBalance: number;
  readonly currency: string;
}): Settlement {
  const due = invoice.total + invoice.startingBalance;
  if (due <= 0) return { amountDue: 0, endingBalance: due };
  if (due < (LEAST_CHARGE[invoice.currency] ?? 1)) return { amountDue: 0, endingBalance: due };
  return { amountDue: due, endingBalance: 0 };
}
