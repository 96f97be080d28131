// A transaction as verification reads it: its hash and its canonical content in one text that PostgreSQL writes. Reading
// eighteen columns would cost four times as much as all the rest of verification.
import { type MicroCredits, microCredits } from '../../money/index.ts';
import { CONTENT_IN_SQL } from '../batch/chain.ts';
import type { LedgerTransaction, LotShare, TransactionType } from '../transaction.ts';

/** Of a row of ledger_transaction. */
export const LINE_IN_SQL = `encode(hash, 'hex') || ${CONTENT_IN_SQL}`;

const HASH_DIGITS = 64;
/** Those before the free texts and their lengths, which nothing is computed from; purchase_id is not, either. */
const FIELDS = 14;

export type ReplayedTransaction = Omit<
  LedgerTransaction,
  'purchaseId' | 'idempotencyKey' | 'inputHash' | 'description' | 'createdAt'
> & {
  /** Unix milliseconds. */
  readonly createdAt: number;
};

export interface TransactionLine {
  readonly accountId: string;
  readonly sequence: bigint;
  /** What the row claims, in hexadecimal. */
  readonly hash: string;
  readonly content: string;
  /** Undefined for a row that no gateway can have written. */
  readonly transaction: ReplayedTransaction | undefined;
}

export function readLine(line: string): TransactionLine {
  const content = line.slice(HASH_DIGITS);
  const fields = content.split('|', FIELDS);
  const [accountId = '', sequence = ''] = fields;
  return {
    accountId,
    sequence: BigInt(sequence),
    hash: line.slice(0, HASH_DIGITS),
    content,
    transaction: readTransaction(fields),
  };
}

function readTransaction(fields: readonly string[]): ReplayedTransaction | undefined {
  const text = (index: number): string => fields[index] ?? '';
  const amount = (index: number): MicroCredits => microCredits(BigInt(text(index)));
  try {
    return {
      accountId: text(0),
      sequence: BigInt(text(1)),
      type: text(2) as TransactionType,
      amount: amount(3),
      reservedChange: amount(4),
      availableAfter: amount(5),
      reservedAfter: amount(6),
      lots: readShares(text(7), text(8)),
      generationId: given(text(9)),
      step: text(10) === '' ? undefined : Number(text(10)),
      apiKeyId: given(text(11)),
      createdAt: Number(text(13)),
    };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined;
    throw error;
  }
}

const given = (text: string): string | undefined => (text === '' ? undefined : text);

/** From two array literals, `{1,2}` and `{500,100}`. */
function readShares(numbers: string, amounts: string): LotShare[] {
  const first = numbers.slice(1, -1);
  const second = amounts.slice(1, -1);
  if (!numbers.includes(',')) return first === '' ? [] : [readShare(first, second)];
  const parts = second.split(',');
  return first.split(',').map((number, index) => readShare(number, parts[index] ?? ''));
}

function readShare(number: string, amount: string): LotShare {
  const lot = Number(number);
  if (!Number.isInteger(lot)) throw new SyntaxError(`${number} is no number of a lot`);
  return { lot, amount: microCredits(BigInt(amount)) };
}
