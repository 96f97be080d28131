// Notifies followers when a wallet has changed. This process's own changes are known at once; those of others are found by
// asking for all followed wallets together, four times a second, as long as somebody follows one. No NOTIFY: it would
// make every commit of the ledger wait for the one before (decision 4).
import { repeatWhileWanted } from '../../background/index.ts';
import type { Sql } from '../../database/index.ts';

/** How long a change made by another process may go unnoticed, in milliseconds. */
const LOOK_MILLISECONDS = 250;

export interface WalletWatch {
  /** Calls `wake` after every change of the wallet; gives back how to leave. */
  watch(accountId: string, wake: () => void): () => void;
  /** This process has changed the wallet. */
  changed(accountId: string): void;
  /** Looks no more; followers sleep from then on. */
  close(): void;
}

interface Watched {
  readonly wakes: Set<() => void>;
  /** What was seen last; undefined before the first look. */
  seen: string | undefined;
}

/** Everything that a balance shows changes one of these two. */
const LOOK = `select account_id as "accountId", sequence || ' ' || credit_limit as seen from wallet
  where account_id = any($1::uuid[])`;

export function createWalletWatch(sql: Sql): WalletWatch {
  const watched = new Map<string, Watched>();

  const look = async (): Promise<undefined> => {
    const rows = await sql.rows<{ accountId: string; seen: string }>(LOOK, [[...watched.keys()]]);
    for (const { accountId, seen } of rows) {
      const entry = watched.get(accountId);
      if (entry === undefined || entry.seen === seen) continue;
      entry.seen = seen;
      wakeAll(entry);
    }
  };
  const looking = repeatWhileWanted(
    { what: 'the look at followed wallets', everyMilliseconds: LOOK_MILLISECONDS, jitter: 0, work: look },
    // A look that fails is made up for by the next one: what was seen stays as it was. Who reads notices by itself.
    () => undefined,
  );

  return {
    watch: (accountId, wake) => {
      const entry = watched.get(accountId) ?? { wakes: new Set(), seen: undefined };
      watched.set(accountId, entry);
      entry.wakes.add(wake);
      looking.want(true);
      return () => {
        entry.wakes.delete(wake);
        if (entry.wakes.size === 0 && watched.get(accountId) === entry) watched.delete(accountId);
        looking.want(watched.size > 0);
      };
    },
    changed: (accountId) => {
      const entry = watched.get(accountId);
      if (entry !== undefined) wakeAll(entry);
    },
    close: () => looking.want(false),
  };
}

function wakeAll(entry: Watched): void {
  for (const wake of entry.wakes) wake();
}
