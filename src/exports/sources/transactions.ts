// The ledger itself: every transaction with all that its hash covers.
import { toPublicId } from '../../database/index.ts';
import { type ChainedRow, readChainedRows } from '../../ledger/index.ts';
import { formatCredits, type MicroCredits } from '../../money/index.ts';
import { number, pagesBySequence, type Row, type Source, text } from './source.ts';

const TRANSACTION_COLUMNS = [
  number('sequence'),
  text('type'),
  number('amount'),
  number('reserved_change'),
  number('available_after'),
  number('reserved_after'),
  text('lots'),
  text('generation_id'),
  number('step'),
  text('api_key_id'),
  text('purchase_id'),
  text('created_at'),
  text('idempotency_key'),
  text('input_hash'),
  text('description'),
  text('hash'),
] as const;

export const transactions: Source = {
  columns: TRANSACTION_COLUMNS,
  summed: ['amount', 'reserved_change'],
  async *pages(read, asked) {
    const ids = createIdWriter();
    const pages = pagesBySequence(asked, (range) => read((sql) => readChainedRows(sql, range)));
    for await (const page of pages) yield page.map((row) => toRow(row, ids));
  },
};

type WriteKeyId = (uuid: string) => string;

/** Mostly the key is that of the row before. */
function createIdWriter(): WriteKeyId {
  let last: readonly [string, string] = ['', ''];
  return (uuid) => {
    if (last[0] !== uuid) last = [uuid, toPublicId('key', uuid)];
    return last[1];
  };
}

const credits = (micro: string): string => formatCredits(BigInt(micro) as MicroCredits);

function toRow(row: ChainedRow, keyId: WriteKeyId): Row {
  const { generationId, step, apiKeyId, purchaseId } = row;
  return [
    row.sequence,
    row.type,
    credits(row.amount),
    credits(row.reservedChange),
    credits(row.availableAfter),
    credits(row.reservedAfter),
    lotsOf(row),
    generationId === null ? undefined : toPublicId('gen', generationId),
    step === null ? undefined : String(step),
    apiKeyId === null ? undefined : keyId(apiKeyId),
    purchaseId === null ? undefined : toPublicId('pur', purchaseId),
    new Date(row.createdAt).toISOString(),
    row.idempotencyKey ?? undefined,
    row.inputHash ?? undefined,
    row.description ?? undefined,
    row.hash,
  ];
}

/** `1:0.052 2:0.1`: what moved of each lot; 0 is the credit line, -1 the debt. */
function lotsOf({ lotNumbers, lotAmounts }: ChainedRow): string {
  const numbers = valuesOf(lotNumbers);
  const amounts = valuesOf(lotAmounts);
  return numbers.map((lot, index) => `${lot}:${credits(amounts[index] ?? '0')}`).join(' ');
}

/** Of `{1,2}`. */
const valuesOf = (array: string): string[] => (array === '{}' ? [] : array.slice(1, -1).split(','));
