// How an invoice stands, from what is known and what the payment provider says. Pure. Its words come twice, late and in
// any order, so a status only ever goes up these steps: every order ends the same.
export type InvoiceStatus = 'DRAFT' | 'OPEN' | 'OVERDUE' | 'UNCOLLECTIBLE' | 'PAID' | 'VOID';

/** As the provider shows it. */
export type ProviderStatus = 'draft' | 'open' | 'uncollectible' | 'paid' | 'void';

const STEPS: Readonly<Record<InvoiceStatus, number>> = {
  DRAFT: 0,
  OPEN: 1,
  OVERDUE: 2,
  UNCOLLECTIBLE: 3,
  // An invoice ends in one of these, and stays there.
  PAID: 4,
  VOID: 4,
};

export interface StatusFacts {
  readonly status: InvoiceStatus;
  readonly said: ProviderStatus;
  readonly dueAt: Date | undefined;
  readonly now: Date;
}

export function decideStatus({ status, said, dueAt, now }: StatusFacts): InvoiceStatus {
  const next = toStatus(said, dueAt !== undefined && dueAt <= now);
  return STEPS[next] > STEPS[status] ? next : status;
}

function toStatus(said: ProviderStatus, isDue: boolean): InvoiceStatus {
  switch (said) {
    case 'draft':
      return 'DRAFT';
    case 'open':
      return isDue ? 'OVERDUE' : 'OPEN';
    case 'uncollectible':
      return 'UNCOLLECTIBLE';
    case 'paid':
      return 'PAID';
    case 'void':
      return 'VOID';
    default:
      return said satisfies never;
  }
}
