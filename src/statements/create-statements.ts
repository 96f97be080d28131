// Statements of one account, and its balance at a moment that has passed.
import { primaryReads, type Reads, type Sql } from '../database/index.ts';
import { type Books, readBooksAt, readMovements } from '../ledger/index.ts';
import { periodOfMonth } from './decide/month.ts';
import { decideStatement } from './decide/statement.ts';
import type { Statement } from './statement.ts';

export interface MonthAsked {
  readonly accountId: string;
  /** `YYYY-MM`, one that has begun. */
  readonly month: string;
  /** The account's. */
  readonly timeZone: string;
}

export interface Statements {
  /** Of the month so far when it has not ended. */
  statement(asked: MonthAsked): Promise<Statement>;
  /** As booked after the last transaction that was made before a moment. */
  balanceAt(accountId: string, at: Date): Promise<Books>;
}

/** `reads`: where statements are read, with everything that was booked before one was asked for; `sql` when absent. */
export function createStatements(
  sql: Sql,
  now: () => Date,
  reads: Pick<Reads, 'upToNow'> = primaryReads(sql, now),
): Statements {
  return {
    statement: async (asked) => {
      const asOf = now();
      const read = await reads.upToNow();
      return read((replica) => statement(replica, asked, asOf));
    },
    balanceAt: (accountId, at) => readBooksAt(sql, accountId, at),
  };
}

/** Transactions are never changed, so what is read first stays true while the rest is read. */
async function statement(sql: Sql, { accountId, month, timeZone }: MonthAsked, asOf: Date): Promise<Statement> {
  const { startsAt: from, endsAt: to } = periodOfMonth(month, timeZone);
  const [opening, closing] = await Promise.all([from, to].map((at) => readBooksAt(sql, accountId, at)));
  if (opening === undefined || closing === undefined) throw new Error('the books of two moments are two');
  const range = { accountId, afterSequence: opening.sequence, throughSequence: closing.sequence };
  const movements = await readMovements(sql, range);
  return decideStatement({ accountId, month, timeZone, from, to, asOf, opening, closing, movements });
}
