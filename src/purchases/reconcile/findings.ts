// What needs a person, kept until it is solved. The same fact is one finding, however often it is found.
import { newId, type Sql } from '../../database/index.ts';
import type { EventName, Finding, OpenFinding } from './report.ts';

/** More at a time are left to the next look. */
const MOST = 1_000;

/** Why one is solved that nobody finds any more. */
const HOLDS_NO_LONGER = 'It holds no longer.';

/** What a person has settled is not found again. */
const SAVE = `insert into reconciliation_finding (id, key, code, facts, event, first_seen_at, last_seen_at, checked_at)
  select $1, $2, $3, $4::jsonb, $5::jsonb, $6, $6, $6
  where not exists (select from reconciliation_finding where key = $2 and solved_because <> '${HOLDS_NO_LONGER}')
  on conflict (key) where solved_at is null do update
    set facts = excluded.facts, event = coalesce(excluded.event, reconciliation_finding.event),
      last_seen_at = excluded.last_seen_at, checked_at = excluded.checked_at`;

const OPEN = `select id, code, facts, event, first_seen_at, checked_at from reconciliation_finding
  where solved_at is null and ($1::timestamptz is null or checked_at <= $1) order by first_seen_at, id limit ${MOST}`;

const SOLVE = `update reconciliation_finding set solved_at = $2, solved_because = $3
  where id = $1 and solved_at is null returning id`;

interface FindingRow {
  readonly id: string;
  readonly code: Finding['code'];
  readonly facts: object;
  readonly event: EventName | null;
  readonly first_seen_at: Date;
  readonly checked_at: Date;
}

export async function saveFinding(sql: Sql, finding: Finding, now: Date): Promise<void> {
  const { code, event, ...facts } = { event: undefined, ...finding };
  const values = [newId(), keyOf(finding), code, toJson(facts), event === undefined ? null : toJson(event), now];
  await sql.rows(SAVE, values);
}

export async function saveFindings(sql: Sql, findings: readonly Finding[], now: Date): Promise<void> {
  for (const finding of findings) await saveFinding(sql, finding, now);
}

/** Oldest first; `checkedUntil`: only those at which nobody has looked since. */
export async function openFindings(sql: Sql, checkedUntil?: Date): Promise<OpenFinding[]> {
  const rows = await sql.rows<FindingRow>(OPEN, [checkedUntil ?? null]);
  return rows.map(({ id, code, facts, event, first_seen_at: firstSeenAt, checked_at: checkedAt }) => {
    const finding = { code, ...facts, ...(event === null ? {} : { event }) } as Finding;
    return { ...finding, findingId: id, firstSeenAt, checkedAt };
  });
}

/** False when it was solved before, or is not there. */
export async function solveFinding(
  sql: Sql,
  {
    findingId,
    because = HOLDS_NO_LONGER,
    now,
  }: { readonly findingId: string; readonly because?: string; readonly now: Date },
): Promise<boolean> {
  return (await sql.rows(SOLVE, [findingId, now, because])).length > 0;
}

export async function markChecked(sql: Sql, findingId: string, now: Date): Promise<void> {
  await sql.rows('update reconciliation_finding set checked_at = $2 where id = $1', [findingId, now]);
}

function keyOf(finding: Finding): string {
  switch (finding.code) {
    case 'CREDITS_WITHOUT_PAYMENT':
      return `credits ${finding.accountId} ${finding.lot}`;
    case 'PAYMENT_WITHOUT_CREDITS':
      return `payment ${finding.objectId}`;
    case 'REFUND_UNFINISHED':
      return `refund ${finding.refundId}`;
    case 'EVENT_UNHEARD':
      return `event ${finding.event.eventId}`;
    case 'PROBLEM':
      return `problem ${finding.message} ${subjectOf(finding)}`;
    default:
      return finding satisfies never;
  }
}

/** Details change from look to look: how much is owed, which event of several told of it. */
function subjectOf({ details, event }: Extract<Finding, { code: 'PROBLEM' }>): string {
  const paymentIntentId = details['paymentIntentId'];
  return typeof paymentIntentId === 'string' ? paymentIntentId : (event?.objectId ?? toJson(details));
}

/** Details are what a log takes: amounts may be bigints, and causes errors. */
function toJson(value: object): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part === 'bigint') return String(part);
    return part instanceof Error ? part.message : part;
  });
}
