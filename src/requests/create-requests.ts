// Wires the room: lines in, behind the answers and with the ends of generations; pages and sums out.
import type { Database } from '../database/index.ts';
import { countRequests } from './count-requests.ts';
import { type Kept, pruneRequests } from './prune-requests.ts';
import { purgeRequest } from './purge-request.ts';
import { findRequest, listRequests } from './read-requests.ts';
import { recordRequests } from './record-requests.ts';
import type { RequestedGenerations, RequestRoom } from './requests.ts';
import { isKept } from './sample.ts';
import { summarizeRequests } from './summarize-requests.ts';
import { createWriteBehind } from './write-behind.ts';

export interface RequestServices {
  readonly database: Database;
  readonly generations: RequestedGenerations;
  /** Of requests that are kept, from 0 (none) to 1 (all). */
  readonly share: number;
  /** Some accounts after `after`, in an order that does not change, with what is kept of each; none: that was all. */
  readonly keptOf: (after: string | undefined) => Promise<readonly Kept[]>;
  readonly log: (event: string, details: Readonly<Record<string, unknown>>) => void;
}

export function createRequests({ database, generations, share, keptOf, log }: RequestServices): RequestRoom {
  const behind = createWriteBehind({ database, share, log });
  /** Where the next round of pruning goes on. */
  let after: string | undefined;
  const shown: RequestedGenerations['open'] = async (page) => {
    if (share >= 1) return generations.open(page);
    const open = await generations.open({ ...page, limit: MOST_LOOKED_AT });
    return open.filter(({ id }) => isKept(id, share));
  };
  const open = { open: share > 0 ? shown : none };
  const counted = { countOpen: countOf(generations, share) };
  return {
    requests: {
      note: (answered) => behind.note(answered),
      list: (page) => listRequests(database, open, page),
      find: (accountId, id, from) => findRequest(database, open, { accountId, id, from }),
      counts: (accountId, from) => countRequests(database, counted, { accountId, from }),
      summary: (accountId, filter) => summarizeRequests(database, counted, { accountId, filter }),
      purge: (accountId, id) => purgeRequest(database, generations, { accountId, id }),
    },
    recordEnded: (tx, ended) => {
      const kept = share >= 1 ? ended : ended.filter(({ id }) => isKept(id, share));
      recordRequests(tx, kept);
    },
    prune: async () => {
      const accounts = await keptOf(after);
      if (await pruneRequests(database, accounts)) return true;
      after = accounts.at(-1)?.accountId;
      return after !== undefined;
    },
    flush: () => behind.flush(),
    stop: () => behind.stop(),
  };
}

const none = (): Promise<never[]> => Promise.resolve([]);

/** Of a share, those under way are looked at one by one: there are as many as a plan lets run at once. */
function countOf(generations: RequestedGenerations, share: number): RequestedGenerations['countOpen'] {
  if (share >= 1) return (accountId, filter) => generations.countOpen(accountId, filter);
  return async (accountId, filter) => {
    if (share <= 0) return 0;
    const open = await generations.open({ accountId, filter, isBackward: false, limit: MOST_LOOKED_AT });
    return open.filter(({ id }) => isKept(id, share)).length;
  };
}

const MOST_LOOKED_AT = 10_000;
