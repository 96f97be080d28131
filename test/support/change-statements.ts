// The ledger's own statements with a guard taken out or a barrier put in between: shows what the guard is for.
import type { Database } from '../../src/database/index.ts';

export interface StatementChange {
  /** Gives the text that is executed in place of the ledger's. */
  readonly text?: (text: string) => string;
  /** Runs after each statement, before the ledger gets its rows. */
  readonly after?: (text: string) => Promise<void>;
}

/** The same database, its transactions' statements changed on their way. */
export function changeStatements(database: Database, { text = (same) => same, after }: StatementChange): Database {
  return {
    ...database,
    transaction: (work) =>
      database.transaction((tx) =>
        work({
          ...tx,
          rows: async <Row>(asked: string, values?: readonly unknown[]) => {
            const rows = await tx.rows<Row>(text(asked), values);
            await after?.(asked);
            return rows;
          },
          send: (asked, values) => tx.send(text(asked), values),
        }),
      ),
  };
}

const LOCK = / for no key update(?: of wallet)?$/;

export const locksWallets = (text: string): boolean => LOCK.test(text);
/** The last thing that decides what can be spent: wallets are read before. */
export const readsLots = (text: string): boolean => text.includes(' from lot where ') && text.includes('not closed');
export const withoutLock = (text: string): string => text.replace(LOCK, '');

/** Lets nobody through before so many have arrived; afterwards everybody. */
export function createBarrier(parties: number): () => Promise<void> {
  const gate = Promise.withResolvers<undefined>();
  let arrived = 0;
  return async () => {
    arrived += 1;
    if (arrived >= parties) gate.resolve(undefined);
    await gate.promise;
  };
}
