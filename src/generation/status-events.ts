// Status changes travel by NOTIFY, in the transaction that makes them: whoever hears of one can read it.
import { prepared, type Transaction, textArray } from '../database/index.ts';

/** Payload: `<account id> <generation id>`. */
export const GENERATION_CHANNEL = 'tollgate_generation';

export interface GenerationAddress {
  readonly accountId: string;
  readonly id: string;
}

export const topicOf = ({ accountId, id }: GenerationAddress): string => `${accountId} ${id}`;

export function addressOf(topic: string): GenerationAddress {
  const [accountId = '', id = ''] = topic.split(' ');
  return { accountId, id };
}

const NOTIFY = prepared(
  'generation_notify',
  `select pg_notify('${GENERATION_CHANNEL}', topic) from unnest($1::text[]) as topic`,
);

export function notifyChanged(tx: Transaction, changed: readonly GenerationAddress[]): void {
  tx.send(NOTIFY, [textArray(changed.map(topicOf))]);
}
