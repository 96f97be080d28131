// How many transactions match: whole blocks from what the index has counted, and only those that the window cuts, and the newest
// ones, row by row.
import type { Sql } from '../../database/index.ts';
import { countTransactions, type Narrowing } from '../../ledger/index.ts';
import { KINDS, kindValues } from './find-sequences.ts';
import { type HistoryFilter, isByKind, narrowingOf } from './history-filter.ts';
import { firstOf, type HistoryWindow, lastOf, readWindow } from './history-window.ts';
import { BLOCK } from './index-history.ts';

export async function countHistory(sql: Sql, accountId: string, filter: HistoryFilter): Promise<number> {
  const narrow = narrowingOf(filter);
  if (filter.generationId !== undefined) return countTransactions(sql, { accountId, filter }, narrow);
  const window = await readWindow(sql, accountId, filter);
  const [whole, single] = await Promise.all([
    isByKind(filter) ? countOfKinds(sql, { accountId, filter, window }) : countAll(window),
    countTransactions(sql, { accountId, filter }, (query) => outsideOf(window)(narrow(query))),
  ]);
  return whole + single;
}

const countAll = ({ first, last, cut }: HistoryWindow): number => (last - first + 1 - cut.length) * BLOCK;

/** Rows that no whole block stands for. */
const outsideOf =
  ({ indexedTo, cut }: HistoryWindow): Narrowing =>
  (query) =>
    query.where((is) =>
      is.or([
        is('sequence', '>', indexedTo),
        ...cut.map((block) => is.and([is('sequence', '>=', firstOf(block)), is('sequence', '<=', lastOf(block))])),
      ]),
    );

/** $8 and $9: the first and the last block, $10: those between that do not count. */
const COUNT = `select coalesce(sum(
    coalesce((select before from history_posting as next where next.account_id = $1 and next.kind = asked.kind
        and next.block > $9::int order by block limit 1),
      (select before + cardinality(offsets) from history_posting as newest where newest.account_id = $1
        and newest.kind = asked.kind order by block desc limit 1), 0)
    - coalesce((select before from history_posting as oldest where oldest.account_id = $1 and oldest.kind = asked.kind
        and oldest.block >= $8::int order by block limit 1),
      (select before + cardinality(offsets) from history_posting as newest where newest.account_id = $1
        and newest.kind = asked.kind order by block desc limit 1), 0)
    - coalesce((select sum(cardinality(offsets)) from history_posting as cut where cut.account_id = $1
        and cut.kind = asked.kind and cut.block = any($10::int[])), 0)), 0)::bigint as count
  from (${KINDS}) as asked`;

interface Counted {
  readonly accountId: string;
  readonly filter: HistoryFilter;
  readonly window: HistoryWindow;
}

async function countOfKinds(sql: Sql, { accountId, filter, window }: Counted): Promise<number> {
  const { first, last, cut } = window;
  if (first > last) return 0;
  const values = [...kindValues(accountId, filter), first, last, cut];
  const [row] = await sql.rows<{ readonly count: bigint }>(COUNT, values);
  return Number(row?.count ?? 0n);
}
