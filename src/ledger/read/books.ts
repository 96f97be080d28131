// What the books said at a moment, and what moved between two: by the balance that every transaction has beside it, never by adding
// up a history. A moment cuts the ledger at one number, so that spans of time meet without a gap and without an overlap, also when
// the clocks of gateways differ.
import type { Sql } from '../../database/index.ts';
import { type MicroCredits, microCredits, ZERO } from '../../money/index.ts';
import type { LedgerTables } from '../rows.ts';
import type { TransactionType } from '../transaction.ts';
import type { SequenceRange } from './credit-line.ts';
import { firstAfter } from './sequence-bounds.ts';

/** As booked: what had expired and was not booked yet is still in it, and the credit line is not. */
export interface Books {
  /** Number of the last transaction that was made before the moment; 0 when there was none. */
  readonly sequence: bigint;
  /** Below zero: drawn on the credit line. */
  readonly available: MicroCredits;
  readonly reserved: MicroCredits;
  /** Chain hash of that transaction, in hexadecimal; undefined when there was none. */
  readonly hash: string | undefined;
}

const NOTHING: Books = { sequence: 0n, available: ZERO, reserved: ZERO, hash: undefined };

const ofAccount = (sql: Sql, accountId: string) =>
  sql.tables<LedgerTables>().selectFrom('ledger_transaction').where('accountId', '=', accountId);

/**
 * After the last transaction that was made before `at`. A later moment never cuts earlier. Reads the transactions of the day after it
 * at most, for clocks that differ.
 */
export async function readBooksAt(sql: Sql, accountId: string, at: Date): Promise<Books> {
  const row = await ofAccount(sql, accountId)
    .where('sequence', '<', firstAfter(accountId, at))
    .where('createdAt', '<', at)
    .select(['sequence', 'availableAfter', 'reservedAfter', 'hash'])
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) return NOTHING;
  const { sequence, availableAfter: available, reservedAfter: reserved, hash } = row;
  return { sequence, available, reserved, hash: hash.toString('hex') };
}

/** All transactions of one type in a range. */
export interface Movement {
  readonly type: TransactionType;
  readonly count: number;
  /** Signed change of what is available. */
  readonly available: MicroCredits;
  /** Signed change of what is reserved. */
  readonly reserved: MicroCredits;
}

export async function readMovements(
  sql: Sql,
  { accountId, afterSequence, throughSequence }: SequenceRange,
): Promise<Movement[]> {
  const rows = await ofAccount(sql, accountId)
    .where('sequence', '>', afterSequence)
    .where('sequence', '<=', throughSequence)
    .groupBy('type')
    // Sums of bigint are numeric, which arrives as text.
    .select(({ fn }) => [
      'type',
      fn.countAll<bigint>().as('count'),
      fn.sum<string>('amount').as('available'),
      fn.sum<string>('reservedChange').as('reserved'),
    ])
    .execute();
  return rows.map(({ type, count, available, reserved }) => ({
    type,
    count: Number(count),
    available: microCredits(BigInt(available)),
    reserved: microCredits(BigInt(reserved)),
  }));
}
