// The facts that anomalies are decided over. What is read is bounded, however large the account: the newest transactions of
// the span (or the last up to one of them), by primary key, each with its generation; and the oldest open reservations, by the indexes of the queue, of
// running work and of what is held.
import { type Sql, type WithoutNulls, withoutNulls } from '../database/index.ts';
import { microCredits } from '../money/index.ts';
import {
  ANOMALY_RULES,
  type AnomalyFacts,
  type Charge,
  type OpenReservation,
  type RefundRun,
  type StrangeTransaction,
} from './decide/anomalies.ts';

export interface AnomalySpan {
  readonly accountId: string;
  /** Inclusive: where transactions begin to be looked at. */
  readonly from: Date;
  /** Where open reservations do: what has been stuck for longer than the span is still stuck. Undefined: none are looked at. */
  readonly since: Date | undefined;
  /** The last transactions up to this sequence; the newest when it is absent. */
  readonly through?: bigint;
  /** How many transactions at most. */
  readonly most?: number;
}

/** Transactions looked at. */
const MOST_TRANSACTIONS = 20_000;
const MOST_EVIDENCE = 20;
const LAST_SEQUENCE = 2n ** 63n - 1n;

/**
 * Hand-written, since it reads the tables of three rooms in one pass: rows of three kinds of JSON, amounts and sequences as
 * text. Only a FAILED generation counts for a streak: one that was
 * canceled is refunded because its customer asked for it, and one that is delivered late is charged after its refund.
 */
const LOOK = `with newest as materialized (
    select sequence, type, step, generation_id, api_key_id, amount, reserved_change, created_at
    from ledger_transaction where account_id = $1 and sequence <= $11 order by sequence desc limit $3),
  looked as materialized (
    select newest.*, g.id as known, g.model, g.status, g.cost_estimate, g.error ->> 'code' as error
    from newest left join lateral (select id, model, status, cost_estimate, error from generation
      where account_id = $1 and id = newest.generation_id offset 0) as g on true
    where newest.created_at >= $2 and newest.generation_id is not null),
  settled as (
    select *, count(*) filter (where type = 'CHARGE') over (partition by model order by sequence) as charges_before
    from looked where type = 'CHARGE' or (type = 'REFUND' and step = 1 and status = 'FAILED')),
  run as (
    select model, count(*)::int as refunds, sum(amount)::text as amount, mode() within group (order by error) as error,
      max(created_at) as "lastAt", (array_agg(sequence::text order by sequence desc))[1:${MOST_EVIDENCE}] as evidence
    from settled where type = 'REFUND' and model is not null
    group by model, charges_before having count(*) >= $4 order by max(sequence) desc limit $5),
  usual as (
    select model, count(*) as charges, percentile_disc(0.5) within group (order by charged) as median,
      array_agg(sequence) as sequences, array_agg(charged) as amounts, array_agg(cost_estimate) as estimates,
      array_agg(created_at) as moments
    from (select *, -(amount + reserved_change) as charged from looked where type = 'CHARGE' and model is not null) as paid
    group by model),
  high as (
    select sequence::text, model, charged::text, estimate::text, charges::int, median::text, at
    from usual cross join lateral unnest(sequences, amounts, estimates, moments) as one (sequence, charged, estimate, at)
    where charged * $7::bigint >= estimate * $6::bigint or (charges >= $8 and charged >= median * $9::bigint)
    order by one.sequence desc limit $5),
  strange as (
    select looked.sequence::text, looked.amount::text, looked.created_at as "at",
      case when known is null then 'UNKNOWN_GENERATION' when k.id is null then 'UNKNOWN_KEY' else 'ENDED_KEY' end as reason,
      case when k.id is not null then json_build_object('id', k.id, 'name', k.name,
        'prefix', k.prefix, 'endedAt', least(k.revoked_at, k.expires_at)) end as "apiKey"
    from looked left join lateral (select id, name, prefix, revoked_at, expires_at from api_key
      where account_id = $1 and id = looked.api_key_id offset 0) as k on true
    where known is null or (type = 'RESERVE' and (k.id is null
      or looked.created_at > least(k.revoked_at, k.expires_at) + $10 * interval '1 second'))
    order by looked.sequence desc limit $5)
  select (select coalesce(json_agg(run), '[]') from run) as runs,
    (select coalesce(json_agg(high), '[]') from high) as charges,
    (select coalesce(json_agg(strange), '[]') from strange) as strange`;

const OPEN = `with open as (
    (select id, model, created_at, started_at, held_at from generation
      where account_id = $1 and status = 'QUEUED' order by id limit $3)
    union all (select id, model, created_at, started_at, held_at from generation
      where account_id = $1 and status = 'RUNNING' and due_at is not null order by due_at limit $3)
    union all (select id, model, created_at, started_at, held_at from generation
      where account_id = $1 and held_at is not null and cost is null order by held_at limit $3))
  select t.sequence, t.reserved_change as reserved, open.model, coalesce(open.started_at, open.created_at) as since,
    open.held_at as "heldAt"
  from open join lateral (select sequence, reserved_change from ledger_transaction
    where account_id = $1 and generation_id = open.id and step = 0 offset 0) as t on true
  where open.created_at >= $2`;

/** A fact as JSON has it: amounts and moments are text, what is not there is null. */
type InJson<Fact> = Fact extends bigint | Date
  ? string
  : Fact extends undefined
    ? null
    : Fact extends readonly (infer Item)[]
      ? readonly InJson<Item>[]
      : Fact extends object
        ? { readonly [Name in keyof Fact]: InJson<Fact[Name]> }
        : Fact;

type Looked = InJson<Omit<AnomalyFacts, 'open'>>;

/** Open reservations, each with its model, which says how long its work may take. */
type Open = Omit<OpenReservation, 'heldAt' | 'deadlineSeconds'> & {
  readonly heldAt: Date | null;
  readonly model: string;
};

/** The time that a model's work has, in seconds; undefined for one that is no longer sold. */
export type DeadlineOf = (model: string) => number | undefined;

export async function readAnomalyFacts(sql: Sql, span: AnomalySpan, deadlineOf: DeadlineOf): Promise<AnomalyFacts> {
  const [looked, open] = await Promise.all([readLook(sql, span), readOpen(sql, span)]);
  return {
    runs: looked.runs.map(toRun),
    charges: looked.charges.map(toCharge),
    strange: looked.strange.map(toStrange),
    open: open.map(withoutNulls).map((one) => toOpen(one, deadlineOf)),
  };
}

async function readLook(sql: Sql, span: AnomalySpan): Promise<Looked> {
  const { accountId, from, through = LAST_SEQUENCE, most = MOST_TRANSACTIONS } = span;
  const { shortestStreak, mostFound, aboveEstimate, aboveUsual, keyGraceSeconds } = ANOMALY_RULES;
  const [row] = await sql.rows<Looked>(LOOK, [
    ...[accountId, from, most, shortestStreak, mostFound],
    ...[aboveEstimate.numerator, aboveEstimate.denominator, aboveUsual.leastCharges, aboveUsual.times, keyGraceSeconds],
    through,
  ]);
  if (row === undefined) throw new Error('the look at the ledger gave no row');
  return row;
}

async function readOpen(sql: Sql, { accountId, since }: AnomalySpan): Promise<Open[]> {
  return since === undefined ? [] : sql.rows<Open>(OPEN, [accountId, since, ANOMALY_RULES.mostFound]);
}

const amount = (text: string) => microCredits(BigInt(text));

function toRun(run: InJson<RefundRun>): RefundRun {
  return {
    ...run,
    amount: amount(run.amount),
    error: run.error ?? undefined,
    lastAt: new Date(run.lastAt),
    evidence: run.evidence.map(BigInt),
  };
}

function toCharge(row: InJson<Charge>): Charge {
  return {
    ...row,
    sequence: BigInt(row.sequence),
    charged: amount(row.charged),
    estimate: amount(row.estimate),
    median: amount(row.median),
    at: new Date(row.at),
  };
}

function toStrange({ apiKey, ...row }: InJson<StrangeTransaction>): StrangeTransaction {
  return {
    ...row,
    sequence: BigInt(row.sequence),
    amount: amount(row.amount),
    apiKey:
      apiKey === null
        ? undefined
        : { ...apiKey, endedAt: apiKey.endedAt === null ? undefined : new Date(apiKey.endedAt) },
    at: new Date(row.at),
  };
}

function toOpen({ model, ...open }: WithoutNulls<Open>, deadlineOf: DeadlineOf): OpenReservation {
  return { ...open, deadlineSeconds: deadlineOf(model) ?? ANOMALY_RULES.usualDeadlineSeconds };
}
