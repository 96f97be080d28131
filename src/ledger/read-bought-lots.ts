// Lots that money was paid for, for whoever compares them with payments.
import type { Sql } from '../database/index.ts';
import { type LotRow, toLot } from './lot-row.ts';
import type { LotState } from './state.ts';

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
