// Announcements as they are made, by whichever gateway. They are few: each is read when the bell rings for its account.
import { follow, type Sql } from '../../database/index.ts';
import type { AnnouncedAnomaly, AnomalyFollowing } from '../usage.ts';
import { readLastNumber, readNextAnnounced } from './announced.ts';

/** NOTIFY channel; the payload is the account's id. */
export const ANOMALY_CHANNEL = 'tollgate_anomaly';

/** The part of the database room's listener that is needed here. */
export interface AnomalyEvents {
  on(channel: string, handler: (payload: string) => void): () => void;
  /** Events may have been missed: read again. */
  onReconnect(handler: () => void): () => void;
}

export function createAnomalyFollowing(events: AnomalyEvents, sql: Sql) {
  const followers = new Map<string, Set<() => void>>();
  const wakeAll = (wakes: Iterable<() => void>): void => {
    for (const wake of wakes) wake();
  };
  events.on(ANOMALY_CHANNEL, (accountId) => wakeAll(followers.get(accountId) ?? []));
  events.onReconnect(() => followers.forEach((wakes) => wakeAll(wakes)));

  const join = (accountId: string, wake: () => void): (() => void) => {
    const wakes = followers.get(accountId) ?? new Set();
    followers.set(accountId, wakes.add(wake));
    return () => {
      wakes.delete(wake);
      if (wakes.size === 0 && followers.get(accountId) === wakes) followers.delete(accountId);
    };
  };

  return ({ accountId, afterNumber, announcedFrom }: AnomalyFollowing): AsyncIterableIterator<AnnouncedAnomaly> => {
    let last = afterNumber;
    return follow({
      join: (wake) => join(accountId, wake),
      next: async () => {
        last ??= await readLastNumber(sql, accountId);
        const next = await readNextAnnounced(sql, { accountId, number: last, announcedFrom });
        if (next === undefined) return { kind: 'wait' };
        last = next.number;
        return { kind: 'item', value: next };
      },
    });
  };
}
