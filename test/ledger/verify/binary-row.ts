// A transaction as PostgreSQL sends it in binary form, made without PostgreSQL.
import { LATE_CHARGE_STEP, type LedgerTransaction } from '../../../src/ledger/transaction.ts';

const int = (bytes: 2 | 4 | 8, value: bigint | number): Buffer => {
  const buffer = Buffer.alloc(8);
  buffer.writeBigInt64BE(BigInt(value));
  return buffer.subarray(8 - bytes);
};
const uuid = (text: string): Buffer => Buffer.from(text.replaceAll('-', ''), 'hex');
const field = (value: Buffer | undefined): Buffer =>
  value === undefined ? int(4, -1) : Buffer.concat([int(4, value.length), value]);
const given = <Value>(value: Value | undefined, encode: (value: Value) => Buffer): Buffer | undefined =>
  value === undefined ? undefined : encode(value);

const INT4 = 23;
const INT8 = 20;

function array(type: number, values: readonly Buffer[]): Buffer {
  const isEmpty = values.length === 0;
  const head = [int(4, isEmpty ? 0 : 1), int(4, 0), int(4, type)];
  return Buffer.concat([...head, ...(isEmpty ? [] : [int(4, values.length), int(4, 1)]), ...values.map(field)]);
}

/** `earlier`: the transactions of its generation before it. */
export function binaryRow(
  transaction: LedgerTransaction,
  hash: string,
  earlier: readonly LedgerTransaction[] = [],
): Buffer {
  const { step, lots, createdAt } = transaction;
  const history = earlier.map((line) => [
    line.type,
    line.step,
    String(line.amount),
    String(line.reservedChange),
    line.apiKeyId ?? null,
    line.createdAt.getTime(),
  ]);
  const text = (value: string | undefined) => given(value, (words) => Buffer.from(words));
  const fields = [
    uuid(transaction.accountId),
    int(8, transaction.sequence),
    text(transaction.type),
    int(8, transaction.amount),
    int(8, transaction.reservedChange),
    int(8, transaction.availableAfter),
    int(8, transaction.reservedAfter),
    array(
      INT4,
      lots.map(({ lot }) => int(4, lot)),
    ),
    array(
      INT8,
      lots.map(({ amount }) => int(8, amount)),
    ),
    given(transaction.generationId, uuid),
    given(step, (value) => int(2, value)),
    given(transaction.apiKeyId, uuid),
    given(transaction.purchaseId, uuid),
    int(8, (createdAt.getTime() - Date.UTC(2000, 0, 1)) * 1_000),
    text(transaction.idempotencyKey),
    text(transaction.inputHash),
    text(transaction.description),
    Buffer.from(hash, 'hex'),
    (step ?? 0) >= LATE_CHARGE_STEP ? Buffer.from(JSON.stringify(history)) : undefined,
  ];
  return Buffer.concat([int(2, fields.length), ...fields.map(field)]);
}
