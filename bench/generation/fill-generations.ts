// Fills the table of generations by SQL, quickly: in one transaction and with the primary key built at the end. The rows and
// the indexes are those of a gateway.

import type { Database, Transaction } from '../../src/database/index.ts';
import { step } from '../bench-progress.ts';

/** Running, and left by their workers a minute ago; all others have ended. */
const OVERDUE = 1_000;
const CHUNK = 250_000;

/** Numbers up to OVERDUE are overdue. */
const FILL = `insert into generation (account_id, id, api_key_id, model, prompt, parameters, count, status, sequence,
    price_version, max_cost, cost_estimate, cost, effective_cost, outputs, created_at, started_at, ended_at, billed_at, due_at)
  select ('01900000-0000-7000-9000-' || lpad(to_hex(n % 1000), 12, '0'))::uuid,
    ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, '01900000-0000-7000-8000-000000000000',
    'bfl/flux-1.1-pro', 'a harbour at dawn, watercolour', '{"width": 1024}', 1,
    case when open then 'RUNNING' else 'SUCCEEDED' end, 3, 'bench', 52000, 52000,
    case when open then null else 52000 end, case when open then null else 52000 end,
    case when open then null else '[{"url": "http://localhost/outputs/x.png"}]'::jsonb end, now(), now(),
    case when open then null else now() end, case when open then null else now() end,
    case when open then now() - interval '1 minute' end
  from (select n, n <= ${OVERDUE} as open from generate_series($1::bigint, $2::bigint) as n) as numbered`;

export async function fillGenerations(database: Database, count: number): Promise<void> {
  await database.transaction(async (tx) => {
    // A table that is emptied in the transaction that fills it needs no write-ahead log, where no replica asks for one.
    await tx.rows('truncate generation');
    await tx.rows('alter table generation drop constraint generation_pkey');
    await fillChunks(tx, count);
    await tx.rows('alter table generation add primary key (account_id, id)');
  });
  await database.rows('vacuum analyze generation');
}

async function fillChunks(tx: Transaction, count: number): Promise<void> {
  for (let from = 1; from <= count; from += CHUNK) {
    const to = Math.min(count, from + CHUNK - 1);
    await tx.rows(FILL, [from, to]);
    step(`filled ${to.toLocaleString('en')} generations`);
  }
}
