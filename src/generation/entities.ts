// The room's tables: the only description of them. Amounts are micro-credits.
import { defineEntity, p } from '@mikro-orm/postgresql';
import type { MicroCredits } from '../money/index.ts';
import type { WebhookFormatName } from '../webhooks/index.ts';
import { countEntities } from './count/entities.ts';
import type { MeasuredOutput, ProviderFailure } from './provider.ts';

export type GenerationStatus = 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELED';
export type AttemptStatus = 'SUBMITTED' | 'SUCCEEDED' | 'FAILED' | 'CANCELED';

/** What a customer says of a request, by names of its own; `userId`, `sessionId` and `traceId` are known by name. */
export type Metadata = Readonly<Record<string, string>>;

export type StoredOutput = MeasuredOutput;
export type GenerationFailure = ProviderFailure;

const amount = () => p.bigint().$type<MicroCredits>();
const parameters = () => p.json<Readonly<Record<string, unknown>>>();

export const GenerationEntity = defineEntity({
  name: 'Generation',
  tableName: 'generation',
  properties: {
    accountId: p.uuid().primary(),
    id: p.uuid().primary(),
    apiKeyId: p.uuid(),
    /** Identifier in the storefront. */
    model: p.text(),
    prompt: p.text().nullable(),
    parameters: parameters(),
    count: p.integer(),
    providerOrder: p.type('text[]').columnType('text[]').$type<string[]>().nullable(),
    /** Pairs of its customer's own: whose request it is, of which session. Null: none were given. */
    metadata: p.json<Metadata>().nullable(),
    /** In order, each once; null: none were given. */
    tags: p.type('text[]').columnType('text[]').$type<string[]>().nullable(),
    status: p.text().$type<GenerationStatus>(),
    /** Number of the last status event; subscribers see it grow by one. */
    sequence: p.integer().default(1),
    /** The price book that it is estimated, reserved and charged by, whatever is in force by then. */
    priceVersion: p.text(),
    /** Micro-credits that were reserved: what it may cost at most. */
    maxCost: amount(),
    costEstimate: amount(),
    /** Micro-credits that were charged; null until settled, 0 when refunded. */
    cost: amount().nullable(),
    /** Micro-credits that operators gave back of the charge: what the ledger says, kept beside what it is counted with. */
    refunded: amount().defaultRaw('0'),
    /** The quote that bound its price. */
    quoteId: p.uuid().nullable(),
    /** Micro-credits that the outputs come to; above `cost` when the reservation did not cover them. */
    effectiveCost: amount().nullable(),
    /** When its cost was found too far from the estimate to be charged without an operator. */
    heldAt: p.datetime(3).nullable(),
    outputs: p.json<readonly StoredOutput[]>().nullable(),
    error: p.json<GenerationFailure>().nullable(),
    createdAt: p.datetime(3),
    startedAt: p.datetime(3).nullable(),
    endedAt: p.datetime(3).nullable(),
    billedAt: p.datetime(3).nullable(),
    /** Where its customer wants webhooks about it, beside the account's endpoints. */
    webhookUrl: p.text().nullable(),
    /** How they are written there; null: as Tollgate writes. */
    webhookFormat: p.text().$type<WebhookFormatName>().nullable(),
    /** When what it said and made was erased; its numbers stay. */
    purgedAt: p.datetime(3).nullable(),
    /** When its customer asked for it to be called off. */
    cancelRequestedAt: p.datetime(3).nullable(),
    /** While it runs: when recovery looks after it unless its worker reports before. */
    dueAt: p.datetime(3).nullable(),
  },
  indexes: [
    {
      name: 'generation_due_index',
      expression: 'create index generation_due_index on generation (due_at) where due_at is not null',
    },
    {
      name: 'generation_queue_index',
      expression: "create index generation_queue_index on generation (account_id, id) where status = 'QUEUED'",
    },
    {
      name: 'generation_open_user_index',
      // What is reserved for an end user: nothing of it is written for what names none.
      expression:
        "create index generation_open_user_index on generation (account_id, (metadata ->> 'userId')) where cost is null and metadata ->> 'userId' is not null",
    },
    {
      name: 'generation_held_index',
      expression:
        'create index generation_held_index on generation (held_at) where held_at is not null and cost is null',
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
      expression: 'max_cost >= 0 and (cost is null or (cost >= 0 and cost <= max_cost))',
    },
    {
      name: 'generation_end_check',
      expression: "(status in ('SUCCEEDED', 'FAILED', 'CANCELED')) = (ended_at is not null)",
    },
    { name: 'generation_effective_cost_check', expression: 'effective_cost is null or effective_cost >= 0' },
    { name: 'generation_due_check', expression: "due_at is null or status = 'RUNNING'" },
    { name: 'generation_held_check', expression: "held_at is null or status = 'SUCCEEDED'" },
  ],
});

export const AttemptEntity = defineEntity({
  name: 'Attempt',
  tableName: 'attempt',
  properties: {
    accountId: p.uuid().primary(),
    generationId: p.uuid().primary(),
    /** From 1, in the order they were made. */
    number: p.integer().primary(),
    id: p.uuid(),
    provider: p.text(),
    upstreamId: p.text().nullable(),
    status: p.text().$type<AttemptStatus>(),
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

export const QuoteEntity = defineEntity({
  name: 'Quote',
  tableName: 'quote',
  properties: {
    accountId: p.uuid().primary(),
    id: p.uuid().primary(),
    model: p.text(),
    prompt: p.text().nullable(),
    parameters: parameters(),
    count: p.integer(),
    priceVersion: p.text(),
    costEstimate: amount(),
    /** Micro-credits that a generation with this quote costs at most. */
    maxCost: amount(),
    createdAt: p.datetime(3),
    /** From this moment on it no longer binds. */
    expiresAt: p.datetime(3),
  },
  checks: [
    { name: 'quote_count_check', expression: 'count >= 1 and count <= 100' },
    {
      name: 'quote_cost_check',
      expression: 'max_cost >= 0 and cost_estimate >= 0 and cost_estimate <= max_cost',
    },
    { name: 'quote_expiry_check', expression: 'expires_at > created_at' },
  ],
});

export const generationEntities = [GenerationEntity, AttemptEntity, QuoteEntity, ...countEntities];
