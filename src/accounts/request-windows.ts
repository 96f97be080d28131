// The minute of an account: how many requests all gateways of a database have taken of it. A gateway takes several in advance, so that
// few requests wait for it.
import { askShards, int4s, prepared, type Sql, uuids } from '../database/index.ts';
import { createGroupCommit } from '../ledger/index.ts';

export interface RequestsAsked {
  readonly accountId: string;
  /** Of the account's plan, for each window. */
  readonly limit: number;
  readonly requests: number;
}

export interface RequestsGranted {
  /** As many as were asked, or what was left. */
  readonly granted: number;
  /** Of all gateways, these among them. */
  readonly taken: number;
  /** The end by the database's clock: the same for all who take of one window. */
  readonly window: string;
  /** Until then, from when it was answered. */
  readonly millisecondsLeft: number;
}

export interface RequestWindows {
  /** A window begins with the first request after the last one has ended. An account is asked about once at a time. */
  take(asked: RequestsAsked): Promise<RequestsGranted>;
}

/** `granted` is kept only to be returned: nothing else says what was there before. */
const TAKE_REQUESTS = prepared(
  'account_take_requests',
  `insert into request_window as had (account_id, ends_at, allowed, taken, granted)
    select account, statement_timestamp() + make_interval(secs => $4::int / 1000.0), allowed,
      least(asked, allowed), least(asked, allowed)
    from unnest($1::uuid[], $2::int[], $3::int[]) as new (account, asked, allowed) order by account
  on conflict (account_id) do update set
    ends_at = case when had.ends_at > statement_timestamp() then had.ends_at else excluded.ends_at end,
    allowed = excluded.allowed,
    taken = case when had.ends_at > statement_timestamp()
      then had.taken + least(excluded.granted, greatest(0, excluded.allowed - had.taken)) else excluded.granted end,
    granted = case when had.ends_at > statement_timestamp()
      then least(excluded.granted, greatest(0, excluded.allowed - had.taken)) else excluded.granted end
  returning account_id as "accountId", granted, taken, ends_at::text as window,
    greatest(0, floor(extract(epoch from ends_at - clock_timestamp()) * 1000))::int as "millisecondsLeft"`,
);

export function createRequestWindows(
  sql: Sql,
  { windowMilliseconds }: { readonly windowMilliseconds: number },
): RequestWindows {
  const take = async (asked: readonly RequestsAsked[]): Promise<RequestsGranted[]> => {
    const rows = await askShards(sql, asked, (shard, own) =>
      shard.rows<RequestsGranted & Pick<RequestsAsked, 'accountId'>>(TAKE_REQUESTS, [
        uuids(own, ({ accountId }) => accountId),
        int4s(own, ({ requests }) => requests),
        int4s(own, ({ limit }) => limit),
        windowMilliseconds,
      ]),
    );
    const byAccount = new Map(rows.map((row) => [row.accountId, row]));
    return asked.map(({ accountId }) => byAccount.get(accountId) as RequestsGranted);
  };
  // Accounts that ask at the same time share a statement.
  const together = createGroupCommit<RequestsAsked, RequestsGranted>({
    execute: take,
    largestBatch: 1_000,
    longestQueue: Number.MAX_SAFE_INTEGER,
  });
  return { take: (asked) => together.submit(asked) };
}
