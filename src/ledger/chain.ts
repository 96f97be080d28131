// Tamper evidence: every transaction's hash covers its content and the hash before it.
import { createHash } from 'node:crypto';
import type { LedgerTransaction } from './transaction.ts';

/** What the first transaction of every account is chained to: 32 zero bytes. */
export const GENESIS_HASH: Buffer = Buffer.alloc(32);

const text = (value: string | number | bigint | undefined): string | null =>
  value === undefined ? null : String(value);

/** One fixed text per transaction: a JSON array in this order, numbers as decimal strings, time in Unix milliseconds. */
function canonicalContent(transaction: LedgerTransaction): string {
  return JSON.stringify([
    transaction.accountId,
    text(transaction.sequence),
    transaction.type,
    text(transaction.amount),
    text(transaction.reservedChange),
    text(transaction.availableAfter),
    text(transaction.reservedAfter),
    transaction.lots.map((share) => [share.lot, text(share.amount)]),
    text(transaction.generationId),
    text(transaction.step),
    text(transaction.apiKeyId),
    text(transaction.purchaseId),
    text(transaction.idempotencyKey),
    text(transaction.inputHash),
    text(transaction.description),
    text(transaction.createdAt.getTime()),
  ]);
}

/** sha256(previous hash, canonical content). */
export function chainHash(previous: Buffer, transaction: LedgerTransaction): Buffer {
  return createHash('sha256').update(previous).update(canonicalContent(transaction)).digest();
}
