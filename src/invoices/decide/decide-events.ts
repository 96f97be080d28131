// Which events are published when an invoice has moved from one status to another. Pure.
import type { InvoiceStatus } from './decide-status.ts';

export type InvoiceEventKind = 'issued' | 'paid' | 'overdue' | 'uncollectible' | 'voided';

/** In the order in which it happened: a status that was skipped because the provider's event was lost is published all the same. */
export function decideInvoiceEvents(before: InvoiceStatus, after: InvoiceStatus): InvoiceEventKind[] {
  if (before === after || after === 'DRAFT') return [];
  // Withdrawn before anybody saw it.
  if (before === 'DRAFT' && after === 'VOID') return [];
  return [...(before === 'DRAFT' ? (['issued'] as const) : []), ...endOf(after)];
}

function endOf(status: Exclude<InvoiceStatus, 'DRAFT'>): InvoiceEventKind[] {
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
