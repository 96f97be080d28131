// What was announced to accounts, and how far each was looked through.
import { defineEntity, p } from '@mikro-orm/postgresql';
import type { TablesOf } from '../../database/index.ts';
import type { AnomalyKind, Severity } from '../usage.ts';

export const AnomalyEntity = defineEntity({
  name: 'Anomaly',
  tableName: 'anomaly',
  properties: {
    accountId: p.uuid().primary(),
    /** Counted per account, from 1. */
    number: p.integer().primary().autoincrement(false),
    kind: p.text().$type<AnomalyKind>(),
    subject: p.text(),
    severity: p.text().$type<Severity>(),
    message: p.text(),
    remedy: p.text(),
    apiKeyId: p.uuid().nullable(),
    evidence: p.type('bigint[]').columnType('bigint[]').$type<bigint[]>(),
    detectedAt: p.datetime(3),
    announcedAt: p.datetime(3),
  },
  checks: [
    { name: 'anomaly_severity_check', expression: "severity in ('INFO', 'WARNING', 'CRITICAL')" },
    { name: 'anomaly_evidence_check', expression: 'cardinality(evidence) > 0' },
  ],
});

const AnomalyWatchEntity = defineEntity({
  name: 'AnomalyWatch',
  tableName: 'anomaly_watch',
  properties: {
    accountId: p.uuid().primary(),
    /** Up to which transaction the account was looked through. */
    sequence: p.bigint().defaultRaw('0'),
    /** When a reservation that is open now will be stuck; null: none can be. */
    nextLookAt: p.datetime(3).nullable(),
    /** The number of the last announcement. */
    announced: p.integer().default(0),
  },
});

export const announcementEntities = [AnomalyEntity, AnomalyWatchEntity];

export type AnnouncementTables = TablesOf<(typeof announcementEntities)[number]>;
