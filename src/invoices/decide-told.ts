// What is told of an invoice that has moved from one status to another. Pure.
import type { InvoiceStatus } from './decide-status.ts';

export type InvoiceTelling = 'issued' | 'paid' | 'overdue' | 'uncollectible' | 'voided';

/** In the order in which it happened: a status that was skipped because its word was lost is told of all the same. */
export function decideTold(before: InvoiceStatus, after: InvoiceStatus): InvoiceTelling[] {
  if (before === after || after === 'DRAFT') return [];
  // Withdrawn before anybody saw it.
  if (before === 'DRAFT' && after === 'VOID') return [];
  return [...(before === 'DRAFT' ? (['issued'] as const) : []), ...endOf(after)];
}

function endOf(status: Exclude<InvoiceStatus, 'DRAFT'>): InvoiceTelling[] {
  switch (status) {
    case 'OPEN':
      return [];
    case 'OVERDUE':
      return ['overdue'];
    case 'UNCOLLECTIBLE':
      return ['uncollectible'];
    case 'PAID':
      return ['paid'];
    case 'VOID':
      return ['voided'];
    default:
      return status satisfies never;
  }
}
