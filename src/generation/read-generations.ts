// Generations of one account: by id, and newest first by keyset.
import type { Sql } from '../database/index.ts';
import type { Attempt, Generation } from './generation.ts';
import {
  ATTEMPT_COLUMNS,
  type AttemptRow,
  GENERATION_COLUMNS,
  type GenerationRow,
  toAttempt,
  toGeneration,
} from './generation-row.ts';
import type { GenerationPage } from './generations.ts';

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
