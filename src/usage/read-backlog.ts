// What waits in the database, for a monitor: two statements, which read parts of indexes only and each of them up to a bound. So they take
// as long with a million rows as with ten thousand: what is more than the bound is said to be the bound.
import { type Sql, shardsOf } from '../database/index.ts';

/** Rows of each kind that are counted at most, on each shard. */
const MOST_COUNTED = 10_000;
/** Targets of webhooks that are looked at at most, on each shard: each is one look into the index. */
const MOST_LANES = 1_000;
/** A worker reports four times in this time, or is taken for dead. */
const OVERDUE_SECONDS = 60;
const MILLISECONDS = 1_000;

export interface Backlog {
  readonly queued: number;
  readonly running: number;
  /** Delivered, and wait for an operator to say what they cost. */
  readonly held: number;
  /** Running, and no worker has looked after them for a minute. */
  readonly overdue: number;
  readonly oldestQueuedSeconds: number;
  readonly oldestHeldSeconds: number;
  /** How late the delivery of a webhook is that should have been made first. */
  readonly webhookLagSeconds: number;
  readonly pendingTopUps: number;
  readonly openFindings: number;
  /** Since the last round of the reconciliation that ended well began; undefined before the first. */
  readonly reconciledSeconds: number | undefined;
  readonly verificationsRunning: number;
  /** The last verification of so many accounts found something wrong. */
  readonly damagedAccounts: number;
  /** Since the last verification of an account that found everything as it should be; undefined before the first. */
  readonly verifiedSeconds: number | undefined;
}

/** Ids of generations begin with the time. */
const OLDEST_QUEUED = `select min(id::text) as id, count(*)::int as count from (
  select id from generation where status = 'QUEUED' limit ${MOST_COUNTED}) as counted`;

/** A step from lane to lane, each by one look: see findLanes of webhooks, which serves them so. */
const FIRST_DUE = `with recursive lane as (
    (select account_id, target_id, next_attempt_at, 1 as place from webhook_delivery
      where next_attempt_at is not null order by account_id, target_id, next_attempt_at limit 1)
    union all
    select next.*, lane.place + 1 from lane cross join lateral (
      select account_id, target_id, next_attempt_at from webhook_delivery
      where next_attempt_at is not null and (account_id, target_id) > (lane.account_id, lane.target_id)
      order by account_id, target_id, next_attempt_at limit 1) as next
    where lane.place < ${MOST_LANES})
  select min(next_attempt_at) from lane`;

const count = (table: string, condition: string): string =>
  `(select count(*)::int from (select from ${table} where ${condition} limit ${MOST_COUNTED}) as counted)`;

/** Of the accounts of one shard. $1: a running generation that was due before is overdue. */
export const BACKLOG = `select queued.id as "oldestQueued", queued.count as queued,
  ${count('generation', 'due_at is not null')} as running,
  ${count('generation', 'due_at < $1')} as overdue,
  ${count('generation', 'held_at is not null and cost is null')} as held,
  (select held_at from generation where held_at is not null and cost is null order by held_at limit 1) as "oldestHeld",
  (${FIRST_DUE}) as "firstDue",
  ${count('auto_top_up_attempt', "status = 'PENDING'")} as "pendingTopUps",
  ${count('ledger_verification', "status = 'RUNNING'")} as "verificationsRunning",
  ${count('ledger_verification', "status = 'DONE' and result ->> 'ok' = 'false'")} as "damagedAccounts",
  (select max(finished_at) from ledger_verification where status = 'DONE' and result ->> 'ok' = 'true') as verified
  from (${OLDEST_QUEUED}) as queued`;

export const RECONCILED = `select ${count('reconciliation_finding', 'solved_at is null')} as "openFindings",
  (select reached_at from reconciliation where name = 'stripe') as reached`;

type Counts = Pick<
  Backlog,
  'queued' | 'running' | 'overdue' | 'held' | 'pendingTopUps' | 'verificationsRunning' | 'damagedAccounts'
>;

interface BacklogRow extends Counts {
  readonly oldestQueued: string | null;
  readonly oldestHeld: Date | null;
  readonly firstDue: Date | null;
  readonly verified: Date | null;
}

interface ReconciledRow extends Pick<Backlog, 'openFindings'> {
  readonly reached: Date | null;
}

export async function readBacklog(sql: Sql, now: Date): Promise<Backlog> {
  const overdueBefore = new Date(now.getTime() - OVERDUE_SECONDS * MILLISECONDS);
  const ofShards = shardsOf(sql).map((shard) => shard.rows<BacklogRow>(BACKLOG, [overdueBefore]));
  const [found, [reconciled]] = await Promise.all([Promise.all(ofShards), sql.rows<ReconciledRow>(RECONCILED)]);
  const rows = found.flat();
  if (reconciled === undefined || rows.length === 0) throw new Error('what waits could not be read');
  const since = (moment: Date | undefined): number | undefined =>
    moment === undefined ? undefined : Math.max(0, (now.getTime() - moment.getTime()) / MILLISECONDS);
  return {
    ...sumOf(rows),
    openFindings: reconciled.openFindings,
    oldestQueuedSeconds: since(first(rows.map(({ oldestQueued: id }) => (id === null ? null : momentOf(id))))) ?? 0,
    oldestHeldSeconds: since(first(rows.map(({ oldestHeld }) => oldestHeld))) ?? 0,
    webhookLagSeconds: since(first(rows.map(({ firstDue }) => firstDue))) ?? 0,
    reconciledSeconds: since(reconciled.reached ?? undefined),
    verifiedSeconds: since(inOrder(rows.map(({ verified }) => verified)).at(-1)),
  };
}

function sumOf(rows: readonly Counts[]): Counts {
  const sum = (name: keyof Counts): number => rows.reduce((all, row) => all + row[name], 0);
  return {
    queued: sum('queued'),
    running: sum('running'),
    overdue: sum('overdue'),
    held: sum('held'),
    pendingTopUps: sum('pendingTopUps'),
    verificationsRunning: sum('verificationsRunning'),
    damagedAccounts: sum('damagedAccounts'),
  };
}

const inOrder = (moments: readonly (Date | null)[]): Date[] =>
  moments.filter((moment) => moment !== null).toSorted((one, other) => one.getTime() - other.getTime());

const first = (moments: readonly (Date | null)[]): Date | undefined => inOrder(moments)[0];

const HEXADECIMAL = 16;
/** 48 bits, with a hyphen between them. */
const TIME_DIGITS = 13;

/** When a UUIDv7 was made. */
const momentOf = (id: string): Date =>
  new Date(Number.parseInt(id.slice(0, TIME_DIGITS).replace('-', ''), HEXADECIMAL));
