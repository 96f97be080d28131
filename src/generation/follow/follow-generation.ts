// Live status: the generation now, then at every change, from whichever process makes it.
import { askShards, follow, plainArray, prepared, type Sql, type Step } from '../../database/index.ts';
import { createSharedReader } from '../../ledger/index.ts';
import { type Generation, type GenerationAddress, isFinal } from '../generation.ts';
import { GENERATION_COLUMNS, type StoredGeneration, toGeneration } from '../generation-row.ts';
import { addressOf, GENERATION_CHANNEL, topicOf } from './publish-changes.ts';

/** The part of the database room's listener that is needed here. */
export interface StatusEvents {
  on(channel: string, handler: (payload: string) => void): () => void;
  /** Events may have been missed: read again. */
  onReconnect(handler: () => void): () => void;
}

/** Followers by topic, so that an event costs nothing for those it does not concern. */
export interface Followers {
  add(topic: string, wake: () => void): () => void;
  /**
   * The generation as it is once they ask, the same object for those who ask at the same time; undefined when the account
   * has no such one.
   */
  read(topic: string): Promise<Generation | undefined>;
}

export function createFollowers(events: StatusEvents, sql: Sql): Followers {
  const byTopic = new Map<string, Set<() => void>>();
  events.on(GENERATION_CHANNEL, (topic) => {
    for (const wake of byTopic.get(topic) ?? []) wake();
  });
  events.onReconnect(() => {
    for (const wakes of byTopic.values()) for (const wake of wakes) wake();
  });
  return {
    add: (topic, wake) => {
      const wakes = byTopic.get(topic) ?? new Set();
      byTopic.set(topic, wakes.add(wake));
      return () => {
        wakes.delete(wake);
        if (wakes.size === 0 && byTopic.get(topic) === wakes) byTopic.delete(topic);
      };
    },
    read: createSharedReader((topics) => readNow(sql, topics)),
  };
}

const READ_NOW = prepared(
  'generation_follow',
  `select found.* from unnest($1::uuid[], $2::uuid[]) as asked (account_id, id)
     cross join lateral (select ${GENERATION_COLUMNS} from generation
       where generation.account_id = asked.account_id and generation.id = asked.id
       order by generation.account_id, generation.id limit 1) as found`,
);

/** In the order of the topics. */
async function readNow(sql: Sql, topics: readonly string[]): Promise<(Generation | undefined)[]> {
  const asked = topics.map(addressOf);
  const rows = await askShards(sql, asked, (shard, own) =>
    shard.rows<StoredGeneration>(READ_NOW, [
      plainArray(own.map(({ accountId }) => accountId)),
      plainArray(own.map(({ id }) => id)),
    ]),
  );
  const byTopic = new Map(rows.map(toGeneration).map((generation) => [topicOf(generation), generation]));
  return topics.map((topic) => byTopic.get(topic));
}

/**
 * Ends once it is final. Undefined when the account has no such generation. Listens first and reads then, so that no change
 * falls between.
 */
export async function followGeneration(
  followers: Followers,
  address: GenerationAddress,
): Promise<AsyncIterableIterator<Generation> | undefined> {
  const topic = topicOf(address);
  let seen = 0;
  let first: Generation | undefined;
  const toStep = (current: Generation | undefined): Step<Generation> => {
    if (current === undefined || current.sequence <= seen) return { kind: 'wait' };
    seen = current.sequence;
    return { kind: isFinal(current) ? 'last' : 'item', value: current };
  };
  const following = follow<Generation>({
    join: (wake) => followers.add(topic, wake),
    next: () => {
      if (first === undefined) return followers.read(topic).then(toStep);
      const step = toStep(first);
      first = undefined;
      return Promise.resolve(step);
    },
  });
  try {
    first = await followers.read(topic);
    return first === undefined ? undefined : following;
  } finally {
    if (first === undefined) await following.return?.();
  }
}
