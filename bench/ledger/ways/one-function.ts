// One call of a PL/pgSQL function a request, which does it all: lock, read, decide, write. The same rows as the ledger's, chained
// and verified like them; spared are jobs, notifications, webhook events, and whatever does not fit the oldest lot.
import pg from 'pg';
import type { Generation } from '../../../src/generation/index.ts';
import { CONTENT_IN_SQL } from '../../../src/ledger/batch/chain.ts';
import { INPUT_HASH, OUTPUT, type Way } from './way.ts';

/** As the gateway's own connections: plans must not be those of the empty tables that they begin with. */
const PLANNER_SETTINGS = '-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off';

/** Appends to the ledger and moves the wallet. The names of its columns are those of CONTENT_IN_SQL. */
const POST = (columns: string): string => `
  insert into ledger_transaction (account_id, sequence, generation_id, api_key_id, lot_numbers, type, amount, reserved_change,
      available_after, reserved_after, lot_amounts, step, idempotency_key, input_hash, purchase_id, description, created_at, hash)
    select new.*, sha256(convert_to(encode(held.head_hash, 'hex') || ${CONTENT_IN_SQL}, 'UTF8'))
    from (select held.account_id, held.sequence + 1 as sequence, the_generation as generation_id, the_key as api_key_id,
        array[used.number] as lot_numbers, ${columns}, null::uuid as purchase_id, null::text as description,
        moment as created_at) as new
    returning hash into head;`;

const CREATE = `
create or replace function bench_reserve(the_account uuid, the_key uuid, the_generation uuid, the_amount bigint,
    the_digest text, the_model text, the_prompt text, the_parameters jsonb, the_version text) returns text language plpgsql as $$
declare
  held wallet; used lot; daily bigint; today bigint; moment timestamptz; head bytea;
begin
  select * into strict held from wallet where account_id = the_account for no key update;
  perform from ledger_transaction where account_id = the_account and idempotency_key = the_generation::text;
  if found then return 'repeated'; end if;
  moment := date_trunc('milliseconds', clock_timestamp());
  select * into used from lot where account_id = the_account and not closed order by priority, number limit 1;
  select spending_limit into strict daily from api_key where account_id = the_account and id = the_key and revoked_at is null;
  select reserved + charged into today from key_spend
    where account_id = the_account and api_key_id = the_key and quarter_hour = floor(extract(epoch from moment) / 900)::int;
  if held.available < the_amount or used.remaining < the_amount or coalesce(today, 0) + the_amount > daily then
    return 'refused';
  end if;
  ${POST(`'RESERVE' as type, -the_amount as amount, the_amount as reserved_change,
    held.available - the_amount as available_after, held.reserved + the_amount as reserved_after,
    array[the_amount] as lot_amounts, 0 as step, the_generation::text as idempotency_key, the_digest as input_hash`)}
  update wallet set available = available - the_amount, reserved = reserved + the_amount, sequence = sequence + 1,
    open_reservations = open_reservations + 1, head_hash = head where account_id = the_account;
  update lot set remaining = remaining - the_amount, reserved = reserved + the_amount
    where account_id = the_account and number = used.number;
  insert into key_spend (account_id, api_key_id, quarter_hour, reserved)
    values (the_account, the_key, floor(extract(epoch from moment) / 900)::int, the_amount)
    on conflict (account_id, api_key_id, quarter_hour) do update set reserved = key_spend.reserved + excluded.reserved;
  insert into generation (account_id, id, api_key_id, model, prompt, parameters, count, status, price_version, max_cost,
      cost_estimate, created_at)
    values (the_account, the_generation, the_key, the_model, the_prompt, the_parameters, 1, 'QUEUED', the_version, the_amount,
      the_amount, moment);
  return 'applied';
end $$;

create or replace function bench_charge(the_account uuid, the_generation uuid, the_outputs jsonb) returns text
    language plpgsql as $$
declare
  held wallet; used lot; reservation ledger_transaction; the_key uuid; the_amount bigint; moment timestamptz; head bytea;
begin
  select * into strict held from wallet where account_id = the_account for no key update;
  select * into strict reservation from ledger_transaction
    where account_id = the_account and generation_id = the_generation and step = 0;
  perform from ledger_transaction where account_id = the_account and generation_id = the_generation and step = 1;
  if found then return 'repeated'; end if;
  moment := date_trunc('milliseconds', clock_timestamp());
  the_key := reservation.api_key_id;
  the_amount := reservation.reserved_change;
  select * into strict used from lot where account_id = the_account and number = reservation.lot_numbers[1];
  ${POST(`'CHARGE' as type, 0::bigint as amount, -the_amount as reserved_change,
    held.available as available_after, held.reserved - the_amount as reserved_after, array[the_amount] as lot_amounts,
    1 as step, null::text as idempotency_key, null::text as input_hash`)}
  update wallet set reserved = reserved - the_amount, sequence = sequence + 1, open_reservations = open_reservations - 1,
    head_hash = head where account_id = the_account;
  update lot set reserved = reserved - the_amount, spent = spent + the_amount
    where account_id = the_account and number = used.number;
  update key_spend set reserved = reserved - the_amount, charged = charged + the_amount
    where account_id = the_account and api_key_id = the_key and quarter_hour = floor(extract(epoch from reservation.created_at) / 900)::int;
  update generation set status = 'SUCCEEDED', outputs = the_outputs, cost = the_amount, effective_cost = the_amount,
      ended_at = moment, billed_at = moment, sequence = sequence + 1
    where account_id = the_account and id = the_generation and ended_at is null;
  if not found then raise exception 'the generation has ended'; end if;
  return 'applied';
end $$;`;

const CALLS = {
  reserve: 'select bench_reserve($1, $2, $3, $4, $5, $6, $7, $8, $9) as outcome',
  charge: 'select bench_charge($1, $2, $3) as outcome',
} as const;

export async function openOneFunction(url: string, connections: number): Promise<Way> {
  const pool = new pg.Pool({ connectionString: url, max: connections, options: PLANNER_SETTINGS });
  await pool.query(CREATE);
  const run = async (name: keyof typeof CALLS, values: readonly unknown[]): Promise<void> => {
    const { rows } = await pool.query<{ outcome: string }>({ name, text: CALLS[name], values: [...values] });
    if (rows[0]?.outcome !== 'applied') throw new Error(`a call of ${name} was ${rows[0]?.outcome ?? 'not answered'}`);
  };
  return {
    connections,
    reserve: (generation) => run('reserve', reserveValues(generation)),
    charge: ({ accountId, id }) => run('charge', [accountId, id, JSON.stringify([OUTPUT])]),
    close: () => pool.end(),
  };
}

function reserveValues(generation: Generation): unknown[] {
  const { accountId, apiKeyId, id, maxCost, model, prompt, parameters, priceVersion } = generation;
  return [accountId, apiKeyId, id, maxCost, INPUT_HASH, model, prompt, JSON.stringify(parameters), priceVersion];
}
