// What keys have used of the current UTC day.
import type { Sql } from '../../database/index.ts';
import { type MicroCredits, microCredits } from '../../money/index.ts';
import { utcDay } from '../decide/draft.ts';

export interface KeySpend {
  readonly apiKeyId: string;
  /** Micro-credits set aside today and not settled yet. */
  readonly reserved: MicroCredits;
  /** Micro-credits charged for what was reserved today. */
  readonly charged: MicroCredits;
}

export async function readKeySpends(
  sql: Sql,
  asked: { readonly accountId: string; readonly apiKeyIds: readonly string[]; readonly now: Date },
): Promise<KeySpend[]> {
  const rows = await sql.rows<{ api_key_id: string; reserved: bigint; charged: bigint }>(
    `select api_key_id, reserved, charged from key_spend
       where account_id = $1 and api_key_id = any($2::uuid[]) and day = $3::date`,
    [asked.accountId, asked.apiKeyIds, utcDay(asked.now)],
  );
  return rows.map((row) => ({
    apiKeyId: row.api_key_id,
    reserved: microCredits(row.reserved),
    charged: microCredits(row.charged),
  }));
}
