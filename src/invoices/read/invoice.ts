// An invoice of a postpaid account, as other rooms see it.
import type { MicroCredits, Money } from '../../money/index.ts';
import type { CreditPrice } from '../decide/decide-invoice.ts';
import type { InvoiceStatus } from '../decide/decide-status.ts';

/** All charges of one model on one UTC day, or all that was given back on it of such charges. */
export interface InvoiceLine {
  /** From 1. */
  readonly number: number;
  readonly kind: 'CHARGE' | 'REFUND';
  /** `YYYY-MM-DD`, UTC. */
  readonly day: string;
  /** The model's identifier; undefined when the generation is not there any more. */
  readonly model: string | undefined;
  /** How many charges or refunds. */
  readonly count: number;
  /** Below zero for refunds. */
  readonly credits: MicroCredits;
  /** What a credit cost when it was charged, in 1e-9 of the currency's unit. */
  readonly billionths: bigint;
}

export interface Invoice {
  readonly accountId: string;
  readonly id: string;
  /** The first day of the UTC calendar month that it bills, `YYYY-MM-01`. */
  readonly month: string;
  readonly status: InvoiceStatus;
  /** The sum of its lines. */
  readonly credits: MicroCredits;
  /** What it took over from months that were not billed. */
  readonly carriedCredits: MicroCredits;
  readonly price: CreditPrice;
  /** Zero: nothing was sent, and all of it is carried to the next month. */
  readonly total: Money;
  /** What its payment settles on the credit line; zero when nothing was sent. */
  readonly settles: MicroCredits;
  readonly daysUntilDue: number;
  readonly providerInvoiceId: string | undefined;
  /** The payment provider's number of it. */
  readonly number: string | undefined;
  /** Where it is paid. */
  readonly payUrl: string | undefined;
  readonly createdAt: Date;
  readonly issuedAt: Date | undefined;
  readonly dueAt: Date | undefined;
  readonly paidAt: Date | undefined;
  /** What of its payment went back, by lost disputes and refunds at the provider's end. */
  readonly moneyBack: Money;
}
