// Which lots were added under which idempotency keys, for whoever compares them with payments.
import { plainArray, type Sql, textArray } from '../database/index.ts';

export interface AddKey {
  readonly accountId: string;
  readonly idempotencyKey: string;
}

export interface KeyedLot extends AddKey {
  readonly lot: number;
}

/** Keys under which nothing was added are left out. */
export function readLotsOfKeys(sql: Sql, keys: readonly AddKey[]): Promise<KeyedLot[]> {
  return sql.rows(
    `select t.account_id as "accountId", t.idempotency_key as "idempotencyKey", t.lot_numbers[1] as lot
     from unnest($1::uuid[], $2::text[]) as asked (account_id, key)
     join ledger_transaction t on t.account_id = asked.account_id and t.idempotency_key = asked.key and t.type = 'ADD'`,
    [plainArray(keys.map(({ accountId }) => accountId)), textArray(keys.map(({ idempotencyKey }) => idempotencyKey))],
  );
}

/** Reads the account's transactions from the newest back to the lot: for a few lots, not for many. */
export async function readKeyOfLot(sql: Sql, accountId: string, lot: number): Promise<string | undefined> {
  const [row] = await sql.rows<{ key: string | null }>(
    `select idempotency_key as key from ledger_transaction
     where account_id = $1 and type = 'ADD' and $2 = any(lot_numbers) order by sequence desc limit 1`,
    [accountId, lot],
  );
  return row?.key ?? undefined;
}
