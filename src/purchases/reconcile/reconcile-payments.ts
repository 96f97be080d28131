// What the reconciler asks the payment provider. All throw ProviderUnavailableError when it cannot be asked.

/** `Event`: PaymentEvent of the port that this is a part of. */
export interface ReconcilePayments<Event> {
  /** The provider's own journal since a moment, oldest first, whether or not its webhooks arrived. */
  listEvents(since: Date): Promise<Event[]>;
  /** Checkouts that were begun since a moment and are paid, as their events would tell of them. */
  listPaidCheckouts(since: Date): Promise<Event[]>;
  /** Invoices of subscriptions that were made since a moment and are paid with money, as their events would tell of them. */
  listPaidPlanInvoices(since: Date): Promise<Event[]>;
  /** What a checkout would tell of itself now; undefined while it is open, or when there is none. */
  readCheckoutAgain(sessionId: string): Promise<Event | undefined>;
  /** The events that would have added the credits of a payment; none when it is not paid. */
  readCredit(paymentIntentId: string): Promise<Event[]>;
  /** Whether the money of a payment arrived; undefined when there is no such payment. */
  isPaid(paymentIntentId: string): Promise<boolean | undefined>;
  /** Whether an invoice is paid; undefined when there is no such invoice. */
  isInvoicePaid(invoiceId: string): Promise<boolean | undefined>;
}
