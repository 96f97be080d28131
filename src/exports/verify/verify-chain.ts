// Rows of a transactions export against the ledger's chain: numbers without a gap, balances that follow from each other, and hashes
// that fit their content and the hash before.
import { fromPublicId, type IdPrefix } from '../../database/index.ts';
import { chainHash, type LedgerTransaction, type LotShare, type TransactionType } from '../../ledger/index.ts';
import { type MicroCredits, parseCredits } from '../../money/index.ts';
import type { Manifest } from '../words.ts';

export type NamedRow = Readonly<Record<string, string | undefined>>;

export interface ChainCheck {
  /** The next row; what is wrong with it. */
  check(row: NamedRow): string | undefined;
  /** What is wrong with where it ended. */
  end(): string | undefined;
}

interface Before {
  readonly hash: Buffer;
  readonly sequence: bigint;
  readonly available?: bigint;
  readonly reserved?: bigint;
}

export function createChainCheck(manifest: Manifest): ChainCheck {
  const accountId = fromPublicId('acct', manifest.account);
  let before: Before = {
    hash: Buffer.from(manifest.previousHash, 'hex'),
    sequence: BigInt(manifest.firstSequence ?? '1') - 1n,
  };
  return {
    check: (row) => {
      const transaction = accountId === undefined ? undefined : readTransaction(row, accountId);
      if (transaction === undefined) return `transaction ${row['sequence'] ?? '?'} cannot be read`;
      const problem = compare(transaction, before, row['hash']);
      const { sequence, availableAfter: available, reservedAfter: reserved } = transaction;
      before = { hash: Buffer.from(row['hash'] ?? '', 'hex'), sequence, available, reserved };
      return problem;
    },
    end: () => {
      if (before.hash.toString('hex') !== manifest.headHash) {
        return 'the last hash is not the head hash of the manifest';
      }
      const last = manifest.lastSequence ?? '0';
      return String(before.sequence) === last
        ? undefined
        : `it ends with ${before.sequence}, and the manifest with ${last}`;
    },
  };
}

function compare(transaction: LedgerTransaction, before: Before, hash: string | undefined): string | undefined {
  const { sequence, amount, reservedChange, availableAfter, reservedAfter } = transaction;
  if (sequence !== before.sequence + 1n) return `transaction ${sequence} follows ${before.sequence}`;
  if (before.available !== undefined && before.available + amount !== availableAfter) {
    return `transaction ${sequence}: what is available after it is not the sum`;
  }
  if (before.reserved !== undefined && before.reserved + reservedChange !== reservedAfter) {
    return `transaction ${sequence}: what is reserved after it is not the sum`;
  }
  const fits = chainHash(before.hash, transaction).toString('hex') === hash;
  return fits ? undefined : `transaction ${sequence}: its hash does not fit its content and the hash before it`;
}

/** Undefined when it is none. What it says of more than that is found by its hash. */
function readTransaction(row: NamedRow, accountId: string): LedgerTransaction | undefined {
  const sequence = row['sequence'] ?? '';
  const amounts = readAmounts(row);
  const lots = readLots(row['lots'] ?? '');
  if (!/^\d{1,19}$/.test(sequence) || amounts === undefined || lots === undefined) return undefined;
  return {
    ...{ accountId, sequence: BigInt(sequence), type: (row['type'] ?? '') as TransactionType, ...amounts },
    ...{ lots, createdAt: new Date(row['created_at'] ?? Number.NaN), ...readIds(row) },
    step: row['step'] === undefined ? undefined : Number(row['step']),
    idempotencyKey: row['idempotency_key'],
    inputHash: row['input_hash'],
    description: row['description'],
  };
}

function readAmounts(row: NamedRow) {
  const [amount, reservedChange, availableAfter, reservedAfter] = AMOUNTS.map((name) => parseCredits(row[name] ?? ''));
  if (amount === undefined || reservedChange === undefined) return undefined;
  if (availableAfter === undefined || reservedAfter === undefined) return undefined;
  return { amount, reservedChange, availableAfter, reservedAfter };
}

const readIds = (row: NamedRow) => ({
  generationId: readId('gen', row['generation_id']),
  apiKeyId: readId('key', row['api_key_id']),
  purchaseId: readId('pur', row['purchase_id']),
});

const AMOUNTS = ['amount', 'reserved_change', 'available_after', 'reserved_after'] as const;

/** An id that is none hashes as what it is. */
const readId = (prefix: IdPrefix, id: string | undefined): string | undefined =>
  id === undefined ? undefined : (fromPublicId(prefix, id) ?? id);

function readLots(text: string): LotShare[] | undefined {
  if (text === '') return [];
  const shares = text.split(' ').map((share) => {
    const [lot = '', amount = ''] = share.split(':');
    return { lot: Number(lot), amount: parseCredits(amount) };
  });
  return shares.every((share): share is { lot: number; amount: MicroCredits } => share.amount !== undefined)
    ? shares
    : undefined;
}
