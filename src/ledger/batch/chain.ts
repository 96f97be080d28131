// Tamper evidence: every transaction's hash covers its content and the hash before it.
import { hash } from 'node:crypto';
import { plainArray } from '../../database/index.ts';
import type { LedgerTransaction } from '../transaction.ts';

/** What the first transaction of every account is chained to: 32 zero bytes. */
export const GENESIS_HASH: Buffer = Buffer.alloc(32);

/**
 * One fixed text per transaction, which PostgreSQL can write too: see CONTENT_IN_SQL. Fields are joined by "|", numbers
 * are decimal, time is Unix milliseconds, what is absent is empty. The free texts stand at the end, after their lengths in
 * bytes, so that no two transactions have the same text.
 */
export function canonicalContent(transaction: LedgerTransaction): string {
  const { accountId, sequence, type, amount, reservedChange, availableAfter, reservedAfter, lots } = transaction;
  const { generationId = '', step = '', apiKeyId = '', purchaseId = '', createdAt } = transaction;
  const { idempotencyKey, inputHash, description } = transaction;
  const numbers = plainArray(lots.map((share) => share.lot));
  const amounts = plainArray(lots.map((share) => share.amount));
  const moved = `${accountId}|${sequence}|${type}|${amount}|${reservedChange}|${availableAfter}|${reservedAfter}`;
  const about = `${numbers}|${amounts}|${generationId}|${step}|${apiKeyId}|${purchaseId}|${createdAt.getTime()}`;
  const lengths = `${bytes(idempotencyKey)}|${bytes(inputHash)}|${bytes(description)}`;
  return `${moved}|${about}|${lengths}|${idempotencyKey ?? ''}${inputHash ?? ''}${description ?? ''}`;
}

/** Absent and empty differ: nothing and 0. */
const bytes = (text: string | undefined): number | string => (text === undefined ? '' : Buffer.byteLength(text));

/** The same text from a row of ledger_transaction. The database's encoding is UTF-8. */
export const CONTENT_IN_SQL = `concat_ws('|', account_id, sequence, type, amount, reserved_change, available_after,
  reserved_after, lot_numbers, lot_amounts, coalesce(generation_id::text, ''), coalesce(step::text, ''),
  coalesce(api_key_id::text, ''), coalesce(purchase_id::text, ''), (date_part('epoch', created_at) * 1000)::bigint,
  coalesce(octet_length(idempotency_key)::text, ''), coalesce(octet_length(input_hash)::text, ''),
  coalesce(octet_length(description)::text, ''), concat(idempotency_key, input_hash, description))`;

/** sha256 of the previous hash in hexadecimal, followed by the canonical content. */
export function chainHash(previous: Buffer, transaction: LedgerTransaction): Buffer {
  return hash('sha256', previous.toString('hex') + canonicalContent(transaction), 'buffer');
}

/** The same, of a content that is written already; hashes in hexadecimal. */
export function hashContent(previous: string, content: string): string {
  return hash('sha256', previous + content, 'hex');
}
