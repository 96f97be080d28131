// The ledger's own statements with a guard taken out or a barrier put in between: shows what the guard is for.
import type { Database, Shard } from '../../src/database/index.ts';

export interface StatementChange {
  /** Gives the text that is executed in place of the ledger's. */
  readonly text?: (text: string) => string;
  /** Runs after each statement of a transaction, before the ledger gets its rows. */
  readonly after?: (text: string) => Promise<void>;
}

/** What a test has of its own in a place of rows of accounts, whose number that is: of one PostgreSQL, 0. */
export type ChangePlace = (place: Shard, number: number) => Partial<Shard>;

/** The same database, in which accounts are asked for in changed places: its shards, or itself when it is not distributed. */
export function changePlaces(database: Database, change: ChangePlace): Database {
  const { sharding } = database;
  if (sharding === undefined) return { ...database, ...change(database, 0) };
  const shards = sharding.shards.map((shard, number) => ({ ...shard, ...change(shard, number) }));
  const between = (from: number, to: number) =>
    sharding.between(from, to).flatMap((shard) => shards[sharding.shards.indexOf(shard)] ?? []);
  return { ...database, sharding: { ...sharding, shards, between } };
}

/** The same database, its statements changed on their way, those of its shards, too. */
export function changeStatements(database: Database, change: StatementChange): Database {
  const places = changePlaces(database, (place) => changed(place, change));
  return database.sharding === undefined ? places : { ...places, ...changed(database, change) };
}

function changed(
  place: Pick<Shard, 'transaction' | 'rows'>,
  { text = (same) => same, after }: StatementChange,
): Pick<Shard, 'transaction' | 'rows'> {
  return {
    rows: async (asked, values) => place.rows(text(asked), values),
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
