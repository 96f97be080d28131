// One immutable line of an account's ledger.
import type { RowOf } from '../database/index.ts';
import type { MicroCredits } from '../money/index.ts';
import type { LedgerTransactionEntity } from './entities.ts';

export type { TransactionType } from './entities.ts';

/** A part of an amount that belongs to one lot. */
export interface LotShare {
  /** The lot's number within its account, from 1; 0 is the credit line of a postpaid account, -1 its debt. */
  readonly lot: number;
  readonly amount: MicroCredits;
}

export type LedgerTransaction = Omit<RowOf<typeof LedgerTransactionEntity>, 'lotNumbers' | 'lotAmounts' | 'hash'> & {
  /**
   * RESERVE: taken per lot. CHARGE: spent per lot. REFUND: returned per lot. ADD, EXPIRE: the lot itself.
   * FREEZE, RELEASE: moved per lot. CLAWBACK: taken per lot, and by how much the debt grew (or shrank: negative).
   * ADJUST: what was taken is given back per lot, and by how much the debt shrank (negative).
   */
  readonly lots: readonly LotShare[];
};

/** A generation's history: its reservation, its one settlement, one late charge at most, then refunds by an operator. */
export const RESERVATION_STEP = 0;
export const SETTLEMENT_STEP = 1;
export const LATE_CHARGE_STEP = 2;
export const FIRST_REFUND_STEP = 3;

/** The number that stands for the credit line where a lot is named. */
export const CREDIT_LINE = 0;

/** The number that stands for the debt where a lot is named. */
export const DEBT = -1;
