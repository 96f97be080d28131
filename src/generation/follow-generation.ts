// Live status: the generation now, then at every change, from whichever process makes it.
import type { Database } from '../database/index.ts';
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

/** Ends once it is final. Undefined when the account has no such generation. Listens first and reads then, so that no change falls between. */
export async function followGeneration(
  database: Database,
  followers: Followers,
  address: GenerationAddress,
): Promise<AsyncIterableIterator<Generation> | undefined> {
  const bell = createBell();
  const leave = followers.add(address, bell.ring);
  const first = await readGeneration(database, address.accountId, address.id);
  if (first === undefined) {
    leave();
    return undefined;
  }
  return createFollowing({ first, bell, leave, read: () => readGeneration(database, address.accountId, address.id) });
}

interface Following {
  readonly first: Generation;
  readonly bell: Bell;
  readonly leave: () => void;
  readonly read: () => Promise<Generation | undefined>;
}

/** An iterator rather than a generator: `return` must end a wait that is under way. */
function createFollowing({ first, bell, leave, read }: Following): AsyncIterableIterator<Generation> {
  let unseen: Generation | undefined = first;
  let seen = 0;
  const leaving = new AbortController();
  const finish = (): IteratorResult<Generation> => {
    leaving.abort();
    leave();
    bell.ring();
    return { done: true, value: undefined };
  };
  const iterator: AsyncIterableIterator<Generation> = {
    next: async () => {
      while (!leaving.signal.aborted) {
        const current: Generation | undefined = unseen ?? (await read());
        unseen = undefined;
        if (current !== undefined && current.sequence > seen) {
          seen = current.sequence;
          if (isFinal(current)) finish();
          return { done: false, value: current };
        }
        await bell.wait();
      }
      return { done: true, value: undefined };
    },
    return: () => Promise.resolve(finish()),
    [Symbol.asyncIterator]: () => iterator,
  };
  return iterator;
}

/** Remembers one ring, so that a change between reading and waiting is not missed. */
interface Bell {
  readonly ring: () => void;
  wait(): Promise<void>;
}

function createBell(): Bell {
  let hasRung = false;
  let wake: (() => void) | undefined;
  return {
    ring: () => {
      hasRung = true;
      wake?.();
    },
    wait: async () => {
      if (!hasRung) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      hasRung = false;
      wake = undefined;
    },
  };
}
