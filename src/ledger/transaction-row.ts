// Between the table's rows and LedgerTransaction.
import { microCredits } from '../money/index.ts';
import type { LedgerTransaction, TransactionType } from './transaction.ts';

export interface TransactionRow {
  readonly account_id: string;
  readonly sequence: bigint;
  readonly type: TransactionType;
  readonly amount: bigint;
  readonly reserved_change: bigint;
  readonly available_after: bigint;
  readonly reserved_after: bigint;
  readonly lot_numbers: number[];
  /** pg gives the members of a bigint[] as decimal strings. */
  readonly lot_amounts: string[];
  readonly generation_id: string | null;
  readonly step: number | null;
  readonly api_key_id: string | null;
  readonly purchase_id: string | null;
  readonly idempotency_key: string | null;
  readonly input_hash: string | null;
  readonly description: string | null;
  readonly created_at: Date;
  readonly hash: Buffer;
}

export const TRANSACTION_COLUMNS = `account_id, sequence, type, amount, reserved_change, available_after, reserved_after,
  lot_numbers, lot_amounts, generation_id, step, api_key_id, purchase_id, idempotency_key, input_hash, description,
  created_at, hash`;

export function toTransaction(row: TransactionRow): LedgerTransaction {
  return {
    accountId: row.account_id,
    sequence: row.sequence,
    type: row.type,
    amount: microCredits(row.amount),
    reservedChange: microCredits(row.reserved_change),
    availableAfter: microCredits(row.available_after),
    reservedAfter: microCredits(row.reserved_after),
    lots: row.lot_numbers.map((lot, index) => ({ lot, amount: microCredits(BigInt(row.lot_amounts[index] ?? 0)) })),
    generationId: row.generation_id ?? undefined,
    step: row.step ?? undefined,
    apiKeyId: row.api_key_id ?? undefined,
    purchaseId: row.purchase_id ?? undefined,
    idempotencyKey: row.idempotency_key ?? undefined,
    inputHash: row.input_hash ?? undefined,
    description: row.description ?? undefined,
    createdAt: row.created_at,
  };
}
