// Where a moment lies in an account's ledger: transactions are numbered without gaps, so it is found by halving over the primary
// key, and a report of a window never reads what lies outside it.
import { type RawBuilder, sql } from 'kysely';

/**
 * Gateways have clocks of their own, so a transaction may bear an earlier moment than the one before it. Bounds are taken so much
 * outside the window; the window itself stays exact for clocks that are no further apart.
 */
const CLOCKS_APART_MILLISECONDS = 86_400_000;

const shifted = (at: Date, milliseconds: number): Date => new Date(at.getTime() + milliseconds);

/** No transaction of a lower number was made at `at` or later. */
export const firstSince = (accountId: string, at: Date): RawBuilder<bigint> =>
  numberOf(accountId, shifted(at, -CLOCKS_APART_MILLISECONDS));

/** No transaction of this number or a higher one was made before `at`. */
export const firstAfter = (accountId: string, at: Date): RawBuilder<bigint> =>
  numberOf(accountId, shifted(at, CLOCKS_APART_MILLISECONDS));

/** Zero when the account has no wallet: it has no transactions either. */
function numberOf(accountId: string, at: Date): RawBuilder<bigint> {
  return sql<bigint>`coalesce((with recursive probe (low, high) as (
      select 1::bigint, sequence + 1 from wallet where account_id = ${accountId}::uuid
      union all
      select case when is_older then middle + 1 else low end, case when is_older then high else middle end
      from probe
        cross join lateral (select (low + high) / 2 as middle) as halved
        cross join lateral (select created_at < ${at}::timestamptz as is_older from ledger_transaction
          where account_id = ${accountId}::uuid and sequence = middle) as found
      where low < high)
    select low from probe where low >= high), 0)`;
}
