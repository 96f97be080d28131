// A generation has changed: followers are woken and webhooks recorded, in the transaction that changes it.
import type { Transaction } from '../database/index.ts';
import { generationEvent, recordWebhookEvents } from '../webhooks/index.ts';
import type { Generation } from './generation.ts';
import { notifyChanged } from './status-events.ts';

/** As they are after the change. One that is held for review is told of once it is settled. */
export function tellChanged(tx: Transaction, generations: readonly Generation[], now: Date): void {
  const events = generations.flatMap((generation) => {
    const { status, webhookUrl: url } = generation;
    return status === 'QUEUED' ? [] : [generationEvent({ ...generation, status }, { occurredAt: now, url })];
  });
  recordWebhookEvents(tx, events);
  notifyChanged(tx, generations);
}
