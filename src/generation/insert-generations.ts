// Writes accepted generations and their jobs in the transaction of their reservations. No NOTIFY: nobody can follow a
// generation whose id has not been given out yet, and NOTIFY makes commits wait for each other.
import { mergeStatements, plainArray, prepared, type Transaction, textArray } from '../database/index.ts';
import type { Generation } from './generation.ts';
import type { GenerationAddress } from './status-events.ts';

/** The task that graphile-worker runs for queued generations. */
export const GENERATE_TASK = 'generate';

export interface NewGeneration {
  readonly generation: Generation;
  /** When recovery looks after it if no worker did before. */
  readonly dueAt: Date;
}

/** Generations of one job: a job costs as much as a reservation, and so few do not keep a worker from others. */
const JOB_SIZE = 10;

const INSERT_GENERATIONS = `insert into generation (account_id, id, api_key_id, model, prompt, parameters, count,
    provider_order, status, sequence, price_version, max_cost, cost_estimate, created_at, due_at)
  select account_id, id, api_key_id, model, prompt, parameters, count, provider_order::text[], 'QUEUED', 1,
    price_version, max_cost, cost_estimate, created_at, due_at
  from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::jsonb[], $7::int[], $8::text[], $9::text[],
    $10::bigint[], $11::bigint[], $12::timestamptz[], $13::timestamptz[])
    as new (account_id, id, api_key_id, model, prompt, parameters, count, provider_order, price_version, max_cost,
      cost_estimate, created_at, due_at)`;

const ENQUEUE_JOBS = `select graphile_worker.add_jobs(array_agg(row('${GENERATE_TASK}', payload, null, null, 1, null, null,
    null)::graphile_worker.job_spec)) from unnest($1::json[]) as payload`;

const INSERT_AND_ENQUEUE = prepared(
  'generation_insert',
  mergeStatements([
    { text: INSERT_GENERATIONS, parameters: 13 },
    { text: ENQUEUE_JOBS, parameters: 1 },
  ]),
);

export async function insertGenerations(tx: Transaction, items: readonly NewGeneration[]): Promise<void> {
  const rows = items.map((item) => item.generation);
  await tx.rows(INSERT_AND_ENQUEUE, [
    plainArray(rows.map((row) => row.accountId)),
    plainArray(rows.map((row) => row.id)),
    plainArray(rows.map((row) => row.apiKeyId)),
    textArray(rows.map((row) => row.model)),
    textArray(rows.map((row) => row.prompt)),
    textArray(rows.map((row) => JSON.stringify(row.parameters))),
    plainArray(rows.map((row) => row.count)),
    textArray(rows.map((row) => (row.providerOrder === undefined ? undefined : textArray(row.providerOrder)))),
    textArray(rows.map((row) => row.priceVersion)),
    plainArray(rows.map((row) => row.maxCost)),
    plainArray(rows.map((row) => row.costEstimate)),
    plainArray(rows.map((row) => row.createdAt)),
    plainArray(items.map((item) => item.dueAt)),
    textArray(jobPayloads(rows)),
  ]);
}

/** What graphile-worker hands to the task: the generations of one job. */
export interface GenerateJob {
  readonly generations: readonly GenerationAddress[];
}

function jobPayloads(rows: readonly Generation[]): string[] {
  const payloads: string[] = [];
  for (let start = 0; start < rows.length; start += JOB_SIZE) {
    const generations = rows.slice(start, start + JOB_SIZE).map(({ accountId, id }) => ({ accountId, id }));
    payloads.push(JSON.stringify({ generations } satisfies GenerateJob));
  }
  return payloads;
}
