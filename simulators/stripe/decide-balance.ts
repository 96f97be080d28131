// How an invoice's total and the customer's balance settle each other
// (https://docs.stripe.com/billing/customer/balance): a negative balance is the customer's credit.

export interface Settlement {
  /** Minor units still to be paid. */
  readonly amountDue: number;
  readonly endingBalance: number;
}

export function settleInvoice(invoice: {
  readonly total: number;
  readonly startingBalance: number;
  readonly leastCharge: number;
}): Settlement {
  const due = invoice.total + invoice.startingBalance;
  if (due <= 0) return { amountDue: 0, endingBalance: due };
  // Stripe charges nothing less; what is below waits in the balance.
  if (due < invoice.leastCharge) return { amountDue: 0, endingBalance: due };
  return { amountDue: due, endingBalance: 0 };
}
