// The numbers of a usage report, in two statements. Sums are bigint: no amount passes through a float.
import { firstIdAt, type Sql } from '../database/index.ts';
import type { MicroCredits } from '../money/index.ts';
import type { UsageBucket } from './usage.ts';

const DAY = 86_400_000;

export interface Span {
  readonly accountId: string;
  /** Inclusive. */
  readonly from: Date;
  /** Exclusive. */
  readonly to: Date;
}

export type Dimension = 'TOTAL' | 'DAY' | 'MODEL' | 'API_KEY';

export interface GenerationCounts extends UsageBucket {
  readonly dimension: Dimension;
  readonly canceled: number;
}

export interface ProviderCounts extends UsageBucket {
  /** Estimated cost of generations that this provider finished and that were not charged. */
  readonly wasted: MicroCredits;
}

/** Charges that an operator gave back, by generation: few, with an index of their own. */
const REFUNDS = `refund as (select generation_id, sum(amount)::bigint as refunded from ledger_transaction
  where account_id = $1 and type = 'REFUND' and step >= 3 and generation_id >= $4 group by generation_id)`;

/** One pass over the account's generations of the span, grouped four ways. What belongs to a generation belongs to the day of its reservation (decision 32). */
const BY_GENERATION = `with ${REFUNDS}
  select
    case grouping(day, model, api_key_id) when 7 then 'TOTAL' when 3 then 'DAY' when 5 then 'MODEL' else 'API_KEY' end
      as dimension,
    coalesce(day, model, api_key_id::text, '') as key,
    count(*)::int as generations,
    count(*) filter (where status = 'SUCCEEDED')::int as succeeded,
    count(*) filter (where status = 'FAILED')::int as failed,
    count(*) filter (where status = 'CANCELED')::int as canceled,
    (coalesce(sum(cost), 0) - coalesce(sum(refunded), 0))::bigint as cost,
    coalesce(sum(cost), 0)::bigint as "grossCost",
    coalesce(sum(refunded), 0)::bigint as refunded
  from (select to_char(created_at at time zone 'UTC', 'YYYY-MM-DD') as day, model, api_key_id, status, cost, refunded
    from generation left join refund on generation_id = id
    where account_id = $1 and id >= $4 and created_at >= $2 and created_at < $3) as asked
  group by grouping sets ((), (day), (model), (api_key_id))`;

/** A provider counts once per generation, however often it was tried. */
const BY_PROVIDER = `with ${REFUNDS}
  select provider as key,
    count(*)::int as generations,
    count(*) filter (where delivered)::int as succeeded,
    count(*) filter (where not delivered and gave_up)::int as failed,
    (coalesce(sum(cost) filter (where delivered), 0)
      - coalesce(sum(refunded) filter (where delivered), 0))::bigint as cost,
    coalesce(sum(cost) filter (where delivered), 0)::bigint as "grossCost",
    coalesce(sum(refunded) filter (where delivered), 0)::bigint as refunded,
    coalesce(sum(cost_estimate) filter (where delivered and status in ('FAILED', 'CANCELED')), 0)::bigint as wasted
  from (select a.provider, g.status, g.cost, g.cost_estimate, refunded,
      bool_or(a.status = 'SUCCEEDED') as delivered, bool_or(a.status = 'FAILED') as gave_up
    from generation g join attempt a on a.account_id = g.account_id and a.generation_id = g.id
      left join refund on refund.generation_id = g.id
    where g.account_id = $1 and g.id >= $4 and g.created_at >= $2 and g.created_at < $3
    group by a.provider, g.id, g.status, g.cost, g.cost_estimate, refunded) as tried
  group by provider`;

export const readGenerationCounts = (sql: Sql, span: Span): Promise<GenerationCounts[]> =>
  sql.rows<GenerationCounts>(BY_GENERATION, valuesOf(span));

export const readProviderCounts = (sql: Sql, span: Span): Promise<ProviderCounts[]> =>
  sql.rows<ProviderCounts>(BY_PROVIDER, valuesOf(span));

/** Ids are in order of time, so the primary key finds the span; a day of slack covers clocks that differ. */
const valuesOf = ({ accountId, from, to }: Span): unknown[] => [accountId, from, to, firstIdAt(from.getTime() - DAY)];
