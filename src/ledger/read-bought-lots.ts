// Lots that money was paid for, for whoever compares them with payments.
import type { Sql } from '../database/index.ts';
import { type LotRow, toLot } from './lot-row.ts';
import type { LotState } from './state.ts';

export interface BoughtLot extends LotState {
  readonly accountId: string;
}

/** Those of packs, plans and top-ups that began since a moment. */
export async function readBoughtLots(sql: Sql, since: Date): Promise<BoughtLot[]> {
  const rows = await sql.rows<LotRow>(
    `select * from lot where source in ('PACK', 'PLAN', 'AUTO_TOP_UP') and effective_at >= $1 order by effective_at`,
    [since],
  );
  return rows.map((row) => ({ ...toLot(row), accountId: row.account_id }));
}
