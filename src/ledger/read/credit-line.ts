// What a postpaid account has drawn on its credit line: what its invoices are made of.
import type { Sql } from '../../database/index.ts';
import type { MicroCredits } from '../../money/index.ts';
import type { LedgerTables } from '../rows.ts';

export interface CreditLine {
  /** How far the account may go below zero; 0 for prepaid. */
  readonly limit: MicroCredits;
  /** Set aside for work in flight. */
  readonly reserved: MicroCredits;
  /** Charged and not repaid. Below zero: more was repaid than is charged, because charges were given back afterwards. */
  readonly spent: MicroCredits;
  /** Number of the last transaction included. */
  readonly sequence: bigint;
}

/** Undefined when the account has no wallet. */
export function readCreditLine(sql: Sql, accountId: string): Promise<CreditLine | undefined> {
  return sql
    .tables<LedgerTables>()
    .selectFrom('wallet')
    .select(['creditLimit as limit', 'creditReserved as reserved', 'creditSpent as spent', 'sequence'])
    .where('accountId', '=', accountId)
    .executeTakeFirst();
}

/** Transactions of an account from one number, exclusive, through another. */
export interface SequenceRange {
  readonly accountId: string;
  readonly afterSequence: bigint;
  readonly throughSequence: bigint;
}

/** Number of the last transaction before a moment; `afterSequence` when there is none behind it. */
export async function lastSequenceBefore(
  sql: Sql,
  { accountId, afterSequence, before }: Omit<SequenceRange, 'throughSequence'> & { readonly before: Date },
): Promise<bigint> {
  const row = await sql
    .tables<LedgerTables>()
    .selectFrom('ledger_transaction')
    .select('sequence')
    .where('accountId', '=', accountId)
    .where('sequence', '>', afterSequence)
    .where('createdAt', '<', before)
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.sequence ?? afterSequence;
}
