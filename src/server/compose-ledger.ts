// The ledger, with those who look at its batches.

import type { Configuration } from '../config/index.ts';
import { createLedger, type Ledger } from '../ledger/index.ts';
import type { OpenedDatabase } from './open-database.ts';
import { type Signals, UNWATCHED } from './signals/watch-call.ts';
import { batchWatcher, watchLedger } from './signals/watch-rooms.ts';

export interface LedgerPlace {
  readonly configuration: Pick<Configuration, 'remembersWallets'>;
  readonly opened: Pick<OpenedDatabase, 'database'>;
  readonly now: () => Date;
  readonly signals?: Signals | undefined;
}

/** `listeners`: called with each account whose wallet was changed here. */
export function composeLedger(
  { configuration, opened, now, signals = UNWATCHED }: LedgerPlace,
  listeners: readonly ((accountId: string) => void)[],
): Ledger {
  const ledger = createLedger({
    ...{ database: opened.database, now, remembers: configuration.remembersWallets },
    onBatch: batchWatcher(signals),
    onChanged: (id) => listeners.forEach((changed) => changed(id)),
  });
  return watchLedger(ledger, signals);
}
