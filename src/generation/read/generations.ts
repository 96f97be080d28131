// Generations of one account: by id, and newest first by keyset. Those of all accounts that wait for an operator, longest
// waiting first.
import type { Sql } from '../../database/index.ts';
import type { Attempt, Generation, GenerationStatus } from '../generation.ts';
import {
  ATTEMPT_COLUMNS,
  type AttemptRow,
  GENERATION_COLUMNS,
  type GenerationRow,
  toAttempt,
  toGeneration,
} from '../generation-row.ts';

export interface GenerationFilter {
  readonly statuses?: readonly GenerationStatus[];
  readonly models?: readonly string[];
}

export interface GenerationPage {
  readonly accountId: string;
  readonly filter: GenerationFilter;
  readonly limit: number;
  /** Only generations older than this id (UUIDv7, so ids are in order of time). */
  readonly beforeId?: string;
}

export async function readGenerations(sql: Sql, accountId: string, ids: readonly string[]): Promise<Generation[]> {
  const rows = await sql.rows<GenerationRow>(
    `select ${GENERATION_COLUMNS} from generation where account_id = $1 and id = any($2::uuid[])`,
    [accountId, ids],
  );
  return rows.map(toGeneration);
}

export async function readGeneration(sql: Sql, accountId: string, id: string): Promise<Generation | undefined> {
  const [generation] = await readGenerations(sql, accountId, [id]);
  return generation;
}

export async function listGenerations(sql: Sql, page: GenerationPage): Promise<Generation[]> {
  const rows = await sql.rows<GenerationRow>(
    `select ${GENERATION_COLUMNS} from generation where account_id = $1
       and ($2::text[] is null or status = any($2)) and ($3::text[] is null or model = any($3))
       and ($4::uuid is null or id < $4) order by id desc limit $5`,
    [page.accountId, page.filter.statuses, page.filter.models, page.beforeId, page.limit],
  );
  return rows.map(toGeneration);
}

export async function readAttempts(sql: Sql, accountId: string, generationIds: readonly string[]): Promise<Attempt[]> {
  const rows = await sql.rows<AttemptRow>(
    `select ${ATTEMPT_COLUMNS} from attempt where account_id = $1 and generation_id = any($2::uuid[])
       order by generation_id, number`,
    [accountId, generationIds],
  );
  return rows.map(toAttempt);
}

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
