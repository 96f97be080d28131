// Status changes travel by NOTIFY, in the transaction that makes them: whoever receives one can read it.
import { prepared, type Sends, textArray } from '../../database/index.ts';
import { generationEvent, publishEvents } from '../../webhooks/index.ts';
import type { Generation, GenerationAddress } from '../generation.ts';

/** Payload: `<account id> <generation id>`. */
export const GENERATION_CHANNEL = 'tollgate_generation';

export const topicOf = ({ accountId, id }: GenerationAddress): string => `${accountId} ${id}`;

export function addressOf(topic: string): GenerationAddress {
  const [accountId = '', id = ''] = topic.split(' ');
  return { accountId, id };
}

const NOTIFY = prepared(
  'generation_notify',
  `select pg_notify('${GENERATION_CHANNEL}', topic) from unnest($1::text[]) as topic`,
);

export function notifyChanged(tx: Sends, changed: readonly GenerationAddress[]): void {
  tx.send(NOTIFY, [textArray(changed.map(topicOf))]);
}

/** As they are after the change. One that is held for review is published once it is settled. */
export function publishChanges(tx: Sends, generations: readonly Generation[], now: Date): void {
  const events = generations.flatMap((generation) => {
    const { status, webhookUrl: url, webhookFormat: urlFormat } = generation;
    const occurrence = { occurredAt: now, url, urlFormat };
    return status === 'QUEUED' ? [] : [generationEvent({ ...generation, status }, occurrence)];
  });
  publishEvents(tx, events);
  notifyChanged(tx, generations);
}
