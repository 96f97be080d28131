// Writes accepted generations and their jobs in the transaction of their reservations. No NOTIFY: nobody can follow a
// generation whose id has not been given out yet, and NOTIFY makes commits wait for each other.
import type { Transaction } from '../database/index.ts';
import type { Generation } from './generation.ts';

/** The task that graphile-worker runs for each generation. */
export const GENERATE_TASK = 'generate';

export interface NewGeneration {
  readonly generation: Generation;
  /** When recovery looks after it if no worker did before. */
  readonly dueAt: Date;
}

const INSERT_GENERATIONS = `insert into generation (account_id, id, api_key_id, model, prompt, parameters, count,
    provider_order, status, sequence, price_version, max_cost, cost_estimate, created_at, due_at)
  select account_id, id, api_key_id, model, prompt, parameters, count, provider_order::text[], 'QUEUED', 1,
    price_version, max_cost, cost_estimate, created_at, due_at
  from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::jsonb[], $7::int[], $8::text[], $9::text[],
    $10::bigint[], $11::bigint[], $12::timestamptz[], $13::timestamptz[])
    as new (account_id, id, api_key_id, model, prompt, parameters, count, provider_order, price_version, max_cost,
      cost_estimate, created_at, due_at)`;

const ENQUEUE_JOBS = `select graphile_worker.add_jobs(array_agg(row('${GENERATE_TASK}',
    json_build_object('accountId', account_id, 'id', id), null, null, 1, null, null, null)::graphile_worker.job_spec))
  from unnest($1::uuid[], $2::uuid[]) as new (account_id, id)`;

/** A PostgreSQL array literal of texts, for a text[] inside an unnest of texts. */
function textArray(texts: readonly string[] | undefined): string | undefined {
  if (texts === undefined) return undefined;
  return `{${texts.map((text) => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`).join(',')}}`;
}

export async function insertGenerations(tx: Transaction, items: readonly NewGeneration[]): Promise<void> {
  const rows = items.map((item) => item.generation);
  const accountIds = rows.map((row) => row.accountId);
  const ids = rows.map((row) => row.id);
  await tx.rows(INSERT_GENERATIONS, [
    accountIds,
    ids,
    rows.map((row) => row.apiKeyId),
    rows.map((row) => row.model),
    rows.map((row) => row.prompt),
    rows.map((row) => JSON.stringify(row.parameters)),
    rows.map((row) => row.count),
    rows.map((row) => textArray(row.providerOrder)),
    rows.map((row) => row.priceVersion),
    rows.map((row) => row.maxCost),
    rows.map((row) => row.costEstimate),
    rows.map((row) => row.createdAt),
    items.map((item) => item.dueAt),
  ]);
  await tx.rows(ENQUEUE_JOBS, [accountIds, ids]);
}
