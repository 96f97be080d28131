// Writes accepted generations, and jobs for those that nobody looks for, in the transaction of their reservations. No NOTIFY
// of ours: nobody can follow a generation whose id has not been given out yet, and NOTIFY makes commits wait for each other.
import {
  int4s,
  int8s,
  jsonbs,
  jsons,
  mergeStatements,
  prepared,
  type Sends,
  textArray,
  texts,
  timestamptzs,
  uuids,
} from '../../database/index.ts';
import type { Generation } from '../generation.ts';

/** The task that graphile-worker runs for queued generations. */
export const GENERATE_TASK = 'generate';

/** Generations for each of which one more job wakes a worker: a job costs as much as a reservation. */
const GENERATIONS_PER_JOB = 10;

const INSERT_GENERATIONS = `insert into generation (account_id, id, api_key_id, model, prompt, parameters, count,
    provider_order, webhook_url, status, sequence, price_version, quote_id, max_cost, cost_estimate, created_at, metadata, tags,
    webhook_format)
  select account_id, id, api_key_id, model, prompt, parameters, count, provider_order::text[], webhook_url, 'QUEUED', 1,
    price_version, quote_id, max_cost, cost_estimate, created_at, metadata, tags::text[], webhook_format
  from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::jsonb[], $7::int[], $8::text[], $9::text[],
    $10::text[], $11::uuid[], $12::bigint[], $13::bigint[], $14::timestamptz[], $15::jsonb[], $16::text[], $17::text[])
    as new (account_id, id, api_key_id, model, prompt, parameters, count, provider_order, webhook_url, price_version, quote_id,
      max_cost, cost_estimate, created_at, metadata, tags, webhook_format)`;

const ENQUEUE_JOBS = `select graphile_worker.add_jobs(array_agg(row('${GENERATE_TASK}', payload, null, null, 1, null, null,
    null)::graphile_worker.job_spec)) from unnest($1::json[]) as payload`;

const INSERT_EXPECTED = prepared('generation_insert_expected', INSERT_GENERATIONS);

const INSERT_AND_ENQUEUE = prepared(
  'generation_insert',
  mergeStatements([
    { text: INSERT_GENERATIONS, parameters: 17 },
    { text: ENQUEUE_JOBS, parameters: 1 },
  ]),
);

/** They were accepted when they were reserved: what is counted by days is counted on the same one everywhere. */
export function insertGenerations(tx: Sends, rows: readonly Generation[], at: Date): void {
  tx.send(INSERT_AND_ENQUEUE, [...columnsOf(rows, at), jsons(jobsFor(rows.length), (job) => job)]);
}

/** Those that this process looks for as soon as they are queued: nobody has to be woken. */
export function insertExpected(tx: Sends, rows: readonly Generation[], at: Date): void {
  tx.send(INSERT_EXPECTED, columnsOf(rows, at));
}

function columnsOf(rows: readonly Generation[], at: Date): Buffer[] {
  return [
    uuids(rows, (row) => row.accountId),
    uuids(rows, (row) => row.id),
    uuids(rows, (row) => row.apiKeyId),
    texts(rows, (row) => row.model),
    texts(rows, (row) => row.prompt),
    jsonbs(rows, (row) => JSON.stringify(row.parameters)),
    int4s(rows, (row) => row.count),
    texts(rows, (row) => (row.providerOrder === undefined ? undefined : textArray(row.providerOrder))),
    texts(rows, (row) => row.webhookUrl),
    texts(rows, (row) => row.priceVersion),
    uuids(rows, (row) => row.quoteId),
    int8s(rows, (row) => row.maxCost),
    int8s(rows, (row) => row.costEstimate),
    timestamptzs(rows, () => at),
    jsonbs(rows, ({ metadata }) => (metadata === undefined ? undefined : JSON.stringify(metadata))),
    texts(rows, ({ tags }) => (tags === undefined ? undefined : textArray(tags))),
    texts(rows, (row) => row.webhookFormat),
  ];
}

/** A job says nothing: which generations it is the turn of is decided when they are taken. */
const jobsFor = (generations: number): string[] =>
  Array.from({ length: Math.ceil(generations / GENERATIONS_PER_JOB) }, () => '{}');
