// Transactions with all that their hashes cover, in order, as exports write them: page by page, and never all at once. As texts:
// of millions of rows nothing is computed but sums.
import type { Sql } from '../../database/index.ts';
import type { TransactionType } from '../transaction.ts';
import type { SequenceRange } from './credit-line.ts';

/** Numbers in decimal, null for what is absent. */
export interface ChainedRow {
  readonly sequence: string;
  readonly type: TransactionType;
  readonly amount: string;
  readonly reservedChange: string;
  readonly availableAfter: string;
  readonly reservedAfter: string;
  /** `{1,2}`. */
  readonly lotNumbers: string;
  readonly lotAmounts: string;
  readonly generationId: string | null;
  readonly step: number | null;
  readonly apiKeyId: string | null;
  readonly purchaseId: string | null;
  /** Unix milliseconds. */
  readonly createdAt: number;
  readonly idempotencyKey: string | null;
  readonly inputHash: string | null;
  readonly description: string | null;
  /** Hexadecimal. */
  readonly hash: string;
}

const CHAINED_ROWS = `select sequence::text, type, amount::text, reserved_change::text as "reservedChange",
    available_after::text as "availableAfter", reserved_after::text as "reservedAfter", lot_numbers::text as "lotNumbers",
    lot_amounts::text as "lotAmounts", generation_id as "generationId", step, api_key_id as "apiKeyId",
    purchase_id as "purchaseId", round(date_part('epoch', created_at) * 1000) as "createdAt",
    idempotency_key as "idempotencyKey", input_hash as "inputHash", description, encode(hash, 'hex') as hash
  from ledger_transaction as line where account_id = $1 and line.sequence > $2 and line.sequence <= $3
  order by line.sequence`;

/** All of a range. */
export const readChainedRows = (
  sql: Sql,
  { accountId, afterSequence, throughSequence }: SequenceRange,
): Promise<ChainedRow[]> => sql.rows<ChainedRow>(CHAINED_ROWS, [accountId, afterSequence, throughSequence]);
