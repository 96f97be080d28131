// Which deliveries become of events: how often and in which order.

export interface DeliveryPlan {
  readonly copies: number;
  readonly order: 'as_happened' | 'reversed' | 'shuffled';
}

export interface Deliverable {
  readonly id: string;
  /** Ids that tell whom it is about: the customer, the payment, the invoice, the object itself. */
  readonly about: readonly string[];
}

/** Queues of deliveries: what is about the same customer follows each other, the rest goes side by side. */
export function planDeliveries<Event extends Deliverable>(events: readonly Event[], plan: DeliveryPlan): Event[][] {
  const owners = ownersOf(events);
  const copied = events.flatMap((event) => Array.from({ length: plan.copies }, () => event));
  const queues = new Map<string, Event[]>();
  for (const event of inOrder(copied, plan.order)) {
    const owner = owners.get(event.id) ?? event.id;
    const queue = queues.get(owner) ?? [];
    queue.push(event);
    queues.set(owner, queue);
  }
  return [...queues.values()];
}

/** By event id. An event without a customer belongs where its payment or its invoice was seen before. */
function ownersOf(events: readonly Deliverable[]): ReadonlyMap<string, string> {
  const ownerOfId = new Map<string, string>();
  const owners = new Map<string, string>();
  for (const { id, about } of events) {
    const known = about.map((name) => ownerOfId.get(name)).find((owner) => owner !== undefined);
    const owner = known ?? about[0] ?? id;
    for (const name of about) ownerOfId.set(name, owner);
    owners.set(id, owner);
  }
  return owners;
}

/** Letters at an id's end that chance has chosen. */
const CHANCE_LETTERS = 10;

/** Shuffled the same way each time. */
function inOrder<Event extends Deliverable>(events: readonly Event[], order: DeliveryPlan['order']): readonly Event[] {
  if (order === 'as_happened') return events;
  if (order === 'reversed') return events.toReversed();
  const chance = ({ id }: Event): string => id.slice(-CHANCE_LETTERS);
  return events.toSorted((one, other) => (chance(one) < chance(other) ? -1 : 1));
}
