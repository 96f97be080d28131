// Which deliveries become of events: how often and in which order.

export interface DeliveryPlan {
  readonly copies: number;
  readonly order: 'as_happened' | 'reversed' | 'shuffled';
}

/** Events that went through the same hands follow each other; those of different ones are delivered side by side. */
export interface Deliverable {
  readonly id: string;
  /** The customer, or the object itself where there is none. */
  readonly owner: string;
}

export function planDeliveries<Event extends Deliverable>(events: readonly Event[], plan: DeliveryPlan): Event[][] {
  const copied = events.flatMap((event) => Array.from({ length: plan.copies }, () => event));
  const ordered = inOrder(copied, plan.order);
  const byOwner = new Map<string, Event[]>();
  for (const event of ordered) {
    const queue = byOwner.get(event.owner) ?? [];
    queue.push(event);
    byOwner.set(event.owner, queue);
  }
  return [...byOwner.values()];
}

/** Shuffled the same way each time: by the letters of the id that chance has chosen. */
function inOrder<Event extends Deliverable>(events: readonly Event[], order: DeliveryPlan['order']): readonly Event[] {
  if (order === 'as_happened') return events;
  if (order === 'reversed') return events.toReversed();
  const chance = ({ id }: Event): string => [...id].reverse().join('');
  return events.toSorted((one, other) => (chance(one) < chance(other) ? -1 : 1));
}
