// Begins a unit of work for whom a request is about: everything of theirs is locked, and it is their time.
import type Stripe from 'stripe';
import type { Transaction } from './database.ts';
import type { SimulatorContext } from './simulator-context.ts';
import { lockOwner } from './stored-objects.ts';
import { Work, type WorkOptions } from './work.ts';

export const NO_REQUEST: WorkOptions['request'] = { id: null, idempotency_key: null };

export interface Subject {
  readonly id: string | undefined;
  readonly request?: WorkOptions['request'];
}

export async function openWork(
  { baseUrl, now }: SimulatorContext,
  tx: Transaction,
  { id, request = NO_REQUEST }: Subject,
): Promise<Work> {
  const owner = id === undefined ? undefined : await lockOwner(tx, id);
  const work = new Work({ sql: tx, now: now(), baseUrl: baseUrl(), request });
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
  change: (work: Work, tx: Transaction) => Promise<Result>,
): Promise<Done<Result>> {
  return context.database.transaction(async (tx) => {
    const work = await openWork(context, tx, subject);
    const result = await change(work, tx);
    return { result, events: work.flush(tx) };
  });
}
