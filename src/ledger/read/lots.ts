// Lots for other rooms: by number, those that money was paid for, and the idempotency keys that lots were added under.
import { plainArray, type RowOf, type Sql, textArray } from '../../database/index.ts';
import type { LotState } from '../decide/state.ts';
import type { LedgerTransactionEntity } from '../entities.ts';
import { type LedgerTables, type LotRow, toLot } from '../rows.ts';

/** Lots by their numbers, in that order, those that are used up or expired too. */
export async function readLots(sql: Sql, accountId: string, numbers: readonly number[]): Promise<LotState[]> {
  if (numbers.length === 0) return [];
  const rows = await sql
    .tables<LedgerTables>()
    .selectFrom('lot')
    .selectAll()
    .where('accountId', '=', accountId)
    .where('number', 'in', [...numbers])
    .orderBy('number')
    .execute();
  return rows.map(toLot);
}

export type BoughtLot = LotState & Pick<LotRow, 'accountId'>;

export interface BoughtLotPage {
  readonly since: Date;
  /** The last of the page before. */
  readonly after?: BoughtLot | undefined;
  readonly limit: number;
}

const FIRST_ACCOUNT = '00000000-0000-0000-0000-000000000000';

/** Those of packs, plans and top-ups that began since a moment, in pages. */
export async function readBoughtLots(sql: Sql, { since, after, limit }: BoughtLotPage): Promise<BoughtLot[]> {
  const place = [after?.effectiveAt ?? since, after?.accountId ?? FIRST_ACCOUNT, after?.number ?? 0] as const;
  const rows = await sql
    .tables<LedgerTables>()
    .selectFrom('lot')
    .selectAll()
    .where('source', 'in', ['PACK', 'PLAN', 'AUTO_TOP_UP'])
    .where('effectiveAt', '>=', place[0])
    .where((eb) => eb(eb.refTuple('effectiveAt', 'accountId', 'number'), '>', eb.tuple(...place)))
    .orderBy('effectiveAt')
    .orderBy('accountId')
    .orderBy('number')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ ...toLot(row), accountId: row.accountId }));
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
  const [row] = await sql.rows<Pick<RowOf<typeof LedgerTransactionEntity>, 'idempotencyKey'>>(
    `select idempotency_key as "idempotencyKey" from ledger_transaction
     where account_id = $1 and type = 'ADD' and $2 = any(lot_numbers) order by sequence desc limit 1`,
    [accountId, lot],
  );
  return row?.idempotencyKey ?? undefined;
}
