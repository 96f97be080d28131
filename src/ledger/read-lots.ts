import type { Sql } from '../database/index.ts';
import { type LotRow, toLot } from './lot-row.ts';
import type { LotState } from './state.ts';

/** Lots by their numbers, those that are used up or expired too. */
export async function readLots(sql: Sql, accountId: string, numbers: readonly number[]): Promise<LotState[]> {
  const rows = await sql.rows<LotRow>(
    `select account_id, number, source, priority, effective_at, expires_at, usable_until, granted, remaining, reserved,
       spent, expired, frozen, holds, clawed_back, purchase_id from lot where account_id = $1 and number = any($2::int[])`,
    [accountId, numbers],
  );
  return rows.map(toLot);
}
