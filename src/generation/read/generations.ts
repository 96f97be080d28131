// Generations of one account: by id, and newest first by keyset. Those of all accounts that wait for an operator, longest
// waiting first.
import { type Sql, type StoredRow, withoutNulls } from '../../database/index.ts';
import type { GenerationEntity } from '../entities.ts';
import type { Attempt, Generation, GenerationStatus } from '../generation.ts';
import { type GenerationTables, toGeneration } from '../generation-row.ts';

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

const generations = (sql: Sql) => sql.tables<GenerationTables>().selectFrom('generation');

export async function readGenerations(sql: Sql, accountId: string, ids: readonly string[]): Promise<Generation[]> {
  if (ids.length === 0) return [];
  const query = generations(sql).where('accountId', '=', accountId);
  return (
    await query
      .where('id', 'in', [...ids])
      .selectAll()
      .execute()
  ).map(shown);
}

/** What only its workers go by stays here. */
function shown(stored: StoredRow<typeof GenerationEntity>): Generation {
  const { cancelRequestedAt: _asked, dueAt: _due, refunded: _refunded, ...row } = stored;
  return toGeneration(row);
}

export async function readGeneration(sql: Sql, accountId: string, id: string): Promise<Generation | undefined> {
  const [generation] = await readGenerations(sql, accountId, [id]);
  return generation;
}

export async function listGenerations(sql: Sql, page: GenerationPage): Promise<Generation[]> {
  const { statuses, models } = page.filter;
  let query = generations(sql).where('accountId', '=', page.accountId);
  if (statuses !== undefined) query = query.where('status', 'in', [...statuses]);
  if (models !== undefined) query = query.where('model', 'in', [...models]);
  if (page.beforeId !== undefined) query = query.where('id', '<', page.beforeId);
  return (await query.selectAll().orderBy('id', 'desc').limit(page.limit).execute()).map(shown);
}

export async function readAttempts(sql: Sql, accountId: string, generationIds: readonly string[]): Promise<Attempt[]> {
  if (generationIds.length === 0) return [];
  const rows = await sql
    .tables<GenerationTables>()
    .selectFrom('attempt')
    .select(['generationId', 'number', 'id', 'provider', 'upstreamId', 'status', 'error', 'startedAt', 'endedAt'])
    .where('accountId', '=', accountId)
    .where('generationId', 'in', [...generationIds])
    .orderBy('generationId')
    .orderBy('number')
    .execute();
  return rows.map(withoutNulls);
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
  let query = generations(sql).where('heldAt', 'is not', null).where('cost', 'is', null);
  if (after !== undefined) {
    query = query.where((eb) => eb(eb.refTuple('heldAt', 'id'), '>', eb.tuple(after.heldAt, after.id)));
  }
  return (await query.selectAll().orderBy('heldAt').orderBy('id').limit(limit).execute()).map(shown);
}

/** How many of an account's reservations are only open because an operator has yet to decide. */
export async function countHeld(sql: Sql, accountId: string): Promise<number> {
  const { held } = await generations(sql)
    .where('accountId', '=', accountId)
    .where('heldAt', 'is not', null)
    .where('cost', 'is', null)
    .whereRef('endedAt', '=', 'heldAt')
    .select(({ fn }) => fn.countAll<bigint>().as('held'))
    .executeTakeFirstOrThrow();
  return Number(held);
}
