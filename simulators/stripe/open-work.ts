// Begins a unit of work for whom a request is about: everything of theirs is locked, and it is their time.
import type Stripe from 'stripe';
import type { StoredObject, StoreTransaction } from './object-store.ts';
import type { SimulatorContext } from './simulator-context.ts';
import { idOf, Work, type WorkOptions } from './work.ts';

export const NO_REQUEST: WorkOptions['request'] = { id: null, idempotency_key: null };

export interface Subject {
  readonly id: string | undefined;
  readonly request?: WorkOptions['request'];
}

export async function openWork(
  { baseUrl, now }: SimulatorContext,
  tx: StoreTransaction,
  { id, request = NO_REQUEST }: Subject,
): Promise<Work> {
  const owner = id === undefined ? undefined : await lockOwner(tx, id);
  const work = new Work({ objects: tx, now: now(), baseUrl: baseUrl(), request });
  const clock = owner === undefined ? undefined : await work.find('test_helpers.test_clock', owner);
  if (clock !== undefined) work.now = new Date(clock.object.frozen_time * 1000);
  return work;
}

export interface Done<Result> {
  readonly result: Result;
  /** To be delivered now that they are committed. */
  readonly events: readonly Stripe.Event[];
}

/** Runs one change in a transaction of its own. What it throws undoes it. */
export function inWork<Result>(
  context: SimulatorContext,
  subject: Subject,
  change: (work: Work, tx: StoreTransaction) => Promise<Result>,
): Promise<Done<Result>> {
  return context.store.transaction(async (tx) => {
    const work = await openWork(context, tx, subject);
    const result = await change(work, tx);
    return { result, events: work.flush(tx) };
  });
}

/** Nobody else changes what belongs to the same owner until the transaction ends. */
async function lockOwner(tx: StoreTransaction, id: string): Promise<string | undefined> {
  const [target] = await tx.find([id]);
  if (target === undefined) return undefined;
  const { object = {} } = partsOf(target);
  const names = [idOf(object.customer), idOf(object.payment_intent)];
  const wanted = names.filter((name) => name !== undefined);
  const found = wanted.length === 0 ? [] : await tx.find(wanted);
  const [customer, intent] = names.map((name) => found.find((other) => other.id === name));
  const owner = ownerOf(target, customer, intent);
  await tx.lock(owner);
  return owner;
}

/** What an object says of others, whatever its kind. */
interface Referring {
  readonly session?: string;
  readonly object?: Readonly<
    Partial<Record<'customer' | 'test_clock' | 'payment_intent', string | { readonly id: string } | null>>
  >;
}

const partsOf = (found: StoredObject | undefined): Referring => (found?.body ?? {}) as Referring;
const clockOf = (found: StoredObject | undefined) => idOf(partsOf(found).object?.test_clock);

/**
 * The test clock, else the customer, else the checkout session or the payment that an object belongs to, else the
 * object itself.
 */
function ownerOf(target: StoredObject, customer: StoredObject | undefined, intent: StoredObject | undefined): string {
  const payer = clockOf(customer) ?? clockOf(target) ?? customer?.id;
  if (payer !== undefined) return payer;
  const isSession = target.kind === 'checkout.session';
  const session = isSession ? target.id : (partsOf(target).session ?? partsOf(intent).session);
  return session ?? intent?.id ?? target.id;
}
