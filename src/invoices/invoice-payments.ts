// The port to the payment provider: what the room needs of it, in the room's own words.
import type { Money } from '../money/index.ts';
import type { ProviderStatus } from './decide/decide-status.ts';

export interface ProviderInvoiceRequest {
  /** `inv_…`; also makes the provider's idempotency keys, so that asking again makes no second invoice. */
  readonly invoiceId: string;
  /** `acct_…`. */
  readonly accountId: string;
  readonly customerId: string;
  /** The provider's id, once it is known. */
  readonly providerInvoiceId: string | undefined;
  readonly total: Money;
  /** The one line of it, and its title. */
  readonly description: string;
  readonly daysUntilDue: number;
  /** Nothing of it was made before: where to look for it begins here. */
  readonly since: Date;
}

/** An invoice as the provider shows it. */
export interface ProviderInvoice {
  readonly providerInvoiceId: string;
  readonly status: ProviderStatus;
  readonly total: Money;
  readonly number: string | undefined;
  readonly payUrl: string | undefined;
  readonly dueAt: Date | undefined;
}

export type ProviderInvoiceAnswer =
  | { readonly status: 'known'; readonly invoice: ProviderInvoice }
  /** The provider did not answer, or refused: whatever was done is found by asking again. `reason` is for the log. */
  | { readonly status: 'unavailable'; readonly reason: string };

export interface InvoicePayments {
  /**
   * Makes, finalizes and sends the invoice. May be called any number of times, also after it broke off anywhere: what is
   * there already is found, and the rest is done.
   */
  sendInvoice(request: ProviderInvoiceRequest): Promise<ProviderInvoiceAnswer>;
  /** As it stands now. */
  findInvoice(providerInvoiceId: string): Promise<ProviderInvoiceAnswer>;
}

/** An event of the provider's about one of this room's invoices. Database ids. */
export interface InvoiceSubject {
  readonly kind: 'invoice';
  readonly accountId: string;
  readonly invoiceId: string;
  readonly invoice: ProviderInvoice;
}
