// What may be spent for an end user: one of the account's own customers, by the name that its requests give. One limit for each of them, and
// others for some. Periods begin by the account's clocks, as those of its keys do.
import { askShards, type Sql, type Transactional, texts, uuids } from '../database/index.ts';
import { type LimitPeriod, type PeriodDefinition, periodAt } from '../keys/index.ts';
import type { MicroCredits } from '../money/index.ts';
import { lockAccount } from './change-account.ts';
import type { AccountTables } from './entities.ts';

export interface EndUserLimit {
  /** Micro-credits, more than zero. */
  readonly amount: MicroCredits;
  readonly period: LimitPeriod;
}

export interface EndUserLimitChange {
  readonly accountId: string;
  /** Undefined: each that has no limit of its own. */
  readonly endUser: string | undefined;
  /** Undefined: none any more. */
  readonly limit: EndUserLimit | undefined;
}

/** In `end_user_limit`: no request can name this one. */
const EVERYONE = '';

/** Holds for every request that begins after it has resolved. */
export async function setEndUserLimit(
  database: Transactional,
  { accountId, endUser = EVERYONE, limit }: EndUserLimitChange,
): Promise<void> {
  await database.transaction(async (tx) => {
    await lockAccount(tx, accountId);
    const tables = tx.tables<AccountTables>();
    if (limit === undefined) {
      const row = tables.deleteFrom('end_user_limit').where('accountId', '=', accountId);
      await row.where('endUser', '=', endUser).execute();
    } else {
      const terms = { spendingLimit: limit.amount, limitPeriod: limit.period };
      await tables
        .insertInto('end_user_limit')
        .values({ accountId, endUser, ...terms })
        .onConflict((conflict) => conflict.columns(['accountId', 'endUser']).doUpdateSet(terms))
        .execute();
    }
    await noteWhetherLimited(tx, accountId);
  });
}

export interface LimitOfEndUser extends EndUserLimit {
  /** Undefined: of each that has none of its own. */
  readonly endUser: string | undefined;
}

/** That of each first, then others in the order of their names. */
export async function listEndUserLimits(
  sql: Sql,
  accountId: string,
  { after, most }: { readonly after: string | undefined; readonly most: number },
): Promise<LimitOfEndUser[]> {
  let query = sql.tables<AccountTables>().selectFrom('end_user_limit').where('accountId', '=', accountId);
  if (after !== undefined) query = query.where('endUser', '>', after);
  const rows = await query.selectAll().orderBy('endUser').limit(most).execute();
  return rows.map(({ endUser, spendingLimit: amount, limitPeriod: period }) => ({
    ...{ endUser: endUser === EVERYONE ? undefined : endUser, amount, period },
  }));
}

/** End users' names are personal. */
export async function eraseEndUserLimits(sql: Sql, accountId: string): Promise<void> {
  const rows = sql.tables<AccountTables>().deleteFrom('end_user_limit').where('accountId', '=', accountId);
  await rows.where('endUser', '<>', EVERYONE).execute();
  await noteWhetherLimited(sql, accountId);
}

async function noteWhetherLimited(sql: Sql, accountId: string): Promise<void> {
  const NOTE = `update account set limits_end_users = exists (select from end_user_limit where account_id = $1) where id = $1`;
  await sql.rows(NOTE, [accountId]);
}

export interface EndUserAddress {
  readonly accountId: string;
  readonly endUser: string;
}

/** What binds an end user at a moment. */
export interface EndUserTerms extends EndUserAddress {
  /** Undefined: nothing does; the period is then the month. */
  readonly limit: MicroCredits | undefined;
  readonly period: LimitPeriod;
  /** Whether the limit is its own, and not everyone's. */
  readonly isOwn: boolean;
  readonly startsAt: Date;
  /** The first moment that does not belong to the period. */
  readonly endsAt: Date;
}

/** The end user's own row comes after everyone's. */
const READ_TERMS = `select asked.account_id as "accountId", asked.end_user as "endUser", spending_limit as "limit",
    coalesce(limit_period, 'MONTH') as period, coalesce(bound.end_user = asked.end_user, false) as "isOwn",
    coalesce(time_zone, 'UTC') as "timeZone", coalesce(reset_hour, 0)::int as "resetHour"
  from unnest($1::uuid[], $2::text[]) as asked (account_id, end_user) left join account on account.id = asked.account_id
    left join lateral (select end_user, spending_limit, limit_period from end_user_limit
      where end_user_limit.account_id = asked.account_id and end_user_limit.end_user in (asked.end_user, '')
      order by end_user desc limit 1) as bound on true`;

interface TermsRow extends EndUserAddress, PeriodDefinition, Pick<EndUserTerms, 'isOwn'> {
  readonly limit: MicroCredits | null;
}

/** One for each that is asked for, in any order. */
export async function readEndUserTerms(sql: Sql, asked: readonly EndUserAddress[], now: Date): Promise<EndUserTerms[]> {
  const rows = await askShards(sql, asked, (shard, own) =>
    shard.rows<TermsRow>(READ_TERMS, [uuids(own, ({ accountId }) => accountId), texts(own, ({ endUser }) => endUser)]),
  );
  return rows.map(({ limit, timeZone, resetHour, ...row }) => ({
    ...row,
    limit: limit ?? undefined,
    ...periodAt(now, { period: row.period, timeZone, resetHour }),
  }));
}
