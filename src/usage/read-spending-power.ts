// What else than credits limits what a key may reserve now: the daily limits of its tree, and the places for work at once.
import { prepared, type Sql } from '../database/index.ts';
import { type BudgetLeft, tightestBudget, utcDay } from '../ledger/index.ts';
import { max, subtract, ZERO } from '../money/index.ts';

export interface SpendingPower {
  /** Generations that hold a reservation; when they reach the limit, without those that wait for an operator's decision. */
  readonly running: number;
  /** The daily limit with the least left, of the key and all that it descends from; undefined when none limits. */
  readonly budget: BudgetLeft | undefined;
}

export interface SpenderAsked {
  readonly accountId: string;
  readonly apiKeyId: string;
  readonly concurrencyLimit: number;
  readonly now: Date;
}

/** One for each key of the path; null: no limit, nothing used. */
type Power = Pick<SpendingPower, 'running'> &
  Pick<BudgetLeft, 'apiKeyId'> & { readonly [Name in 'limit' | 'used']: BudgetLeft[Name] | null };

const READ_POWER = prepared(
  'ledger_spending_power',
  `select open_reservations - case when open_reservations < $4::int then 0 else (select count(*)::int from generation
      where generation.account_id = $1 and held_at is not null and cost is null and ended_at = held_at) end as running,
    path.id as "apiKeyId", budget.daily_limit as "limit", key_spend.reserved + key_spend.charged as used
  from wallet
  left join api_key own on own.account_id = $1 and own.id = $2
  cross join lateral unnest(array_prepend($2::uuid, own.ancestor_ids)) with ordinality as path (id, place)
  left join api_key budget on budget.account_id = $1 and budget.id = path.id
  left join key_spend on key_spend.account_id = $1 and key_spend.api_key_id = path.id and key_spend.day = $3::date
  where wallet.account_id = $1 order by path.place`,
);

export async function readSpendingPower(sql: Sql, asked: SpenderAsked): Promise<SpendingPower> {
  const { accountId, apiKeyId, concurrencyLimit, now } = asked;
  const rows = await sql.rows<Power>(READ_POWER, [accountId, apiKeyId, utcDay(now), concurrencyLimit]);
  return { running: rows[0]?.running ?? 0, budget: tightestBudget(rows.map(toBudget)) };
}

function toBudget({ apiKeyId, limit, used: spent }: Power): BudgetLeft | undefined {
  if (limit === null) return undefined;
  const used = spent ?? ZERO;
  return { apiKeyId, limit, used, left: max(subtract(limit, used), ZERO) };
}
