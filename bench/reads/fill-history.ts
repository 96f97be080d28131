// A long history of an account, loaded by SQL: what reads go by is real (rows, numbers, moments, indexes), hashes and balances are
// not. Pairs of a reservation and its settlement, evenly over a span of time; each twentieth generation has failed.
import type { Database } from '../../src/database/index.ts';
import { report } from '../ledger/load-transactions.ts';

export interface History {
  readonly accountIds: readonly string[];
  readonly apiKeyIds: readonly string[];
  /** Of each account: as many transactions as two for each of these. */
  readonly generations: number;
  readonly from: Date;
  readonly to: Date;
}

const MODELS = ['bfl/flux-1.1-pro', 'openai/gpt-image-1', 'google/veo-3.1-fast-generate-preview', 'elevenlabs/music'];

/** Rows of one statement. */
const CHUNK = 250_000;

/** $1 accounts, $2 keys, $3 models, $4 generations of an account, $5 and $6 the span, $7 to $8 the numbers of this chunk. */
const NUMBERED = `numbered as (
  select account_id, n, n % 20 = 0 as failed, ($2::uuid[])[1 + n % cardinality($2::uuid[])] as api_key_id,
    ($3::text[])[1 + n % cardinality($3::text[])] as model,
    $5::timestamptz + ($6::timestamptz - $5::timestamptz) * ((n - 1)::float8 / $4::int) as at
  from unnest($1::uuid[]) as account_id cross join generate_series($7::int, $8::int) as n),
identified as (
  select *, (substr(time, 1, 8) || '-' || substr(time, 9, 4) || '-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid as id
  from numbered cross join lateral (select lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') as time) as hex)`;

const TRANSACTIONS = `with ${NUMBERED}
  insert into ledger_transaction (account_id, sequence, type, amount, reserved_change, available_after, reserved_after,
    lot_numbers, lot_amounts, generation_id, step, api_key_id, idempotency_key, input_hash, description, created_at, hash)
  select account_id, $9::bigint + 2 * n - 1 + step, case when step = 0 then 'RESERVE' when failed then 'REFUND' else 'CHARGE' end,
    case when step = 0 then -52000 when failed then 52000 else 0 end, case when step = 0 then 52000 else -52000 end,
    1000000000, case when step = 0 then 52000 else 0 end, '{1}', '{52000}', id, step, api_key_id,
    case when step = 0 then 'load:' || id end, case when step = 0 then encode(sha256(id::text::bytea), 'hex') end,
    case when step = 1 and failed then 'Not delivered: PROVIDER_TIMEOUT' end, at + step * interval '5 seconds', sha256((id || '/' || step)::bytea)
  from identified cross join (values (0), (1)) as steps (step) order by account_id, n, step`;

const GENERATIONS = `with ${NUMBERED}
  insert into generation (account_id, id, api_key_id, model, prompt, parameters, count, status, sequence, price_version,
    max_cost, cost_estimate, cost, effective_cost, outputs, error, created_at, started_at, ended_at, billed_at)
  select account_id, id, api_key_id, model, 'a harbour at dawn, watercolour', '{"width": 1024}', 1,
    case when failed then 'FAILED' else 'SUCCEEDED' end, 3, 'bench', 52000, 52000, case when failed then 0 else 52000 end,
    case when failed then null else 52000 end, '[]',
    case when failed then '{"code": "PROVIDER_TIMEOUT", "message": "Too late.", "retryable": true}'::jsonb end,
    at, at, at + interval '5 seconds', at + interval '5 seconds' from identified order by account_id, id`;

const ATTEMPTS = `with ${NUMBERED}
  insert into attempt (account_id, generation_id, number, id, provider, status, started_at, ended_at)
  select account_id, id, 1, id, case when n % 3 = 0 then 'fal' else 'replicate' end,
    case when failed then 'FAILED' else 'SUCCEEDED' end, at, at + interval '5 seconds' from identified order by account_id, id`;

/** What the wallet began with is as old as the history: transactions come in the order of time. */
const BEGIN = `update ledger_transaction set created_at = $2::timestamptz - interval '1 minute' where account_id = any($1::uuid[])`;

const WALLETS = `insert into wallet (account_id, sequence, head_hash, created_at)
  select id, $2::bigint, sha256('x'), now() from unnest($1::uuid[]) as id
  on conflict (account_id) do update set sequence = wallet.sequence + excluded.sequence`;

export async function fillHistory(database: Database, history: History): Promise<void> {
  const { accountIds, apiKeyIds, generations, from, to } = history;
  await database.transaction(async (tx) => {
    await tx.rows(`select set_config('session_replication_role', 'replica', true)`);
    await tx.rows(BEGIN, [arrayOf(accountIds), from]);
  });
  const last = await lastSequence(database, accountIds[0]);
  const size = Math.max(1, Math.floor(CHUNK / accountIds.length));
  for (let first = 1; first <= generations; first += size) {
    const numbers = [first, Math.min(generations, first + size - 1)];
    const values = [arrayOf(accountIds), arrayOf(apiKeyIds), arrayOf(MODELS), generations, from, to, ...numbers];
    await database.rows(GENERATIONS, values);
    await database.rows(ATTEMPTS, values);
    await database.rows(TRANSACTIONS, [...values, last]);
  }
  await database.rows(WALLETS, [arrayOf(accountIds), 2 * generations]);
  report(`${accountIds.length} account(s) with ${(2 * generations).toLocaleString('en')} transactions each`);
}

const arrayOf = (values: readonly string[]): string => `{${values.join(',')}}`;

async function lastSequence(database: Database, accountId: string | undefined): Promise<bigint> {
  const [wallet] = await database.rows<{ sequence: bigint }>('select sequence from wallet where account_id = $1', [
    accountId,
  ]);
  return wallet?.sequence ?? 0n;
}
