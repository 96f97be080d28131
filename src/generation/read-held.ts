// Generations of all accounts that wait for an operator, longest waiting first, by keyset.
import type { Sql } from '../database/index.ts';
import type { Generation } from './generation.ts';
import { GENERATION_COLUMNS, type GenerationRow, toGeneration } from './generation-row.ts';

export interface HeldPage {
  readonly limit: number;
  /** Only those after this one. */
  readonly after?: HeldKey;
}

export interface HeldKey {
  readonly heldAt: Date;
  readonly id: string;
}

export async function readHeld(sql: Sql, { limit, after }: HeldPage): Promise<Generation[]> {
  const rows = await sql.rows<GenerationRow>(
    `select ${GENERATION_COLUMNS} from generation where held_at is not null and cost is null
       and ($1::timestamptz is null or (held_at, id) > ($1, $2::uuid)) order by held_at, id limit $3`,
    [after?.heldAt, after?.id, limit],
  );
  return rows.map(toGeneration);
}

/** How many of an account's reservations are only open because an operator has yet to decide. */
export async function countHeld(sql: Sql, accountId: string): Promise<number> {
  const [row] = await sql.rows<{ held: number }>(
    `select count(*)::int as held from generation
       where account_id = $1 and held_at is not null and cost is null and ended_at = held_at`,
    [accountId],
  );
  return row?.held ?? 0;
}
