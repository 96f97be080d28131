import { defineEntity, p } from '@mikro-orm/postgresql';
import type { TablesOf } from '../database/index.ts';
import type { ExportForm, ExportKind, ExportStatus, Manifest } from './words.ts';

/** An export that was asked for: a job until it is done, then what its file holds. Deleted with the file after some days. */
export const ExportEntity = defineEntity({
  name: 'Export',
  tableName: 'account_export',
  properties: {
    accountId: p.uuid().primary(),
    id: p.uuid().primary(),
    kind: p.text().$type<ExportKind>(),
    form: p.text().$type<ExportForm>(),
    status: p.text().$type<ExportStatus>().default('QUEUED'),
    /** The key that asked for it. */
    apiKeyId: p.uuid(),
    /** Inclusive. */
    createdFrom: p.datetime(3),
    /** Exclusive. */
    createdBefore: p.datetime(3),
    /** Transactions after this number, through the other: decided when it was asked for, so that what comes later is not in it. */
    afterSequence: p.bigint(),
    throughSequence: p.bigint(),
    /** Chain hashes of both, in hexadecimal. */
    previousHash: p.text(),
    headHash: p.text(),
    createdAt: p.datetime(3),
    /** How often a gateway began it. */
    tries: p.integer().default(0),
    /** Until then its gateway is believed to be alive. */
    leaseUntil: p.datetime(3).nullable(),
    finishedAt: p.datetime(3).nullable(),
    manifest: p.json<Manifest>().nullable(),
  },
  indexes: [
    {
      name: 'account_export_waiting_index',
      expression:
        "create index account_export_waiting_index on account_export (created_at) where status in ('QUEUED', 'RUNNING')",
    },
    { name: 'account_export_created_at_index', properties: ['createdAt'] },
  ],
  checks: [
    { name: 'account_export_status_check', expression: "status in ('QUEUED', 'RUNNING', 'DONE', 'FAILED')" },
    { name: 'account_export_form_check', expression: "form in ('CSV', 'NDJSON', 'FOCUS')" },
    { name: 'account_export_range_check', expression: 'through_sequence >= after_sequence and after_sequence >= 0' },
    { name: 'account_export_done_check', expression: "(status = 'DONE') = (manifest is not null)" },
    { name: 'account_export_finished_check', expression: "(status in ('DONE', 'FAILED')) = (finished_at is not null)" },
    { name: 'account_export_lease_check', expression: "(status = 'RUNNING') = (lease_until is not null)" },
  ],
});

export const exportEntities = [ExportEntity];

export type ExportTables = TablesOf<(typeof exportEntities)[number]>;
