// The ledger's own statements with a guard taken out or a barrier put in between: shows what the guard is for.
import type { Database, Shard } from '../../src/database/index.ts';

export interface StatementChange {
  /** Gives the text that is executed in place of the ledger's. */
  readonly text?: (text: string) => string;
  /** Runs after each statement of a transaction, before the ledger gets its rows. */
  readonly after?: (text: string) => Promise<void>;
}

/** The same database, its statements changed on their way, those of its shards, too. */
export function changeStatements(database: Database, change: StatementChange): Database {
  const { sharding } = database;
  if (sharding === undefined) return { ...database, ...changed(database, change) };
  const shards = sharding.shards.map((shard) => ({ ...shard, ...changed(shard, change) }));
  const between = (from: number, to: number) =>
    sharding.between(from, to).flatMap((shard) => shards[sharding.shards.indexOf(shard)] ?? []);
  return { ...database, ...changed(database, change), sharding: { ...sharding, shards, between } };
}

function changed(
  place: Pick<Shard, 'transaction' | 'rows'>,
  { text = (same) => same, after }: StatementChange,
): Pick<Shard, 'transaction' | 'rows'> {
  return {
    rows: (asked, values) => place.rows(text(asked), values),
    transaction: (work) =>
      place.transaction((tx) =>
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
