// Between the rows of `generation` and `attempt` and what callers see.
import { type MicroCredits, microCredits } from '../money/index.ts';
import type {
  Attempt,
  AttemptStatus,
  Generation,
  GenerationFailure,
  GenerationStatus,
  StoredOutput,
} from './generation.ts';

export interface GenerationRow {
  readonly account_id: string;
  readonly id: string;
  readonly api_key_id: string;
  readonly model: string;
  readonly prompt: string | null;
  readonly parameters: Record<string, unknown>;
  readonly count: number;
  readonly provider_order: string[] | null;
  readonly webhook_url: string | null;
  readonly status: GenerationStatus;
  readonly sequence: number;
  readonly price_version: string;
  readonly quote_id: string | null;
  readonly max_cost: bigint;
  readonly cost_estimate: bigint;
  readonly cost: bigint | null;
  readonly effective_cost: bigint | null;
  readonly held_at: Date | null;
  readonly outputs: StoredOutput[] | null;
  readonly error: GenerationFailure | null;
  readonly created_at: Date;
  readonly started_at: Date | null;
  readonly ended_at: Date | null;
  readonly billed_at: Date | null;
}

export const GENERATION_COLUMNS = `account_id, id, api_key_id, model, prompt, parameters, count, provider_order, webhook_url, status,
  sequence, price_version, quote_id, max_cost, cost_estimate, cost, effective_cost, held_at, outputs, error, created_at,
  started_at, ended_at, billed_at`;

/** The same where another relation is joined. */
export const COLUMNS_OF_GENERATION = GENERATION_COLUMNS.split(',')
  .map((column) => `generation.${column.trim()}`)
  .join(', ');

const amount = (value: bigint | null): MicroCredits | undefined => (value === null ? undefined : microCredits(value));

export function toGeneration(row: GenerationRow): Generation {
  return {
    accountId: row.account_id,
    id: row.id,
    apiKeyId: row.api_key_id,
    model: row.model,
    prompt: row.prompt ?? undefined,
    parameters: row.parameters,
    count: row.count,
    providerOrder: row.provider_order ?? undefined,
    webhookUrl: row.webhook_url ?? undefined,
    status: row.status,
    sequence: row.sequence,
    priceVersion: row.price_version,
    quoteId: row.quote_id ?? undefined,
    maxCost: microCredits(row.max_cost),
    costEstimate: microCredits(row.cost_estimate),
    cost: amount(row.cost),
    effectiveCost: amount(row.effective_cost),
    outputs: row.outputs ?? [],
    error: row.error ?? undefined,
    createdAt: row.created_at,
    ...toMoments(row),
  };
}

type Moments = Pick<Generation, 'heldAt' | 'startedAt' | 'endedAt' | 'billedAt'>;

const toMoments = (row: GenerationRow): Moments => ({
  heldAt: row.held_at ?? undefined,
  startedAt: row.started_at ?? undefined,
  endedAt: row.ended_at ?? undefined,
  billedAt: row.billed_at ?? undefined,
});

export interface AttemptRow {
  readonly generation_id: string;
  readonly number: number;
  readonly id: string;
  readonly provider: string;
  readonly upstream_id: string | null;
  readonly status: AttemptStatus;
  readonly error: GenerationFailure | null;
  readonly started_at: Date;
  readonly ended_at: Date | null;
}

export const ATTEMPT_COLUMNS = 'generation_id, number, id, provider, upstream_id, status, error, started_at, ended_at';

export function toAttempt(row: AttemptRow): Attempt {
  return {
    generationId: row.generation_id,
    number: row.number,
    id: row.id,
    provider: row.provider,
    upstreamId: row.upstream_id ?? undefined,
    status: row.status,
    error: row.error ?? undefined,
    startedAt: row.started_at,
    endedAt: row.ended_at ?? undefined,
  };
}
