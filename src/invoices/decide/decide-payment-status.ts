// Whether an account may go on spending on credit, by how its invoices stand. Pure.
import type { InvoiceStatus } from './decide-status.ts';

const DAY_MILLISECONDS = 86_400_000;

export interface PaymentFacts {
  readonly invoices: readonly { readonly status: InvoiceStatus; readonly dueAt: Date | undefined }[];
  /** Whole days after the due date in which nothing happens yet. */
  readonly graceDays: number;
  readonly now: Date;
}

/** GOOD, or in default: an invoice is unpaid after the grace, or was given up. */
export function decidePaymentStatus({ invoices, graceDays, now }: PaymentFacts): 'GOOD' | 'IN_DEFAULT' {
  const isLate = invoices.some(({ status, dueAt }) => {
    if (status === 'UNCOLLECTIBLE') return true;
    if (dueAt === undefined || (status !== 'OPEN' && status !== 'OVERDUE')) return false;
    return now.getTime() >= dueAt.getTime() + graceDays * DAY_MILLISECONDS;
  });
  return isLate ? 'IN_DEFAULT' : 'GOOD';
}
