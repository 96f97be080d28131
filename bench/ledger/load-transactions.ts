// A long ledger of one account, loaded by SQL: rows and indexes are real, hashes are not.

import type { Database } from '../../src/database/index.ts';
import { note } from '../bench-progress.ts';
import type { Wallets } from './open-wallets.ts';

const CHUNK = 500_000;

/** Pairs of RESERVE and CHARGE, from the given sequence on. Ids are made from the sequence, so they do not repeat. */
const LOAD = `insert into ledger_transaction (account_id, sequence, type, amount, reserved_change, available_after,
    reserved_after, lot_numbers, lot_amounts, generation_id, step, api_key_id, idempotency_key, input_hash, created_at,
    hash)
  select $1, n, case when is_reservation then 'RESERVE' else 'CHARGE' end, case when is_reservation then -52000 else 0 end,
    case when is_reservation then 52000 else -52000 end, 1000000000, case when is_reservation then 52000 else 0 end, '{1}', '{52000}',
    ('01900000-0000-7000-8000-' || lpad(to_hex(n / 2), 12, '0'))::uuid, case when is_reservation then 0 else 1 end, $2,
    case when is_reservation then 'load:' || n end, case when is_reservation then repeat('0', 64) end, now() - interval '1 day', sha256('x')
  from (select n, n % 2 = 0 as is_reservation from generate_series($3::bigint, $4::bigint) as n) as numbered`;

/** Indexes are built over the loaded rows, which takes a fraction of keeping them up row by row. */
export async function loadTransactions(database: Database, wallets: Wallets, upTo: number): Promise<void> {
  const [accountId, apiKeyId] = [wallets.accountIds[0], wallets.apiKeyIds[0]];
  const indexes = await database.rows<{ name: string; definition: string }>(
    `select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition
     from pg_index where indrelid = 'ledger_transaction'::regclass and not indisprimary`,
  );
  for (const { name } of indexes) await database.rows(`drop index ${name}`);
  for (let from = (await lastSequence(database, accountId)) + 1; from <= upTo; from += CHUNK) {
    const to = Math.min(upTo, from + CHUNK - 1);
    await database.rows(LOAD, [accountId, apiKeyId, from, to]);
    await database.rows('update wallet set sequence = $2 where account_id = $1', [accountId, to]);
    report(`loaded ${to.toLocaleString('en')} transactions`);
  }
  for (const { name, definition } of indexes) {
    report(`builds ${name}`);
    await database.rows(definition);
  }
  report('vacuum');
  await database.rows('vacuum analyze');
  await database.rows('checkpoint');
}

async function lastSequence(database: Database, accountId: string | undefined): Promise<number> {
  const wallets = await database.rows<{ sequence: bigint }>('select sequence from wallet where account_id = $1', [
    accountId,
  ]);
  return Number(wallets[0]?.sequence ?? 0n);
}

export function report(line: string): void {
  note(`${new Date().toISOString().slice(11, 19)} ${line}`);
}
