// The newest transactions of wallets that are followed: a statement for all who ask at the same time, and the same objects for
// those who ask from the same place.
import { askShards, columnsOf, plainArray, prepared, type Sql } from '../../database/index.ts';
import { LedgerTransactionEntity } from '../entities.ts';
import { type StoredTransaction, toTransaction } from '../rows.ts';
import type { LedgerTransaction } from '../transaction.ts';
import { createSharedReader } from './shared-reader.ts';

export interface TailPosition {
  readonly accountId: string;
  readonly afterSequence: bigint;
}

/** Oldest first, at most LARGEST_PAGE. */
export type ReadTail = (position: TailPosition) => Promise<readonly LedgerTransaction[]>;

export const LARGEST_PAGE = 100;

export function createTailReader(sql: Sql): ReadTail {
  const read = createSharedReader((positions) => readTails(sql, positions));
  return ({ accountId, afterSequence }) => read(`${accountId} ${afterSequence}`);
}

const READ_TAILS = prepared(
  'transaction_tails',
  `select asked.after_sequence as "afterSequence", found.* from unnest($1::uuid[], $2::bigint[]) as asked (account_id, after_sequence)
     cross join lateral (select ${columnsOf(LedgerTransactionEntity)} from ledger_transaction
       where ledger_transaction.account_id = asked.account_id and ledger_transaction.sequence > asked.after_sequence
       order by ledger_transaction.account_id, ledger_transaction.sequence limit ${LARGEST_PAGE}) as found`,
);

/** In the order of the positions. */
async function readTails(sql: Sql, positions: readonly string[]): Promise<(readonly LedgerTransaction[])[]> {
  const asked = positions.map((position) => {
    const [accountId = '', afterSequence] = position.split(' ');
    return { accountId, afterSequence };
  });
  const rows = await askShards(sql, asked, (shard, own) =>
    shard.rows<StoredTransaction & { readonly afterSequence: bigint }>(READ_TAILS, [
      plainArray(own.map(({ accountId }) => accountId)),
      plainArray(own.map(({ afterSequence }) => afterSequence)),
    ]),
  );
  const byPosition = Map.groupBy(rows, (row) => `${row.accountId} ${row.afterSequence}`);
  const tails = new Map([...byPosition].map(([position, found]) => [position, inOrder(found)]));
  return positions.map((position) => tails.get(position) ?? []);
}

function inOrder(rows: readonly StoredTransaction[]): readonly LedgerTransaction[] {
  return rows.map(toTransaction).sort((a, b) => (a.sequence < b.sequence ? -1 : 1));
}
