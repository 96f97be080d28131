// What Stripe's billing does next for a customer, and when. Pure; times are seconds since 1970.

export interface DueFacts {
  readonly subscriptions: readonly {
    readonly id: string;
    readonly status: string;
    readonly created: number;
    readonly periodEnd: number;
    readonly cancelAt: number | null;
    /** Until when a change waits for its payment; null when none does. */
    readonly pendingUntil: number | null;
  }[];
  readonly invoices: readonly {
    readonly id: string;
    readonly finalizesAt: number | null;
    readonly nextAttempt: number | null;
    readonly overdueAt: number | null;
  }[];
}

/** What falls on the same second is done in this order: an old invoice is settled before a new one is made. */
const ORDER = ['finalize', 'collect', 'overdue', 'end', 'expire', 'drop_update', 'renew'] as const;

export interface Due {
  readonly kind: (typeof ORDER)[number];
  readonly id: string;
  readonly at: number;
}

/** Stripe waits 23 hours for the first payment of a subscription. */
const INCOMPLETE_SECONDS = 23 * 3600;
const RUNNING = new Set(['active', 'past_due', 'unpaid']);

function dueOfSubscription(subscription: DueFacts['subscriptions'][number]): Due[] {
  const { id, status, created, periodEnd, cancelAt, pendingUntil } = subscription;
  if (status === 'incomplete') return [{ kind: 'expire', id, at: created + INCOMPLETE_SECONDS }];
  if (!RUNNING.has(status)) return [];
  const drop: Due[] = pendingUntil === null ? [] : [{ kind: 'drop_update', id, at: pendingUntil }];
  if (cancelAt !== null && cancelAt <= periodEnd) return [...drop, { kind: 'end', id, at: cancelAt }];
  return [...drop, { kind: 'renew', id, at: periodEnd }];
}

function dueOfInvoice({ id, finalizesAt, nextAttempt, overdueAt }: DueFacts['invoices'][number]): Due[] {
  return [
    ...(finalizesAt === null ? [] : [{ kind: 'finalize' as const, id, at: finalizesAt }]),
    ...(nextAttempt === null ? [] : [{ kind: 'collect' as const, id, at: nextAttempt }]),
    ...(overdueAt === null ? [] : [{ kind: 'overdue' as const, id, at: overdueAt }]),
  ];
}

export function decideNextDue({ subscriptions, invoices }: DueFacts): Due | undefined {
  const dues = [...subscriptions.flatMap(dueOfSubscription), ...invoices.flatMap(dueOfInvoice)];
  const rank = ({ kind }: Due): number => ORDER.indexOf(kind);
  return dues.toSorted((one, other) => (one.at === other.at ? rank(one) - rank(other) : one.at - other.at))[0];
}
