// What else than credits limits what a key may reserve now: the limits of its tree, and the places for work at once.
import { prepared, type Sql } from '../database/index.ts';
import { budgetsInSql, type LimitPeriod, periodAt } from '../keys/index.ts';
import { type BudgetLeft, budgetLeft, readKeyUses, tightestBudget } from '../ledger/index.ts';
import { add, ZERO } from '../money/index.ts';

export interface SpendingPower {
  /** Generations that hold a reservation; when they reach the limit, without those that wait for an operator's decision. */
  readonly running: number;
  /** The limit with the least left, of the key and all that it descends from; undefined when none limits. */
  readonly budget: BudgetLeft | undefined;
  /** The one with the least left of those for a day. */
  readonly dailyBudget?: BudgetLeft | undefined;
}

export interface SpenderAsked {
  readonly accountId: string;
  readonly apiKeyId: string;
  readonly concurrencyLimit: number;
  readonly now: Date;
}

/** One for each key of the path; null: no limit. */
interface Power extends Pick<SpendingPower, 'running'>, Pick<BudgetLeft, 'apiKeyId'> {
  readonly limit: BudgetLeft['limit'] | null;
  readonly period: LimitPeriod;
  readonly timeZone: string;
  readonly resetHour: number;
}

const READ_POWER = prepared(
  'ledger_spending_power',
  `select open_reservations as running, path.id as "apiKeyId", spending_limit as "limit", limit_period as period,
    time_zone as "timeZone", reset_hour as "resetHour"
  from wallet cross join (select $2::uuid as id) as asked ${budgetsInSql('wallet.account_id', 'asked.id')}
  where wallet.account_id = $1 order by path.place`,
);

/** A question of its own: an account below its limit, as nearly every one is, does not wait for the count. */
const COUNT_HELD = prepared(
  'ledger_count_held',
  `select count(*)::int as held from generation
  where account_id = $1 and held_at is not null and cost is null and ended_at = held_at`,
);

async function countHeld(sql: Sql, accountId: string): Promise<number> {
  const [row] = await sql.rows<{ held: number }>(COUNT_HELD, [accountId]);
  return row?.held ?? 0;
}

export async function readSpendingPower(sql: Sql, asked: SpenderAsked): Promise<SpendingPower> {
  const { accountId, apiKeyId, concurrencyLimit, now } = asked;
  const rows = await sql.rows<Power>(READ_POWER, [accountId, apiKeyId]);
  const open = rows[0]?.running ?? 0;
  const held = open < concurrencyLimit ? 0 : await countHeld(sql, accountId);
  const limits = rows.flatMap(({ limit, ...row }) =>
    limit === null ? [] : [{ ...row, limit, at: periodAt(now, row) }],
  );
  const uses = await readKeyUses(
    sql,
    limits.map((row) => ({ accountId, apiKeyId: row.apiKeyId, ...row.at })),
  );
  const budgets = limits.map(({ apiKeyId: id, limit, period, at }, index) => {
    const { reserved = ZERO, charged = ZERO } = uses[index] ?? {};
    return budgetLeft({ apiKeyId: id, limit, period, used: add(reserved, charged), resetsAt: at.endsAt });
  });
  const daily = budgets.filter(({ period }) => period === 'DAY');
  return { running: Math.max(0, open - held), budget: tightestBudget(budgets), dailyBudget: tightestBudget(daily) };
}
