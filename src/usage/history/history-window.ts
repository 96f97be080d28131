// Where a window of time lies in the index of an account's history: blocks that it touches, and those that it cuts. A block is cut
// where the window begins or ends, and more of them only where gateways' clocks were apart.
import { sql as text } from 'kysely';
import type { Sql } from '../../database/index.ts';
import { firstAfter, firstSince } from '../../ledger/index.ts';
import type { HistoryFilter } from './history-filter.ts';
import { BLOCK } from './index-history.ts';

export interface HistoryWindow {
  /** The last sequence that is indexed; what comes after it is read as it is. */
  readonly indexedTo: bigint;
  /** The first and the last indexed block that the window touches; `first` after `last` when it touches none. */
  readonly first: number;
  readonly last: number;
  /** Of these the ones that are not wholly in the window. */
  readonly cut: readonly number[];
}

interface FoundWindow {
  readonly blocks: number;
  readonly first: number | null;
  readonly last: number | null;
  readonly cut: readonly number[];
}

const EVER = new Date('9999-12-31T23:59:59.999Z');
const NEVER = new Date(0);

export async function readWindow(sql: Sql, accountId: string, filter: HistoryFilter): Promise<HistoryWindow> {
  const { createdFrom = NEVER, createdBefore = EVER } = filter;
  const from = text`${createdFrom}::timestamptz`;
  const before = text`${createdBefore}::timestamptz`;
  const near = text`account_id = ${accountId}::uuid
    and block >= (greatest(${firstSince(accountId, createdFrom)}, 1) - 1) / ${text.lit(BLOCK)}
    ${createdBefore === EVER ? text`` : text`and block <= ${firstAfter(accountId, createdBefore)} / ${text.lit(BLOCK)}`}`;
  const { rows } = await text<FoundWindow>`
    with span as materialized (
      select (select block from history_block where ${near} and last_at >= ${from} order by block limit 1) as first,
        (select block from history_block where ${near} and first_at < ${before} order by block desc limit 1) as last)
    select coalesce((select blocks from history_index where account_id = ${accountId}::uuid), 0) as blocks,
      first, last,
      coalesce((select array_agg(block) from history_block where account_id = ${accountId}::uuid
        and block between span.first and span.last and (first_at < ${from} or last_at >= ${before})), '{}') as cut
    from span`.execute(sql.tables());
  const [window] = rows;
  if (window === undefined) throw new Error('a window has one row');
  const { blocks, first, last, cut } = window;
  const indexedTo = BigInt(blocks) * BigInt(BLOCK);
  // It may lie behind the last block or before the first: then one of the two is not there.
  if (first === null || last === null || first > last) return { indexedTo, first: 1, last: 0, cut: [] };
  return { indexedTo, first, last, cut };
}

export const firstOf = (block: number): bigint => BigInt(block) * BigInt(BLOCK) + 1n;
export const lastOf = (block: number): bigint => BigInt(block + 1) * BigInt(BLOCK);
