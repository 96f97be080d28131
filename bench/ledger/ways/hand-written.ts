// What a lone reservation is measured against: one transaction as one would write it by hand for the same rows, statement
// after statement, each prepared. It decides nothing and its hashes are not of a chain.
import { createHash } from 'node:crypto';
import pg from 'pg';
import { COST, type Way } from './way.ts';

const STATEMENTS = {
  wallet: 'select * from wallet where account_id = $1 for no key update',
  lots: 'select * from lot where account_id = $1 and not closed',
  spend:
    'select * from key_spend where account_id = $1 and api_key_id = $2 and quarter_hour = floor(extract(epoch from now()) / 900)::int',
  takeFromWallet: `update wallet set available = available - ${COST}, reserved = reserved + ${COST}, sequence = sequence + 1,
    open_reservations = open_reservations + 1, head_hash = $2 where account_id = $1`,
  takeFromLot: `update lot set remaining = remaining - ${COST}, reserved = reserved + ${COST} where account_id = $1 and number = 1`,
  countForKey: `insert into key_spend (account_id, api_key_id, quarter_hour, reserved) values ($1, $2, floor(extract(epoch from now()) / 900)::int, ${COST})
    on conflict (account_id, api_key_id, quarter_hour) do update set reserved = key_spend.reserved + ${COST}`,
  transaction: `insert into ledger_transaction (account_id, sequence, type, amount, reserved_change, available_after,
      reserved_after, lot_numbers, lot_amounts, generation_id, step, api_key_id, idempotency_key, input_hash, created_at, hash)
    values ($1, $2, 'RESERVE', -${COST}, ${COST}, $3, $4, '{1}', '{${COST}}', $5, 0, $6, $5::uuid::text, $7, now(), $8)`,
  generation: `insert into generation (account_id, id, api_key_id, model, prompt, parameters, count, status, price_version,
      max_cost, cost_estimate, created_at)
    values ($1, $2, $3, 'bfl/flux-1.1-pro', 'a harbour at dawn, watercolour', '{"size":"1024x1024","seed":7}', 1, 'QUEUED',
      'usd-credits@2026-11-21.1f3a9c0d2b4e', ${COST}, ${COST}, now())`,
  job: `select graphile_worker.add_job('generate', '{}')`,
} as const;

type Statement = keyof typeof STATEMENTS;

interface Wallet {
  readonly sequence: string;
  readonly available: string;
  readonly reserved: string;
}

/** For one caller: it has one connection. */
export async function openHandWritten(url: string): Promise<Way> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const run = (name: Statement, values: readonly unknown[]) =>
    client.query<Wallet>({ name, text: STATEMENTS[name], values: [...values] });
  return {
    reserve: async ({ accountId, apiKeyId, id }) => {
      await client.query('begin');
      const { rows } = await run('wallet', [accountId]);
      const [wallet] = rows;
      if (wallet === undefined) throw new Error('the account has no wallet');
      await run('lots', [accountId]);
      await run('spend', [accountId, apiKeyId]);
      const hash = createHash('sha256').update(id).digest();
      await run('takeFromWallet', [accountId, hash]);
      await run('takeFromLot', [accountId]);
      await run('countForKey', [accountId, apiKeyId]);
      const available = BigInt(wallet.available) - COST;
      const reserved = BigInt(wallet.reserved) + COST;
      const sequence = BigInt(wallet.sequence) + 1n;
      const digest = hash.toString('hex');
      await run('transaction', [accountId, sequence, available, reserved, id, apiKeyId, digest, hash]);
      await run('generation', [accountId, id, apiKeyId]);
      await run('job', []);
      await client.query('commit');
    },
    charge: () => Promise.reject(new Error('only reservations are written by hand')),
    close: () => client.end(),
  };
}
