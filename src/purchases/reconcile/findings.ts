// What needs a person, kept until it is solved. The same fact is one finding, however often it is found.
import { newId, type Sql } from '../../database/index.ts';
import type { PurchaseTables } from '../entities.ts';
import type { Finding, OpenFinding } from './report.ts';

/** More at a time are left to the next look. */
const MOST = 1_000;

/** Why one is solved that nobody finds any more. */
const HOLDS_NO_LONGER = 'It holds no longer.';

/** What a person has settled is not found again. By hand: whether it is inserted depends on what the table holds. */
const SAVE = `insert into reconciliation_finding (id, key, code, facts, event, first_seen_at, last_seen_at, checked_at)
  select $1, $2, $3, $4::jsonb, $5::jsonb, $6, $6, $6
  where not exists (select from reconciliation_finding where key = $2 and solved_because <> '${HOLDS_NO_LONGER}')
  on conflict (key) where solved_at is null do update
    set facts = excluded.facts, event = coalesce(excluded.event, reconciliation_finding.event),
      last_seen_at = excluded.last_seen_at, checked_at = excluded.checked_at`;

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
  const open = sql.tables<PurchaseTables>().selectFrom('reconciliation_finding').where('solvedAt', 'is', null);
  const asked = checkedUntil === undefined ? open : open.where('checkedAt', '<=', checkedUntil);
  const rows = await asked
    .select(['id', 'code', 'facts', 'event', 'firstSeenAt', 'checkedAt'])
    .orderBy('firstSeenAt')
    .orderBy('id')
    .limit(MOST)
    .execute();
  return rows.map(({ id: findingId, code, facts, event, firstSeenAt, checkedAt }) => {
    const finding = { code, ...facts, ...(event === null ? {} : { event }) } as Finding;
    return { ...finding, findingId, firstSeenAt, checkedAt };
  });
}

interface SolvedFinding {
  readonly findingId: string;
  readonly because?: string;
  readonly now: Date;
}

/** False when it was solved before, or is not there. */
export async function solveFinding(sql: Sql, { findingId, because, now }: SolvedFinding): Promise<boolean> {
  const solved = await sql
    .tables<PurchaseTables>()
    .updateTable('reconciliation_finding')
    .set({ solvedAt: now, solvedBecause: because ?? HOLDS_NO_LONGER })
    .where('id', '=', findingId)
    .where('solvedAt', 'is', null)
    .returning('id')
    .execute();
  return solved.length > 0;
}

export async function markChecked(sql: Sql, findingId: string, checkedAt: Date): Promise<void> {
  const finding = sql.tables<PurchaseTables>().updateTable('reconciliation_finding').where('id', '=', findingId);
  await finding.set({ checkedAt }).execute();
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

/** Details change from look to look: how much is owed, which event of several it came with. */
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
