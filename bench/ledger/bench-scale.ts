// Does it stay as fast when the ledger is long? The same three operations at 10 thousand transactions and at 10 million
// (--transactions=N), one account with all of them, loaded by SQL: rows and indexes are real, hashes are not.

import { connectDatabase, type Database } from '../../src/database/index.ts';
import { startTemporaryPostgres } from '../../src/embedded-postgres/index.ts';
import { createLedger, type Ledger } from '../../src/ledger/index.ts';
import { ormConfig } from '../../src/mikro-orm.config.ts';
import { migrateDatabase } from '../../src/server/migrate-database.ts';
import type { BenchOptions } from '../bench-options.ts';
import { drive } from './drive.ts';
import { openWallets, type Wallets } from './open-wallets.ts';
import { reserveByLedger } from './ways/the-ledger.ts';
import { newGeneration } from './ways/way.ts';

const SMALL = 10_000;
const LARGE = Number(
  process.argv.find((word) => word.startsWith('--transactions='))?.slice('--transactions='.length) ?? 10_000_000,
);
const CHUNK = 500_000;
const SECONDS = 3;

/** Pairs of RESERVE and CHARGE, from the given sequence on. Ids are made from the sequence, so they do not repeat. */
const LOAD = `insert into ledger_transaction (account_id, sequence, type, amount, reserved_change, available_after,
    reserved_after, lot_numbers, lot_amounts, generation_id, step, api_key_id, idempotency_key, input_hash, created_at,
    hash)
  select $1, n, case when odd then 'RESERVE' else 'CHARGE' end, case when odd then -52000 else 0 end,
    case when odd then 52000 else -52000 end, 1000000000, case when odd then 52000 else 0 end, '{1}', '{52000}',
    ('01900000-0000-7000-8000-' || lpad(to_hex((n + 1) / 2), 12, '0'))::uuid, case when odd then 0 else 1 end, $2,
    case when odd then 'load:' || n end, case when odd then repeat('0', 64) end, now() - interval '1 day', sha256('x')
  from (select n, n % 2 = 0 as odd from generate_series($3::bigint, $4::bigint) as n) as numbered`;

interface Costs {
  readonly transactions: number;
  /** Milliseconds at the median. */
  readonly balance: number;
  readonly page: number;
  readonly reservation: number;
}

export async function benchScale({ json }: BenchOptions): Promise<void> {
  const postgres = await startTemporaryPostgres({ durable: true });
  try {
    const url = await postgres.ensureDatabase('bench');
    await migrateDatabase(url);
    const database = await connectDatabase({ url, orm: ormConfig });
    const ledger = createLedger({ database, now: () => new Date() });
    const wallets = await openWallets(database, ledger, 1);
    await load(database, wallets, SMALL);
    const small = await measure(ledger, wallets, SMALL);
    await load(database, wallets, LARGE);
    const large = await measure(ledger, wallets, LARGE);
    const [sizes] = await database.rows<{ table: bigint; indexes: bigint; rows: bigint }>(
      `select pg_table_size('ledger_transaction') as table, pg_indexes_size('ledger_transaction') as indexes,
        (select sequence from wallet limit 1) as rows`,
    );
    await ledger.drain();
    await database.close();
    print(json, { small, large, bytesPerTransaction: Number((sizes?.table ?? 0n) + (sizes?.indexes ?? 0n)) / LARGE });
  } finally {
    await postgres.stop();
  }
}

async function load(database: Database, wallets: Wallets, upTo: number): Promise<void> {
  const [accountId, apiKeyId] = [wallets.accountIds[0], wallets.apiKeyIds[0]];
  for (;;) {
    const [wallet] = await database.rows<{ sequence: bigint }>('select sequence from wallet where account_id = $1', [
      accountId,
    ]);
    const from = Number(wallet?.sequence ?? 0n) + 1;
    if (from > upTo) break;
    const to = Math.min(upTo, from + CHUNK - 1);
    await database.rows(LOAD, [accountId, apiKeyId, from, to]);
    await database.rows('update wallet set sequence = $2 where account_id = $1', [accountId, to]);
    process.stderr.write(`\rloaded ${to.toLocaleString('en')} transactions`);
  }
  process.stderr.write('\n');
  await database.rows('vacuum analyze');
}

async function measure(ledger: Ledger, wallets: Wallets, transactions: number): Promise<Costs> {
  const accountId = wallets.accountIds[0] ?? '';
  const one = async (call: () => Promise<unknown>): Promise<number> => {
    await drive({ callers: 1, seconds: 1, call });
    return (await drive({ callers: 1, seconds: SECONDS, call })).p50;
  };
  return {
    transactions,
    balance: await one(() => ledger.balance(accountId)),
    page: await one(() => ledger.transactions({ accountId, filter: {}, limit: 50 })),
    reservation: await one(() => reserveByLedger(ledger, newGeneration(accountId, wallets.apiKeyIds[0] ?? ''))),
  };
}

function print(json: boolean, result: { small: Costs; large: Costs; bytesPerTransaction: number }): void {
  if (json) {
    process.stdout.write(`${JSON.stringify(result)}\n`);
    return;
  }
  const { small, large } = result;
  const row = (name: 'balance' | 'page' | 'reservation'): string =>
    `${name.padEnd(14)}${small[name].toFixed(2).padStart(8)} ms${large[name].toFixed(2).padStart(8)} ms   x ${(large[name] / small[name]).toFixed(2)}`;
  const head = `${''.padEnd(14)}${small.transactions.toLocaleString('en').padStart(11)}${large.transactions.toLocaleString('en').padStart(11)} transactions`;
  process.stdout.write(`${[head, row('balance'), row('page'), row('reservation')].join('\n')}\n`);
  process.stdout.write(`storage: ${Math.round(result.bytesPerTransaction)} bytes per transaction with its indexes\n`);
}
