import { defineEntity, p } from '@mikro-orm/postgresql';
import type { GenerationFailure, StoredOutput } from './generation.ts';

const GenerationEntity = defineEntity({
  name: 'Generation',
  tableName: 'generation',
  properties: {
    accountId: p.uuid().primary(),
    id: p.uuid().primary(),
    apiKeyId: p.uuid(),
    model: p.text(),
    prompt: p.text().nullable(),
    parameters: p.json<Record<string, unknown>>(),
    count: p.integer(),
    providerOrder: p.type('text[]').columnType('text[]').$type<string[]>().nullable(),
    status: p.text(),
    /** Number of the last status event; subscribers see it grow by one. */
    sequence: p.integer().default(1),
    priceVersion: p.text(),
    /** Micro-credits that were reserved: what it may cost at most. */
    maxCost: p.bigint(),
    costEstimate: p.bigint(),
    /** Micro-credits that were charged; null until settled, 0 when refunded. */
    cost: p.bigint().nullable(),
    outputs: p.json<readonly StoredOutput[]>().nullable(),
    error: p.json<GenerationFailure>().nullable(),
    createdAt: p.datetime(3),
    startedAt: p.datetime(3).nullable(),
    endedAt: p.datetime(3).nullable(),
    billedAt: p.datetime(3).nullable(),
    /** When recovery looks after it unless its worker reports before; null once it has ended. */
    dueAt: p.datetime(3).nullable(),
  },
  indexes: [
    {
      name: 'generation_due_index',
      expression: 'create index generation_due_index on generation (due_at) where due_at is not null',
    },
  ],
  checks: [
    {
      name: 'generation_status_check',
      expression: "status in ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELED')",
    },
    { name: 'generation_count_check', expression: 'count >= 1 and count <= 100' },
    {
      name: 'generation_cost_check',
      expression: 'max_cost > 0 and (cost is null or (cost >= 0 and cost <= max_cost))',
    },
    {
      name: 'generation_end_check',
      expression: "(status in ('SUCCEEDED', 'FAILED', 'CANCELED')) = (ended_at is not null)",
    },
  ],
});

const AttemptEntity = defineEntity({
  name: 'Attempt',
  tableName: 'attempt',
  properties: {
    accountId: p.uuid().primary(),
    generationId: p.uuid().primary(),
    number: p.integer().primary(),
    id: p.uuid(),
    provider: p.text(),
    upstreamId: p.text().nullable(),
    status: p.text(),
    error: p.json<GenerationFailure>().nullable(),
    startedAt: p.datetime(3),
    endedAt: p.datetime(3).nullable(),
  },
  checks: [
    {
      name: 'attempt_status_check',
      expression: "status in ('SUBMITTED', 'SUCCEEDED', 'FAILED', 'CANCELED')",
    },
  ],
});

export const generationEntities = [GenerationEntity, AttemptEntity];
