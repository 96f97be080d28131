// Notifies followers when a wallet has changed. This process's own changes are known at once; those of others are found by
// asking for all followed wallets together, four times a second, as long as somebody follows one. No NOTIFY: it would
// make every commit of the ledger wait for the one before (decision 4).
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
  let timer: NodeJS.Timeout | undefined;

  const look = async (): Promise<void> => {
    const rows = await sql.rows<{ accountId: string; seen: string }>(LOOK, [[...watched.keys()]]);
    for (const { accountId, seen } of rows) {
      const entry = watched.get(accountId);
      if (entry === undefined || entry.seen === seen) continue;
      entry.seen = seen;
      wakeAll(entry);
    }
  };
  const lookAgain = (): void => {
    timer = setTimeout(() => {
      // A look that fails is made up for by the next one: what was seen stays as it was.
      void look()
        .catch(() => undefined)
        .finally(() => {
          if (timer !== undefined) lookAgain();
        });
    }, LOOK_MILLISECONDS);
    timer.unref();
  };
  const stop = (): void => {
    clearTimeout(timer);
    timer = undefined;
  };

  return {
    watch: (accountId, wake) => {
      const entry = watched.get(accountId) ?? { wakes: new Set(), seen: undefined };
      watched.set(accountId, entry);
      entry.wakes.add(wake);
      if (timer === undefined) lookAgain();
      return () => {
        entry.wakes.delete(wake);
        if (entry.wakes.size === 0 && watched.get(accountId) === entry) watched.delete(accountId);
        if (watched.size === 0) stop();
      };
    },
    changed: (accountId) => {
      const entry = watched.get(accountId);
      if (entry !== undefined) wakeAll(entry);
    },
    close: stop,
  };
}

function wakeAll(entry: Watched): void {
  for (const wake of entry.wakes) wake();
}
