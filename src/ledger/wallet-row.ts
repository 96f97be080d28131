// Between the rows of `wallet` and WalletState.
import { microCredits } from '../money/index.ts';
import type { WalletState } from './decide/state.ts';

export interface WalletRow {
  readonly account_id: string;
  readonly available: bigint;
  readonly reserved: bigint;
  readonly sequence: bigint;
  readonly credit_limit: bigint;
  readonly credit_reserved: bigint;
  readonly credit_spent: bigint;
  readonly debt: bigint;
  readonly open_reservations: number;
  readonly lot_count: number;
  readonly head_hash: Buffer;
}

export const WALLET_COLUMNS =
  'account_id, available, reserved, sequence, credit_limit, credit_reserved, credit_spent, debt, open_reservations, lot_count, head_hash';

export function toWallet(row: WalletRow): WalletState {
  return {
    accountId: row.account_id,
    available: microCredits(row.available),
    reserved: microCredits(row.reserved),
    sequence: row.sequence,
    creditLimit: microCredits(row.credit_limit),
    creditReserved: microCredits(row.credit_reserved),
    creditSpent: microCredits(row.credit_spent),
    debt: microCredits(row.debt),
    openReservations: row.open_reservations,
    lotCount: row.lot_count,
  };
}
