// What the business comes to, over all accounts, by days or months of UTC: sums of what the rooms keep, in whole micro-credits and minor
// units, never in floats.
import type { Sql } from '../../database/index.ts';
import { type MicroCredits, type Money, microCredits, ZERO } from '../../money/index.ts';

export type RevenueBy = 'DAY' | 'MONTH';

export interface RevenueAsked {
  /** Beginning of the first period. */
  readonly from: Date;
  /** End of the last one. */
  readonly to: Date;
  readonly by: RevenueBy;
}

/** Credits in micro-credits. */
export interface RevenueFigures {
  /** Of packs, plans and top-ups, by the moment from which they could be spent. */
  readonly sold: MicroCredits;
  /** Without a payment. */
  readonly granted: MicroCredits;
  /** Charged for generations that were accepted in the period. */
  readonly spent: MicroCredits;
  /** Of these charges, given back by operators, whenever they did. */
  readonly refunded: MicroCredits;
  /** Of lots that ended in the period, as far as it is booked. */
  readonly expired: MicroCredits;
  /** Granted ones that operators took back. */
  readonly deducted: MicroCredits;
  /** Paid for packs, top-ups and invoices of postpaid accounts, by currency. */
  readonly moneyIn: readonly Money[];
  /** Refunds that were made and disputes that were lost, by the moment they began. */
  readonly moneyBack: readonly Money[];
}

export interface RevenuePeriod extends RevenueFigures {
  /** `2026-11-30` or `2026-11`. */
  readonly period: string;
}

export interface RevenueOfModel {
  readonly model: string;
  readonly generations: bigint;
  readonly spent: MicroCredits;
  readonly refunded: MicroCredits;
}

export interface Revenue {
  /** Those in which something happened, the earliest first. */
  readonly periods: readonly RevenuePeriod[];
  /** The highest charges first. */
  readonly byModel: readonly RevenueOfModel[];
  /** What was committed before it is in the figures, which a replica may have said. */
  readonly asOf: Date;
}

type CreditsName = 'sold' | 'granted' | 'spent' | 'refunded' | 'expired' | 'deducted';
type MoneyName = 'moneyIn' | 'moneyBack';

const FORMATS = { DAY: 'YYYY-MM-DD', MONTH: 'YYYY-MM' } as const;
const periodOf = (moment: string): string => `to_char(${moment} at time zone 'UTC', $3)`;
const inside = (moment: string): string => `${moment} >= $1 and ${moment} < $2`;

const QUARTER_SECONDS = 900;
const QUARTER = `to_timestamp(quarter_hour::bigint * ${QUARTER_SECONDS})`;
const QUARTERS_INSIDE = `quarter_hour >= extract(epoch from $1::timestamptz)::bigint / ${QUARTER_SECONDS}
  and quarter_hour < extract(epoch from $2::timestamptz)::bigint / ${QUARTER_SECONDS}`;
const BOUGHT = `('PACK', 'PLAN', 'AUTO_TOP_UP')`;

const creditsOf = (name: CreditsName, amount: string, moment: string): string =>
  `select '${name}' as name, ${periodOf(moment)} as period, sum(${amount})::text as total`;

/** Each has an index that leads to the span: nothing is read that lies outside. */
const CREDITS = [
  `${creditsOf('sold', 'granted', 'effective_at')} from lot where source in ${BOUGHT} and ${inside('effective_at')} group by period`,
  `${creditsOf('granted', 'granted', 'effective_at')} from lot where source in ('PROMOTION', 'REFUND', 'ADJUSTMENT') and ${inside('effective_at')} group by period`,
  `${creditsOf('expired', 'expired', 'usable_until')} from lot where expired > 0 and ${inside('usable_until')} group by period`,
  `${creditsOf('deducted', '-amount', 'created_at')} from operator_action
    where action = 'DEDUCT_CREDITS' and ${inside('created_at')} group by period`,
  `${creditsOf('spent', 'cost', QUARTER)} from usage_quarter where ${QUARTERS_INSIDE} group by period`,
  `${creditsOf('refunded', 'refunded', QUARTER)} from usage_quarter where ${QUARTERS_INSIDE} group by period`,
].join(' union all ');

const MONEY = `select name, period, currency, sum(minor_units)::text as total from (
    select 'moneyIn' as name, ${periodOf('paid_at')} as period, price_currency as currency,
      coalesce(paid_minor_units, price_minor_units) as minor_units from purchase where ${inside('paid_at')}
    union all select 'moneyIn', ${periodOf('paid_at')}, currency, total_minor_units from invoice where ${inside('paid_at')}
    union all select 'moneyBack', ${periodOf('created_at')}, currency, minor_units from payment_reversal
      where status in ('DONE', 'LOST') and ${inside('created_at')}
  ) as moved group by name, period, currency order by currency`;

const MODELS = `select model, sum(generations)::bigint as generations, sum(cost)::text as spent, sum(refunded)::text as refunded
  from usage_quarter where ${QUARTERS_INSIDE} group by model order by sum(cost) desc, model`;

interface CreditsRow {
  readonly name: CreditsName;
  readonly period: string;
  readonly total: string;
}
interface MoneyRow {
  readonly name: MoneyName;
  readonly period: string;
  readonly currency: string;
  readonly total: string;
}
interface ModelRow {
  readonly model: string;
  readonly generations: bigint;
  readonly spent: string;
  readonly refunded: string;
}

const exact = (text: string): MicroCredits => microCredits(BigInt(text));

export async function readRevenue(sql: Sql, { from, to, by }: RevenueAsked): Promise<Omit<Revenue, 'asOf'>> {
  const span = [from, to, FORMATS[by]];
  const credits = await sql.rows<CreditsRow>(CREDITS, span);
  const money = await sql.rows<MoneyRow>(MONEY, span);
  const models = await sql.rows<ModelRow>(MODELS, [from, to]);
  const periods = [...new Set([...credits, ...money].map(({ period }) => period))].sort();
  return {
    periods: periods.map((period) => ({ period, ...creditsIn(credits, period), ...moneyIn(money, period) })),
    byModel: models.map(({ spent, refunded, ...row }) => ({ ...row, spent: exact(spent), refunded: exact(refunded) })),
  };
}

function creditsIn(rows: readonly CreditsRow[], period: string): Record<CreditsName, MicroCredits> {
  const figures = { sold: ZERO, granted: ZERO, spent: ZERO, refunded: ZERO, expired: ZERO, deducted: ZERO };
  for (const row of rows) if (row.period === period) figures[row.name] = exact(row.total);
  return figures;
}

function moneyIn(rows: readonly MoneyRow[], period: string): Record<MoneyName, Money[]> {
  const figures: Record<MoneyName, Money[]> = { moneyIn: [], moneyBack: [] };
  for (const { name, currency, total, ...row } of rows) {
    if (row.period === period) figures[name].push({ minorUnits: BigInt(total), currency });
  }
  return figures;
}
