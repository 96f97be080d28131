// What the reconciler asks the payment provider. All throw ProviderUnavailableError when it cannot be asked.
import type { EventName } from './report.ts';

/**
 * Lists come in pages, so that no list has to fit into memory. `Event`: PaymentEvent of the port that this is a part of.
 */
export interface ReconcilePayments<Event> {
  /** The provider's own journal since a moment, of the types that mean something, whether or not its webhooks arrived. */
  listEvents(since: Date): AsyncIterable<readonly Event[]>;
  /** Checkouts that were begun since a moment and are paid, as their events would describe them. */
  listPaidCheckouts(since: Date): AsyncIterable<readonly Event[]>;
  /** Automatic top-ups that were begun since a moment and are paid, as their events would describe them. */
  listPaidTopUps(since: Date): AsyncIterable<readonly Event[]>;
  /** Invoices that were made since a moment and are paid with money, as their events would describe them. */
  listPaidInvoices(since: Date): AsyncIterable<readonly Event[]>;
  /** An event, or what its object would say of itself now; undefined when neither is there any more. */
  readEventAgain(event: EventName): Promise<Event | undefined>;
  /** What a checkout would say of itself now; undefined while it is open, or when there is none. */
  readCheckoutAgain(sessionId: string): Promise<Event | undefined>;
  /** The events that would have added the credits of a payment; none when it is not paid. */
  readCredit(paymentIntentId: string): Promise<Event[]>;
  /** Whether the money of a payment arrived; undefined when there is no such payment. */
  isPaid(paymentIntentId: string): Promise<boolean | undefined>;
  /** Whether an invoice is paid; undefined when there is no such invoice. */
  isInvoicePaid(invoiceId: string): Promise<boolean | undefined>;
}
