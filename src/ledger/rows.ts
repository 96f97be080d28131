// Rows of the ledger's tables, out of the entities, and the tables for typed queries.
import { type RowOf, type StoredRow, type TablesOf, withoutNulls } from '../database/index.ts';
import { ZERO } from '../money/index.ts';
import type { LedgerTransactionEntity, LotEntity, ledgerEntities, WalletEntity } from './entities.ts';
import type { LedgerTransaction } from './transaction.ts';

export type LedgerTables = TablesOf<(typeof ledgerEntities)[number]>;

export type WalletRow = RowOf<typeof WalletEntity>;
export type LotRow = RowOf<typeof LotEntity>;
export type LotState = Omit<LotRow, 'accountId' | 'closed'>;
export type StoredLot = StoredRow<typeof LotEntity>;
export type StoredTransaction = StoredRow<typeof LedgerTransactionEntity>;

/** The shares of a transaction are stored in two columns. */
export function toTransaction(row: StoredTransaction): LedgerTransaction {
  const { lotNumbers, lotAmounts, hash: _hash, ...line } = withoutNulls(row);
  return { ...line, lots: lotNumbers.map((lot, index) => ({ lot, amount: lotAmounts[index] ?? ZERO })) };
}

/** What stands in every lot besides what the decision and other rooms see of it. */
export function toLot(row: StoredLot): LotState {
  const { accountId: _accountId, closed: _closed, ...lot } = withoutNulls(row);
  return lot;
}

/** Something of it can still move: the column `closed` says the contrary. */
export const isOpen = ({
  remaining,
  reserved,
  disputes,
}: Pick<LotState, 'remaining' | 'reserved' | 'disputes'>): boolean =>
  remaining !== ZERO || reserved !== ZERO || disputes !== 0;
