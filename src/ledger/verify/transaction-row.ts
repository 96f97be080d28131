// A transaction as verification reads it: a row in PostgreSQL's binary form, out of which come its canonical content, as bytes
// for the hash, and what is replayed. See decision 59.
import type { Buffer } from 'node:buffer';
import type { MicroCredits } from '../../money/index.ts';
import { LATE_CHARGE_STEP, type LedgerTransaction, type TransactionType } from '../transaction.ts';
import { RowFields } from './row-fields.ts';

/** In the order of the canonical content, then what is not of it. */
const COLUMNS = `account_id, sequence, type, amount, reserved_change, available_after, reserved_after, lot_numbers, lot_amounts,
  generation_id, step, api_key_id, purchase_id, created_at, idempotency_key, input_hash, description, hash`;

/** The transactions of its generation before it, for the few that must know them. */
const HISTORY = `case when step >= ${LATE_CHARGE_STEP} then (
    select json_agg(json_build_array(type, step, amount::text, reserved_change::text, api_key_id,
      round(date_part('epoch', created_at) * 1000))) from ledger_transaction as earlier
    where earlier.account_id = line.account_id and earlier.generation_id = line.generation_id
      and earlier.sequence < line.sequence)::text end`;

/** Of the accounts `$1` to `$2`, each from its first transaction to its last. */
export const SELECT_ROWS = `select ${COLUMNS}, ${HISTORY} from ledger_transaction as line
  where account_id between $1 and $2 order by account_id, sequence`;

export type ReplayedTransaction = Omit<
  LedgerTransaction,
  'accountId' | 'sequence' | 'purchaseId' | 'idempotencyKey' | 'inputHash' | 'description' | 'createdAt'
> & {
  /** Unix milliseconds. */
  readonly createdAt: number;
};

/** As much as later ones of its generation must know of a transaction. */
export type EarlierTransaction = Pick<
  ReplayedTransaction,
  'type' | 'step' | 'amount' | 'reservedChange' | 'apiKeyId' | 'createdAt'
>;

export interface TransactionRow {
  readonly accountId: string;
  readonly sequence: bigint;
  /** What the row claims, in hexadecimal. */
  readonly hash: string;
  /** The canonical content, behind HASH_DIGITS bytes for the hash before it. The next row overwrites it. */
  readonly chained: Buffer;
  /** Undefined for a row that no gateway can have written. */
  readonly transaction: ReplayedTransaction | undefined;
  /** The transactions of its generation before it, if it must know them. */
  readonly history: readonly EarlierTransaction[];
}

export const HASH_DIGITS = 64;

const TYPES = [
  'RESERVE',
  'CHARGE',
  'REFUND',
  'ADD',
  'EXPIRE',
  'ADJUST',
  'FREEZE',
  'RELEASE',
  'CLAWBACK',
  'INVOICE',
] as const satisfies TransactionType[];

const NO_HISTORY: readonly EarlierTransaction[] = [];

/** Reads rows of SELECT_ROWS, one after the other. */
export function createRowReader(): (row: Buffer) => TransactionRow {
  const fields = new RowFields(HASH_DIGITS);
  // Mostly those of the row before, once more.
  let accountId: string | undefined;
  let apiKeyId: string | undefined;

  const readTransaction = (): ReplayedTransaction => {
    const type = fields.word(TYPES);
    const amount = fields.amount();
    const reservedChange = fields.amount();
    const availableAfter = fields.amount();
    const reservedAfter = fields.amount();
    const lots = fields.shares();
    const generationId = fields.uuid();
    const step = fields.int2();
    const key = fields.uuid(apiKeyId);
    apiKeyId = key ?? apiKeyId;
    fields.uuid(); // its purchase
    const createdAt = fields.time();
    return {
      type,
      amount,
      reservedChange,
      availableAfter,
      reservedAfter,
      lots,
      generationId,
      step,
      apiKeyId: key,
      createdAt,
    };
  };

  return (row) => {
    fields.begin(row);
    accountId = fields.uuid(accountId);
    const sequence = fields.int8();
    const transaction = readTransaction();
    fields.texts(FREE_TEXTS);
    const hash = fields.hexadecimal();
    const history = readHistory(fields.text());
    return {
      accountId: accountId ?? '',
      sequence,
      hash,
      chained: fields.content.written(),
      transaction: fields.isSound ? transaction : undefined,
      history,
    };
  };
}

const FREE_TEXTS = 3;

type StoredHistory = readonly [TransactionType, number, string, string, string | null, number][];

function readHistory(json: string | undefined): readonly EarlierTransaction[] {
  if (json === undefined) return NO_HISTORY;
  return (JSON.parse(json) as StoredHistory).map(([type, step, amount, reservedChange, apiKeyId, createdAt]) => ({
    type,
    step,
    amount: BigInt(amount) as MicroCredits,
    reservedChange: BigInt(reservedChange) as MicroCredits,
    apiKeyId: apiKeyId ?? undefined,
    createdAt,
  }));
}
