import { defineEntity, p } from '@mikro-orm/postgresql';
import type { EventName, Finding } from './report.ts';

/** How far the comparison with the payment provider has come, and who is at it. */
const ReconciliationEntity = defineEntity({
  name: 'Reconciliation',
  tableName: 'reconciliation',
  properties: {
    name: p.text().primary(),
    reachedAt: p.datetime(3).nullable(),
    leasedUntil: p.datetime(3).nullable(),
  },
});

/** What needs a person, until it is solved: by itself, or by that person. */
const FindingEntity = defineEntity({
  name: 'ReconciliationFinding',
  tableName: 'reconciliation_finding',
  properties: {
    id: p.uuid().primary(),
    /** The same for the same fact, however often and by whomever it is found. */
    key: p.text(),
    code: p.text().$type<Finding['code']>(),
    facts: p.json<Record<string, unknown>>(),
    /** The event whose handling found it; null: none did. */
    event: p.json<EventName>().nullable(),
    firstSeenAt: p.datetime(3),
    lastSeenAt: p.datetime(3),
    /** When somebody last looked whether it still holds. */
    checkedAt: p.datetime(3),
    solvedAt: p.datetime(3).nullable(),
    solvedBecause: p.text().nullable(),
  },
  uniques: [
    {
      name: 'reconciliation_finding_open_unique',
      expression:
        'create unique index reconciliation_finding_open_unique on reconciliation_finding (key) where solved_at is null',
    },
  ],
  checks: [
    {
      name: 'reconciliation_finding_solved_check',
      expression: '(solved_at is null) = (solved_because is null)',
    },
  ],
});

/** Payments that were seen to be paid, and lots that were seen to be paid for: see seen.ts. */
const ReconciledEntity = defineEntity({
  name: 'Reconciled',
  tableName: 'reconciled',
  properties: { key: p.text().primary(), at: p.datetime(3) },
  indexes: [{ name: 'reconciled_at_index', properties: ['at'] }],
});

export const reconcileEntities = [ReconciliationEntity, FindingEntity, ReconciledEntity];
