// Lots for other rooms: by number, those that money was paid for, and the idempotency keys that lots were added under.
import { plainArray, type Sql, textArray } from '../../database/index.ts';
import type { LotState } from '../decide/state.ts';
import { type LotRow, toLot } from '../lot-row.ts';

/** Lots by their numbers, those that are used up or expired too. */
export async function readLots(sql: Sql, accountId: string, numbers: readonly number[]): Promise<LotState[]> {
  const rows = await sql.rows<LotRow>(
    `select account_id, number, source, priority, effective_at, expires_at, usable_until, granted, remaining, reserved,
       spent, expired, frozen, disputes, clawed_back, purchase_id from lot where account_id = $1 and number = any($2::int[])`,
    [accountId, numbers],
  );
  return rows.map(toLot);
}

export interface BoughtLot extends LotState {
  readonly accountId: string;
}

export interface BoughtLotPage {
  readonly since: Date;
  /** The last of the page before. */
  readonly after?: BoughtLot | undefined;
  readonly limit: number;
}

const FIRST_ACCOUNT = '00000000-0000-0000-0000-000000000000';

/** Those of packs, plans and top-ups that began since a moment, in pages. */
export async function readBoughtLots(sql: Sql, { since, after, limit }: BoughtLotPage): Promise<BoughtLot[]> {
  const rows = await sql.rows<LotRow>(
    `select * from lot where source in ('PACK', 'PLAN', 'AUTO_TOP_UP') and effective_at >= $1
       and (effective_at, account_id, number) > ($1, $2::uuid, $3::int)
     order by effective_at, account_id, number limit $4`,
    [after?.effectiveAt ?? since, after?.accountId ?? FIRST_ACCOUNT, after?.number ?? 0, limit],
  );
  return rows.map((row) => ({ ...toLot(row), accountId: row.account_id }));
}

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
