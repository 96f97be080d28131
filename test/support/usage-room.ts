// The reports over a test's database, wired as the gateway wires them.
import { type Database, type Sql, shardOf } from '../../src/database/index.ts';
import { countDaysIn } from '../../src/generation/index.ts';
import { createUsage, type Usage } from '../../src/usage/index.ts';

interface UsageRoom {
  readonly database: Database;
  readonly now: () => Date;
  /** What is asked through; the database when absent. */
  readonly sql?: Sql;
  readonly deadlineOf?: (model: string) => number | undefined;
}

export const openUsage = ({ database, now, sql = database, deadlineOf = () => undefined }: UsageRoom): Usage =>
  createUsage({
    events: { on: () => () => undefined, onReconnect: () => () => undefined },
    ...{ sql, now, deadlineOf },
    countDaysIn: (accountId, timeZone) =>
      shardOf(database, accountId).transaction((tx) => countDaysIn(tx, accountId, timeZone)),
  });
