// What an account has drawn on its credit line, by day and model: what its invoices are made of.
import { plainArray, type Sql, shardOf, withoutNulls } from '../database/index.ts';
import type { SequenceRange } from '../ledger/index.ts';
import type { MicroCredits } from '../money/index.ts';

/**
 * What is billed of such a range: its charges and refunds, and charges that came shortly after it for what was reserved in it
 * or before. A charge counts on the day of its reservation (decision 32).
 */
export interface BilledRange extends SequenceRange {
  /** Late charges are billed through this number, which is not before throughSequence. */
  readonly lateSequence: bigint;
  /** Up to this number the late charges of what was reserved up to afterSequence are billed already. */
  readonly billedLateSequence: bigint;
}

/** All charges to the credit line of one model on one UTC day, or all that was given back of such charges. */
export interface CreditLineUse {
  readonly kind: 'CHARGE' | 'REFUND';
  /** `YYYY-MM-DD`, UTC: the day of the charge's reservation, or of the refund. */
  readonly day: string;
  /** Undefined when the generation is not there any more. */
  readonly model: string | undefined;
  /** How many of the asked moments had passed when the charge was made, or the one that was given back. */
  readonly period: number;
  /** Transactions. */
  readonly count: number;
  /** What the credit line had to bear; below zero for what was given back. */
  readonly amount: MicroCredits;
}

/** What is given back was charged before: it has the period of that charge. */
const CHARGED_AT = `case t.type when 'CHARGE' then t.created_at else (select charge.created_at from ledger_transaction charge
  where charge.account_id = t.account_id and charge.generation_id = t.generation_id and charge.type = 'CHARGE'
  order by charge.step desc limit 1) end`;

/** Step 3 and up: a charge that was given back; a reservation that was given back (step 1) has cost nothing. */
const READ_USE = `select t.type as kind, g.model,
    to_char(coalesce(reservation.created_at, t.created_at) at time zone 'UTC', 'YYYY-MM-DD') as day,
    (select count(*)::int from unnest($6::timestamptz[]) as change where change <= ${CHARGED_AT}) as period,
    count(*)::int as count, sum(case t.type when 'CHARGE' then share.amount else -share.amount end)::bigint as amount
  from ledger_transaction t
  cross join lateral unnest(t.lot_numbers, t.lot_amounts) as share (lot, amount)
  left join ledger_transaction reservation on reservation.account_id = t.account_id
    and reservation.generation_id = t.generation_id and reservation.step = 0 and t.type = 'CHARGE'
  left join generation g on g.account_id = t.account_id and g.id = t.generation_id
  where t.account_id = $1 and t.sequence > $2 and t.sequence <= $4 and share.lot = 0
    and (t.type = 'CHARGE' or (t.type = 'REFUND' and t.step >= 3))
    and (t.sequence <= $3 or coalesce(reservation.sequence <= $3, false))
    and not (t.sequence <= $5 and coalesce(reservation.sequence <= $2, false))
  group by 1, 2, 3, 4 order by 3, 2 nulls last, 1, 4`;

type CreditLineUseRow = Omit<CreditLineUse, 'model'> & { readonly model: string | null };

/** In the order of days and models. `changes`: moments between which uses are counted separately. */
export async function readCreditLineUse(
  sql: Sql,
  range: BilledRange,
  changes: readonly Date[],
): Promise<CreditLineUse[]> {
  const { accountId, afterSequence, throughSequence, lateSequence, billedLateSequence } = range;
  const through = [afterSequence, throughSequence, lateSequence, billedLateSequence];
  const values = [accountId, ...through, plainArray(changes)];
  const rows = await shardOf(sql, accountId).rows<CreditLineUseRow>(READ_USE, values);
  return rows.map(withoutNulls);
}
