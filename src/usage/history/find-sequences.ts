// Which transactions are of the kinds that are looked for, out of the index: as many as a page has, from where it begins.
import { type Sql, textArray } from '../../database/index.ts';
import { type HistoryFilter, likeOf } from './history-filter.ts';
import { BLOCK } from './index-history.ts';

export type Direction = 'OLDER' | 'NEWER';

export interface SequencesAsked {
  readonly accountId: string;
  readonly filter: HistoryFilter;
  /** Both inclusive. */
  readonly from: bigint;
  readonly to: bigint;
  /** OLDER: from `to` downwards. */
  readonly direction: Direction;
  readonly limit: number;
}

/** Types that name a purchase are never about a generation. */
export const KINDS = `select kind from history_kind where account_id = $1
  and ($2::text[] is null or type = any($2)) and ($3::text[] is null or model = any($3))
  and ($4::uuid is null or api_key_id = $4)
  and ($5::text is null or description ilike $5 or (description is null and type = any($6::text[])))
  and (not $7::boolean or model is null)`;

export function kindValues(accountId: string, filter: HistoryFilter): unknown[] {
  const { types, models, apiKeyId, words, purchaseId } = filter;
  const list = (texts: readonly string[] | undefined) => (texts === undefined ? undefined : textArray(texts));
  const spoken = words === undefined ? [undefined, textArray([])] : [likeOf(words), textArray(words.types)];
  return [accountId, list(types), list(models), apiKeyId, ...spoken, purchaseId !== undefined];
}

/**
 * From block to block of each kind, no further than the page needs. $8 and $9: first and last sequence; $10: how many. A row of the
 * index has one transaction at least, so as many rows as the page has, and the one that it begins in, are enough.
 */
function statement(direction: Direction): string {
  const [order, edge, inside] = direction === 'OLDER' ? ['desc', '$9', 'number <= $9'] : ['asc', '$8', 'number >= $8'];
  const numbers = `select block::bigint * ${BLOCK} + 1 + place as number from unnest(offsets) as place`;
  return `select number from (${KINDS}) as asked
    cross join lateral (
      select block, offsets, coalesce(sum(size) over (order by block ${order} rows between unbounded preceding and 1 preceding), 0) as passed
      from (select block, offsets, case when block = ((${edge}::bigint - 1) / ${BLOCK})
          then (select count(*) from (${numbers}) as one where ${inside}) else cardinality(offsets) end as size from history_posting
        where account_id = $1 and history_posting.kind = asked.kind
          and block >= (($8::bigint - 1) / ${BLOCK}) and block <= (($9::bigint - 1) / ${BLOCK})
        order by block ${order} limit $10::int + 1) as near) as reached
    cross join lateral (${numbers}) as found
    where passed < $10::int and number >= $8::bigint and number <= $9::bigint
    order by number ${order} limit $10::int`;
}

const STATEMENTS = { OLDER: statement('OLDER'), NEWER: statement('NEWER') };

export async function findSequences(sql: Sql, asked: SequencesAsked): Promise<bigint[]> {
  const { accountId, filter, from, to, direction, limit } = asked;
  if (from > to) return [];
  const values = [...kindValues(accountId, filter), from, to, limit];
  const rows = await sql.rows<{ readonly number: bigint }>(STATEMENTS[direction], values);
  return rows.map(({ number }) => number);
}
