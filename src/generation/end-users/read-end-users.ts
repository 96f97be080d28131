// What was spent for an account's end users: what was charged for what ended, as it is counted, and what is reserved for what has not. So it is
// what reports say, whatever limits there were meanwhile, and no row is written for it.
import { type EndUserAddress, type EndUserTerms, readEndUserTerms } from '../../accounts/index.ts';
import { askShards, type Sql, texts, timestamptzs, uuids } from '../../database/index.ts';
import type { EndUserReader } from '../../ledger/index.ts';
import { add, type MicroCredits } from '../../money/index.ts';

/** An end user's limit, and what was used of its period. */
export interface EndUserState extends EndUserTerms {
  /** Charged for what was accepted in the period, less what operators gave back of it. */
  readonly charged: MicroCredits;
  /** Set aside for what was accepted in it and is not settled. */
  readonly reserved: MicroCredits;
}

/**
 * Periods begin and end with a quarter of an hour. What was held after its refund holds no credits. Not prepared, and in the order of the
 * index that is meant: a plan for a small table would read all of it when it has grown.
 */
const READ_USES = `select account as "accountId", end_user as "endUser", coalesce(ended.charged, 0)::bigint as charged,
    coalesce(open.reserved, 0)::bigint as reserved
  from unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::timestamptz[]) as asked (account, end_user, starts_at, ends_at)
    cross join lateral (select sum(cost) - sum(refunded) as charged from (
      select cost, refunded from usage_label_quarter where account_id = account and counted_by = 'END_USER' and key = end_user
        and quarter_hour >= (extract(epoch from starts_at) / 900)::int and quarter_hour < (extract(epoch from ends_at) / 900)::int
      order by account_id, counted_by, key, quarter_hour limit 100000) as quarter) as ended
    cross join lateral (select sum(max_cost) as reserved from (
      select max_cost from generation where account_id = account and metadata ->> 'userId' = end_user and cost is null
        and (held_at is null or held_at = ended_at) and created_at >= starts_at and created_at < ends_at
      order by account_id, metadata ->> 'userId' limit 1000000) as reservation) as open`;

export async function readEndUsers(sql: Sql, asked: readonly EndUserAddress[], now: Date): Promise<EndUserState[]> {
  return withUses(sql, await readEndUserTerms(sql, asked, now));
}

async function withUses(sql: Sql, terms: readonly EndUserTerms[]): Promise<EndUserState[]> {
  const uses = await askShards(sql, terms, (shard, own) =>
    shard.rows<EndUserAddress & Pick<EndUserState, 'charged' | 'reserved'>>(READ_USES, [
      uuids(own, ({ accountId }) => accountId),
      texts(own, ({ endUser }) => endUser),
      timestamptzs(own, ({ startsAt }) => startsAt),
      timestamptzs(own, ({ endsAt }) => endsAt),
    ]),
  );
  const nameOf = ({ accountId, endUser }: EndUserAddress): string => `${accountId} ${endUser}`;
  const byName = new Map(uses.map(({ charged, reserved, ...one }) => [nameOf(one), { charged, reserved }]));
  return terms.map((one) => {
    const use = byName.get(nameOf(one));
    if (use === undefined) throw new Error(`nothing was read of the end user ${one.endUser}`);
    return { ...one, ...use };
  });
}

/** For the ledger, under the wallets' locks: of those that a limit binds. */
export const readEndUserBudgets: EndUserReader = async (sql, asked, now) => {
  const limited = (await readEndUserTerms(sql, asked, now)).filter(({ limit }) => limit !== undefined);
  return (await withUses(sql, limited)).flatMap(({ limit, accountId, endUser, period, endsAt, charged, reserved }) =>
    limit === undefined ? [] : [{ accountId, endUser, limit, period, used: add(charged, reserved), resetsAt: endsAt }],
  );
};
