// Live status: the generation now, then at every change, from whichever process makes it.
import { type Database, follow } from '../database/index.ts';
import { type Generation, isFinal } from './generation.ts';
import { readGeneration } from './read-generations.ts';
import { GENERATION_CHANNEL, type GenerationAddress, topicOf } from './status-events.ts';

/** The part of the database room's listener that is needed here. */
export interface StatusEvents {
  on(channel: string, handler: (payload: string) => void): () => void;
  /** Events may have been missed: read again. */
  onReconnect(handler: () => void): () => void;
}

/** Followers by topic, so that an event costs nothing for those it does not concern. */
export interface Followers {
  add(address: GenerationAddress, wake: () => void): () => void;
}

export function createFollowers(events: StatusEvents): Followers {
  const byTopic = new Map<string, Set<() => void>>();
  events.on(GENERATION_CHANNEL, (topic) => {
    for (const wake of byTopic.get(topic) ?? []) wake();
  });
  events.onReconnect(() => {
    for (const wakes of byTopic.values()) for (const wake of wakes) wake();
  });
  return {
    add: (address, wake) => {
      const topic = topicOf(address);
      const wakes = byTopic.get(topic) ?? new Set();
      byTopic.set(topic, wakes.add(wake));
      return () => {
        wakes.delete(wake);
        if (wakes.size === 0) byTopic.delete(topic);
      };
    },
  };
}

/**
 * Ends once it is final. Undefined when the account has no such generation. Listens first and reads then, so that no change
 * falls between.
 */
export async function followGeneration(
  database: Database,
  followers: Followers,
  address: GenerationAddress,
): Promise<AsyncIterableIterator<Generation> | undefined> {
  const read = (): Promise<Generation | undefined> => readGeneration(database, address.accountId, address.id);
  let seen = 0;
  let first: Generation | undefined;
  const following = follow<Generation>({
    join: (wake) => followers.add(address, wake),
    next: async () => {
      const current = first ?? (await read());
      first = undefined;
      if (current === undefined || current.sequence <= seen) return { kind: 'wait' };
      seen = current.sequence;
      return { kind: isFinal(current) ? 'last' : 'item', value: current };
    },
  });
  first = await read();
  if (first !== undefined) return following;
  await following.return?.();
  return undefined;
}
